"""One entry of a YAML file as a person edits it: its own lines, without the indentation of the file."""

from __future__ import annotations

import yaml

from bot.errors import CoachError
from bot.rulebook.edit_text import Place, resolve
from bot.rulebook.source import LOADER


def entry_text(text: str, place: Place, *, file: str) -> str:
    """The lines of an entry. Raises CoachError C222 when it is not there."""
    start, end, indent = _bounds(text, place, file)
    first, *rest = text[start:end].split("\n")
    return "\n".join([first, *(line[indent:] if not line[:indent].strip() else line for line in rest)])


def with_entry(text: str, place: Place, new: str, *, file: str) -> str:
    """The file with other lines for an entry. Raises CoachError C222 when it is not there, C650 for an empty one."""
    start, end, indent = _bounds(text, place, file)
    lines = new.replace("\t", "  ").rstrip().split("\n")
    if not new.strip():
        raise CoachError("C650", "An entry cannot be empty.", where=file, hint="Remove it where it is listed.")
    first, *rest = lines
    moved = (" " * indent + line if line.strip() else "" for line in rest)
    return text[:start] + "\n".join([first, *moved]) + text[end:]


def _bounds(text: str, place: Place, file: str) -> tuple[int, int, int]:
    path = resolve(yaml.load(text, Loader=LOADER), place, file)
    node = yaml.compose(text, Loader=LOADER)
    for part in path:
        if isinstance(node, yaml.MappingNode):
            node = next(value for key, value in node.value if key.value == str(part))
        else:
            node = node.value[part]
    flow = isinstance(node, yaml.CollectionNode) and node.flow_style
    return node.start_mark.index, _end(text, node), 0 if flow else node.start_mark.column


def _end(text: str, node: yaml.Node) -> int:
    # A parser's mark of a block lies behind the space and the comments after it.
    if isinstance(node, yaml.CollectionNode) and not node.flow_style and node.value:
        last = node.value[-1]
        return _end(text, last[1] if isinstance(last, tuple) else last)
    start, end = node.start_mark.index, node.end_mark.index
    if isinstance(node, yaml.ScalarNode) and node.style in ("|", ">"):
        return start + len(text[start:end].rstrip())
    return max(end, start)
