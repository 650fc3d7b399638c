"""The rules of the model policy for another company: its name, its clauses, its people; everything else as it is."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import yaml

from bot.importing.facts import squashed
from bot.rulebook import CATEGORIES, Company
from bot.rulebook.edit_style import double_quoted, plain
from bot.rulebook.rulebook import rule_files
from bot.rulebook.source import LOADER


@dataclass(frozen=True)
class Renaming:
    """The names of the model company and what stands in their place."""

    old: tuple[str, ...]
    new: str
    old_domain: str
    domain: str

    def text(self, text: str, *, regex: bool = False) -> str:
        """A text with the other company's name. Inside a regular expression the name is escaped, in lower case where
        it was, and inside a handle, hashtag or other word it is one word."""
        escape = re.escape if regex else str
        if self.old_domain:
            dot = re.escape(self.old_domain)
            text = re.sub(rf"(?:{dot}|{re.escape(dot)})", lambda _: escape(self.domain), text, flags=re.IGNORECASE)
        for name in self.old:
            put = partial(self._put, name=name, regex=regex)
            text = re.sub(rf"([@#]?\w*?){re.escape(name)}(\w*)", put, text, flags=re.IGNORECASE)
        return text

    def _put(self, found: re.Match[str], *, name: str, regex: bool) -> str:
        before, after = found.group(1), found.group(2)
        if regex and before in ("b", "d", "s", "w") and found.string[: found.start() + 1].endswith(f"\\{before}"):
            word = self.new  # “\bname”: the letter is part of the expression
        else:
            word = re.sub(r"[^\w]", "", self.new) if before or after else self.new
        written = found.group()[len(before) : len(before) + len(name)]
        if written.islower():
            word = word.lower()
        return before + (re.escape(word) if regex else word) + after


def renaming(model: Company, *, name: str, domain: str) -> Renaming:
    """From the model company to a company of that name and that domain, which may be unknown."""
    old = sorted({model.company.name, *model.company.aliases}, key=len, reverse=True)
    host = re.sub(r"^https?://(?:www\.)?", "", model.company.newsroom).split("/")[0]
    return Renaming(tuple(old), name, host, domain or f"{squashed(name) or 'company'}.example")


@dataclass(frozen=True)
class Adapted:
    """The rule files of the new policy. ``left_out`` are categories without a clause; ``in_preview`` are those of
    them that share a file with others and so came along, seen by consultants only."""

    files: Mapping[str, str]
    left_out: tuple[str, ...]
    in_preview: tuple[str, ...]


def adapt_rules(
    folder: Path, names: Renaming, *, clause_of: Mapping[str, str], fallback: str, contacts: Mapping[str, str],
    owner: str,
) -> Adapted:
    """The rules of the policy in ``folder``. ``clause_of``: category → clause; the guard always comes along.

    A rule of a category without a clause, in a file where others have one, rests on ``fallback`` in preview.
    A contact that the company lacks becomes ``owner``; a lacking one that a guard offers is left out.
    """
    files: dict[str, str] = {}
    preview: set[str] = set()
    present: set[str] = set()
    for path in rule_files(folder):
        text = path.read_text(encoding="utf-8")
        root = yaml.compose(text, Loader=LOADER)
        rules = _entries(root, "rules")
        categories = {_value(rule, "category") for rule in rules}
        if rules and not _entries(root, "guard") and not categories & set(clause_of):
            continue
        present |= categories & set(clause_of)
        preview |= categories - set(clause_of)
        changes = [*_renamed(root, names), *_placed(rules, clause_of, fallback, contacts, owner),
                   *_offers(_entries(root, "guard"), contacts)]
        files[path.name] = _spliced(text, changes)
    left = tuple(name for name in CATEGORIES if name not in present)
    return Adapted(files, left, tuple(name for name in CATEGORIES if name in preview))


Change = tuple[int, int, str]


def _spliced(text: str, changes: list[Change]) -> str:
    for start, end, new in sorted(set(changes), reverse=True):
        text = text[:start] + new + text[end:]
    return text


def _renamed(root: yaml.Node, names: Renaming) -> Iterator[Change]:
    for node, regex in _scalars(root, regex=False, seen=set()):
        new = names.text(node.value, regex=regex)
        if new != node.value:
            # In double quotes: they hold any name and any expression.
            yield node.start_mark.index, node.end_mark.index, double_quoted(new)


def _scalars(node: yaml.Node, *, regex: bool, seen: set[int]) -> Iterator[tuple[yaml.ScalarNode, bool]]:
    """Every text of a file once, aliases included, and whether it is a regular expression."""
    if id(node) in seen:
        return
    seen.add(id(node))
    if isinstance(node, yaml.ScalarNode):
        yield node, regex
    elif isinstance(node, yaml.SequenceNode):
        for item in node.value:
            yield from _scalars(item, regex=regex, seen=seen)
    elif isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if key.value not in ("id", "category", "clause", "contact", "offer"):
                yield from _scalars(value, regex=regex or key.value == "regex", seen=seen)


def _placed(
    rules: list[yaml.MappingNode], clause_of: Mapping[str, str], fallback: str, contacts: Mapping[str, str], owner: str
) -> Iterator[Change]:
    for rule in rules:
        category = _value(rule, "category")
        for key, value in rule.value:
            start, end = value.start_mark.index, value.end_mark.index
            if key.value == "clause":
                yield start, end, plain(clause_of.get(category, fallback))
            elif key.value == "contact" and value.value not in contacts:
                yield start, end, plain(owner)
            elif key.value == "stage" and category not in clause_of:
                yield start, end, "preview"
        if category not in clause_of and not _value(rule, "stage"):
            place = next(key for key, _ in rule.value if key.value == "category").start_mark
            yield place.index, place.index, "stage: preview\n" + " " * place.column


def _offers(guard: list[yaml.MappingNode], contacts: Mapping[str, str]) -> Iterator[Change]:
    for entry in guard:
        for key, value in entry.value:
            if key.value == "offer" and isinstance(value, yaml.SequenceNode):
                kept = [item.value for item in value.value if item.value in contacts]
                if len(kept) < len(value.value):
                    yield value.start_mark.index, value.end_mark.index, f"[{', '.join(kept)}]"


def _entries(root: yaml.Node, name: str) -> list[yaml.MappingNode]:
    pairs = root.value if isinstance(root, yaml.MappingNode) else []
    return [item for key, value in pairs if key.value == name for item in value.value]


def _value(entry: yaml.MappingNode, name: str) -> str:
    return next((value.value for key, value in entry.value if key.value == name), "")
