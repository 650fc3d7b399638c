"""A value as YAML text, in the style of what it replaces."""

from __future__ import annotations

import difflib
import math
from typing import Any

import yaml

WIDTH = 110  # columns of a folded text, as in the files that ship


class Unwritable(Exception):
    """The value cannot be written in that style."""


def one_line(value: Any) -> str:
    """A value on one line: plain where that reads back the same, in double quotes or as a flow collection else."""
    if isinstance(value, str):
        return plain(value)
    return yaml.dump(value, Dumper=_Dumper, default_flow_style=True, sort_keys=False, allow_unicode=True,
                     width=math.inf).removesuffix("\n...\n").strip()


def plain(value: str) -> str:
    """Without quotes when it reads back as the same text both in a block and inside brackets."""
    if value and value == value.strip() and "\n" not in value:
        try:
            if yaml.safe_load(f"- {value}\n- [{value}, {value}]\n") == [value, [value, value]]:
                return value
        except yaml.YAMLError:
            pass
    return double_quoted(value)


def double_quoted(value: str) -> str:
    return yaml.dump(value, default_style='"', allow_unicode=True, width=math.inf).strip()


def scalar(value: Any, node: yaml.ScalarNode, written: str, *, indent: int) -> str:
    """A scalar in the style of the node it replaces.

    ``written`` is the node's text in the file, ``indent`` the column of its content when it is a block.
    Raises Unwritable when that style cannot hold the value.
    """
    if not isinstance(value, str):
        return one_line(value)
    if node.style == '"':
        return double_quoted(value)
    if node.style == "'":
        if "\n" in value or not value.isprintable():
            raise Unwritable
        return "'" + value.replace("'", "''") + "'"
    if node.style in ("|", ">"):
        head, _, body = written.partition("\n")
        old = [line.strip() for line in body.split("\n")]
        lines = _literal(value) if node.style == "|" else _folded(value, old, width=WIDTH - indent)
        return "\n".join([head, *(" " * indent + line if line else "" for line in lines)])
    return plain(value)


def block(value: Any, *, indent: int) -> str:
    """A collection as a block whose first line starts where it is put and whose others start at ``indent``."""
    text = yaml.dump(value, Dumper=_Dumper, default_flow_style=False, sort_keys=False, allow_unicode=True,
                     width=math.inf).removesuffix("\n...\n").rstrip("\n")
    first, *rest = text.split("\n")
    return "\n".join([first, *(" " * indent + line if line else "" for line in rest)])


def fit_ending(value: Any, node: yaml.Node, written: str) -> Any:
    """The value with the ending that a block of that kind gives it: one line break, or none after ``-``."""
    if isinstance(value, str) and isinstance(node, yaml.ScalarNode) and node.style in ("|", ">"):
        head = written.partition("\n")[0]
        return value.rstrip("\n") + ("" if "-" in head else "\n")
    return value


def _literal(value: str) -> list[str]:
    lines = value.rstrip("\n").split("\n")
    if not lines[0] or lines[0][0] in " \t" or not all(line.isprintable() for line in lines):
        raise Unwritable
    return lines


def _folded(value: str, old: list[str], *, width: int) -> list[str]:
    """Lines of a folded block; words that did not change stay on the line where they were."""
    lines: list[str] = []
    for number, paragraph in enumerate(value.rstrip("\n").split("\n")):
        if "  " in paragraph or paragraph != paragraph.strip() or (paragraph and not paragraph.isprintable()):
            raise Unwritable
        if number:
            lines.append("")
        lines += _wrapped(paragraph, [line for line in old if line], width=max(width, 30))
    return lines


def _wrapped(paragraph: str, old: list[str], *, width: int) -> list[str]:
    before = [(word, number) for number, line in enumerate(old) for word in line.split(" ")]
    words = paragraph.split(" ")
    line_of = [-1] * len(words)
    matcher = difflib.SequenceMatcher(None, [word for word, _ in before], words, autojunk=False)
    for start, place, size in matcher.get_matching_blocks():
        for i in range(size):
            line_of[place + i] = before[start + i][1]
    lines: list[list[str]] = []
    current = -1
    for word, line in zip(words, line_of, strict=True):
        long = lines and len(" ".join([*lines[-1], word])) > width
        if not lines or long or (line != -1 and line > current and current != -1):
            lines.append([])
        lines[-1].append(word)
        current = line if line != -1 else current
    return [" ".join(line) for line in lines]


class _Dumper(yaml.SafeDumper):
    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        # Dashes stand two columns in from their key, as in the files that ship.
        super().increase_indent(flow, False)


def _text(dumper: yaml.SafeDumper, value: str) -> yaml.ScalarNode:
    tag = "tag:yaml.org,2002:str"
    if "\n" in value and not value[0].isspace() and all(line.isprintable() for line in value.split("\n")):
        return dumper.represent_scalar(tag, value, style="|")
    return dumper.represent_scalar(tag, value, style=None if plain(value) == value else '"')


_Dumper.add_representer(str, _text)
