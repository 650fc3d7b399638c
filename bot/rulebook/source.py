"""A YAML file with the place of every value, so that each problem can point at its line."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

Path_ = tuple[str | int, ...]
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # libyaml, ten times faster, where it is built in


@dataclass(frozen=True)
class Problem:
    """One fault in a policy file: code, place (1-based), the line, and how to repair it."""

    code: str
    file: str
    line: int
    column: int
    subject: str
    text: str
    message: str
    hint: str = ""

    def __str__(self) -> str:
        caret = " " * (self.column - 1 - (len(self.text) - len(self.text.lstrip()))) + "^"
        shown = f"\n    {self.text.strip()}\n    {caret}" if self.text.strip() else ""
        hint = f" {self.hint}" if self.hint else ""
        return f"{self.code} {self.file}:{self.line}:{self.column}  {self.subject}{shown}\n  {self.message}{hint}"


class RulebookErrors(Exception):
    """Everything that is wrong with a policy folder, all at once, in file order."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(sorted(problems, key=lambda p: (p.file, p.line, p.column)))
        super().__init__(f"{len(self.problems)} problem(s) in the policy")

    def __str__(self) -> str:
        return "\n".join(str(problem) for problem in self.problems)


class SourceFile:
    """One parsed YAML file: ``data`` and the mark of every path in it."""

    def __init__(self, path: Path | None, name: str, *, later: bool = False) -> None:
        """``path`` None stands for a file that is not there: a problem like any other. ``later``: ``read`` it when
        it is needed."""
        self.name = name
        self.raw = path.read_bytes() if path else b""
        self.lines: list[str] = []
        self.data: Any = None
        self.problems: list[Problem] = []
        self.warnings: list[Problem] = []
        self._node: yaml.Node | None = None
        self._was_read = False
        if path is None:
            self._was_read = True
            self._add("C201", 1, 1, "the file", "is missing.", "Restore it, or start from the shipped policy.")
        elif not later:
            self.read()

    def read(self) -> None:
        """Parse the file, once; what is wrong with it is in ``problems``."""
        if self._was_read:
            return
        self._was_read = True
        try:
            text = self.raw.decode("utf-8")
            self.lines = text.splitlines()
            self._node = yaml.compose(text, Loader=LOADER)
            self.data = _plain(self._node, self)
        except UnicodeDecodeError as error:
            self._add("C201", 1, 1, "the file", f"is not UTF-8 (byte {error.start}).", "Save it as UTF-8.")
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark
            line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
            self._add("C201", line, column, "the file", f"is not valid YAML: {error.problem}.",
                      "Check indentation, quotes and colons near this place.")
        except yaml.YAMLError as error:
            self._add("C201", 1, 1, "the file", f"is not valid YAML: {str(error).splitlines()[0]}.")

    def _add(self, code: str, line: int, column: int, subject: str, message: str, hint: str = "") -> None:
        self.problems.append(self._problem(code, line, column, subject, message, hint))

    def _problem(self, code: str, line: int, column: int, subject: str, message: str, hint: str) -> Problem:
        text = self.lines[line - 1] if line <= len(self.lines) else ""
        return Problem(code, self.name, line, column, subject, text, message, hint)

    def report(self, code: str, path: Path_, subject: str, message: str, hint: str = "", *, key: bool = False) -> None:
        """Add a problem at the value of ``path``, or at its key."""
        self.read()
        line, column = self.place(path, key=key)
        self._add(code, line, column, subject, message, hint)

    def warn(self, code: str, path: Path_, subject: str, message: str, hint: str = "") -> None:
        """What works and is perhaps not meant: told, but no reason to refuse the policy."""
        self.read()
        line, column = self.place(path)
        self.warnings.append(self._problem(code, line, column, subject, message, hint))

    def place(self, path: Path_, *, key: bool = False) -> tuple[int, int]:
        """Line and column, 1-based, of a path; of its nearest existing parent when it does not exist."""
        node = self._node
        mark = node.start_mark if node else None
        for depth, part in enumerate(path):
            last = depth == len(path) - 1
            if isinstance(node, yaml.MappingNode):
                pair = next(((k, v) for k, v in node.value if k.value == str(part)), None)
                if pair is None:
                    break
                node = pair[1]
                mark = pair[0].start_mark if key and last else node.start_mark
            elif isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
                node = node.value[part]
                mark = node.start_mark
            else:
                break
        return (mark.line + 1, mark.column + 1) if mark else (1, 1)


def _plain(node: yaml.Node | None, source: SourceFile) -> Any:
    """Node → plain values; a duplicate key is a problem, for YAML would silently keep the last."""
    if node is None:
        return None
    if isinstance(node, yaml.MappingNode):
        result: dict[Any, Any] = {}
        for key_node, value_node in node.value:
            key = str(key_node.value)
            if key in result:
                mark = key_node.start_mark
                source._add("C202", mark.line + 1, mark.column + 1, f"key '{key}'", "stands here twice.",
                            "Keep one of the two.")
            result[key] = _plain(value_node, source)
        return result
    if isinstance(node, yaml.SequenceNode):
        return [_plain(item, source) for item in node.value]
    return _SCALARS.construct_object(node, deep=True)


_SCALARS = yaml.constructor.SafeConstructor()


def did_you_mean(word: object, choices: Iterable[str]) -> str:
    """A hint naming the nearest legal word, or the legal words when they are few."""
    options = sorted(choices)
    near = difflib.get_close_matches(str(word), options, n=1, cutoff=0.6)
    if near:
        return f"Did you mean '{near[0]}'?"
    return f"Expected one of: {', '.join(options)}." if len(options) <= 24 else ""
