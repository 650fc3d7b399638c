"""Changes of a YAML text at one place; every other character, comments included, stays as it was."""

from __future__ import annotations

import copy
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import yaml

from bot.errors import CoachError
from bot.rulebook.edit_style import Unwritable, block, double_quoted, fit_ending, one_line, scalar
from bot.rulebook.source import LOADER


@dataclass(frozen=True)
class By:
    """The entry of a list whose ``key`` has that value: ``By("id", "C1")``."""

    key: str
    value: str


Place = tuple[str | int | By, ...]


@dataclass(frozen=True)
class Put:
    """Set the value at a place; its last key is added when it is not there."""

    place: Place
    value: Any


@dataclass(frozen=True)
class Add:
    """Add a value at the end of the list at a place."""

    place: Place
    value: Any


@dataclass(frozen=True)
class Remove:
    """Take out what stands at a place: an entry of a list, or a key with its value."""

    place: Place


Step = Put | Add | Remove


def apply_steps(text: str, steps: Sequence[Step], *, file: str) -> str:
    """The text with every step done, in order.

    Raises CoachError C222 when a place does not exist or the file is written in a way that a step cannot
    change; the file is then edited as a whole.
    """
    for step in steps:
        text = _apply(text, step, file)
    return text


def value_at(text: str, place: Place, *, file: str) -> Any:
    """The value at a place. Raises CoachError C222 when there is none."""
    data = yaml.load(text, Loader=LOADER)
    for part in resolve(data, place, file):
        data = data[part]
    return data


def resolve(data: Any, place: Place, file: str) -> list[str | int]:
    """The place with numbers for ``By``. Raises CoachError C222 when it leads nowhere."""
    path: list[str | int] = []
    for part in place:
        if isinstance(part, By):
            entries = data if isinstance(data, list) else []
            matching = (isinstance(entry, dict) and entry.get(part.key) == part.value for entry in entries)
            found = [i for i, matches in enumerate(matching) if matches]
            if not found:
                raise _nowhere(file, place)
            part = found[0]
        try:
            data = data[part]
        except (KeyError, IndexError, TypeError) as error:
            raise _nowhere(file, place) from error
        path.append(part)
    return path


def _apply(text: str, step: Step, file: str) -> str:
    data = yaml.load(text, Loader=LOADER)
    root = yaml.compose(text, Loader=LOADER)
    for attempt in (False, True):
        try:
            changed, expected = _changed(text, root, data, step, file, quoted=attempt)
            if yaml.load(changed, Loader=LOADER) == expected:
                return changed
        except (Unwritable, yaml.YAMLError):
            continue
    raise CoachError("C222", "This place of the file cannot be changed by itself.", where=file,
                     hint="Edit the file as a whole.")


def _changed(text: str, root: yaml.Node, data: Any, step: Step, file: str, *, quoted: bool) -> tuple[str, Any]:
    expected = copy.deepcopy(data)
    if isinstance(step, Add):
        path = resolve(data, step.place, file)
        _at(expected, path).append(step.value)
        return _added(text, _node(root, path), step.value), expected
    if isinstance(step, Remove):
        path = resolve(data, step.place, file)
        del _at(expected, path[:-1])[path[-1]]  # type: ignore[attr-defined]
        return _removed(text, _node(root, path[:-1]), path[-1]), expected
    *above, last = step.place
    path = resolve(data, tuple(above), file)
    parent = _at(data, path)
    if isinstance(parent, dict) and last not in parent:
        _at(expected, path)[last] = step.value
        return _with_key(text, _node(root, path), str(last), step.value), expected
    path = resolve(data, step.place, file)
    node = _node(root, path)
    start, end = _start(node), _end(text, node)
    value = fit_ending(step.value, node, text[start:end])
    _at(expected, path[:-1])[path[-1]] = value
    return text[:start] + _written(text, node, value, quoted=quoted) + text[end:], expected


def _written(text: str, node: yaml.Node, value: Any, *, quoted: bool) -> str:
    written = text[_start(node) : _end(text, node)]
    if quoted and isinstance(value, str):
        return double_quoted(value)
    if isinstance(node, yaml.ScalarNode) and not isinstance(value, list | dict):
        return scalar(value, node, written, indent=_content_indent(text, node))
    if isinstance(node, yaml.CollectionNode) and not node.flow_style and value:
        return block(value, indent=node.start_mark.column)
    return one_line(value)


def _added(text: str, node: yaml.Node, value: Any) -> str:
    if not isinstance(node, yaml.SequenceNode):
        raise Unwritable
    if node.flow_style:
        end = _end(text, node.value[-1]) if node.value else _start(node) + 1
        return text[:end] + (", " if node.value else "") + one_line(value) + text[end:]
    last = node.value[-1]
    dash = _dash(text, last)
    column = dash - _line_start(text, dash)
    flow = isinstance(last, yaml.CollectionNode) and last.flow_style
    shown = one_line(value) if flow or not isinstance(value, list | dict) else block(value, indent=column + 2)
    gap = _blank_before(text, _line_start(text, dash)) if len(node.value) > 1 else 0
    end = _line_end(text, _end(text, node))
    return text[:end] + "\n" * (gap + 1) + " " * column + "- " + shown + text[end:]


def _removed(text: str, node: yaml.Node, part: str | int) -> str:
    if isinstance(node, yaml.SequenceNode):
        entries = [(entry, entry) for entry in node.value]
        number = int(part)
    elif isinstance(node, yaml.MappingNode):
        entries = list(node.value)
        number = next(i for i, (key, _) in enumerate(entries) if key.value == str(part))
    else:
        raise Unwritable
    first, last = entries[number]
    if node.flow_style:
        if number + 1 < len(entries):
            return text[: _start(first)] + text[_start(entries[number + 1][0]) :]
        start = _end(text, entries[number - 1][1]) if number else _start(first)
        return text[:start] + text[_end(text, last) :]
    if len(entries) == 1:
        # An empty block would read as nothing at all.
        empty = "[]" if isinstance(node, yaml.SequenceNode) else "{}"
        start = _dash(text, first) if isinstance(node, yaml.SequenceNode) else _start(first)
        return text[:start] + empty + text[_end(text, last) :]
    start = _line_start(text, _start(first))
    end = min(_line_end(text, _end(text, last)) + 1, len(text))
    if isinstance(node, yaml.MappingNode) and text[start : _start(first)].strip():
        # The first key stands behind the dash of its entry: the next key takes its place.
        return text[: _start(first)] + text[_start(entries[number + 1][0]) :]
    gap = _blank_before(text, start)
    if number == len(entries) - 1:
        start -= gap if text[:start].endswith("\n" * (gap + 1)) else 0
    elif gap:
        while text[end : end + 1] == "\n":
            end += 1
    return text[:start] + text[end:]


def _with_key(text: str, node: yaml.Node, key: str, value: Any) -> str:
    if not isinstance(node, yaml.MappingNode):
        raise Unwritable
    if node.flow_style:
        end = _end(text, node.value[-1][1]) if node.value else _start(node) + 1
        return text[:end] + (", " if node.value else "") + f"{one_line(key)}: {one_line(value)}" + text[end:]
    column = node.value[0][0].start_mark.column
    end = _line_end(text, _end(text, node))
    shown = one_line(value)
    if isinstance(value, dict | list) and value:
        shown = "\n" + " " * (column + 2) + block(value, indent=column + 2)
    line = f"{one_line(key)}:{shown}" if shown.startswith("\n") else f"{one_line(key)}: {shown}"
    return text[:end] + "\n" + " " * column + line + text[end:]


def _node(node: yaml.Node, path: Sequence[str | int]) -> yaml.Node:
    for part in path:
        if isinstance(node, yaml.MappingNode):
            node = next(value for key, value in node.value if key.value == str(part))
        else:
            node = node.value[part]
    return node


def _at(data: Any, path: Sequence[str | int]) -> Any:
    for part in path:
        data = data[part]
    return data


def _start(node: yaml.Node) -> int:
    return node.start_mark.index


def _end(text: str, node: yaml.Node) -> int:
    """Where the node's own text ends: a parser's mark of a block lies behind the space and comments after it."""
    if isinstance(node, yaml.CollectionNode) and not node.flow_style and node.value:
        last = node.value[-1]
        if isinstance(last, tuple):
            return max(_end(text, last[1]), _end(text, last[0]) + 1)
        return _end(text, last)
    end = node.end_mark.index
    if isinstance(node, yaml.ScalarNode) and node.style in ("|", ">"):
        return _start(node) + len(text[_start(node) : end].rstrip())
    return end


def _content_indent(text: str, node: yaml.ScalarNode) -> int:
    for line in text[_start(node) : node.end_mark.index].split("\n")[1:]:
        if line.strip():
            return len(line) - len(line.lstrip())
    return node.start_mark.column


def _dash(text: str, entry: yaml.Node) -> int:
    dash = text.rfind("-", _line_start(text, _start(entry)), _start(entry))
    if dash < 0:
        raise Unwritable
    return dash


def _line_start(text: str, place: int) -> int:
    return text.rfind("\n", 0, place) + 1


def _line_end(text: str, place: int) -> int:
    end = text.find("\n", place)
    return len(text) if end < 0 else end


def _blank_before(text: str, line_start: int) -> int:
    """How many blank lines stand above a line."""
    above = text[:line_start].split("\n")[:-1]
    count = 0
    while count < len(above) and not above[-1 - count].strip():
        count += 1
    return count


def _nowhere(file: str, place: Place) -> CoachError:
    shown = " → ".join(part.value if isinstance(part, By) else str(part) for part in place)
    return CoachError("C222", f"There is no '{shown}' in this file.", where=file, status=404,
                      hint="It may have been renamed or removed. Load the file again.")
