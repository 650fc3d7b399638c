"""Markdown or plain text → blocks."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.importing.blocks import ANSWER, LETTERED, NUMBERED, QUESTION, Block, heading, is_title, split_number, tidy

ATX = re.compile(r"^\s{0,3}(#{1,6})\s+(.*?)\s*#*\s*$")
UNDERLINE = re.compile(r"^\s{0,3}(=+|-{3,})\s*$")
BULLET = re.compile(r"^\s*(?:[-*+•–▪◦·])\s+(?=\S)")
ROW = re.compile(r"^\s*\|(.*)\|\s*$")
BOLD_LINE = re.compile(r"^(\*\*|__)(?!\s)(.+?)\1\s*[:.]?$")
RUN_IN = re.compile(r"^(\*\*|__)(.{3,90}?)\1\s*[:.–-]?\s+(\S.{30,})$|^(\*\*|__)(.{3,90}?[.:?])\4\s*(\S.{30,})$")
COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)


def markdown_blocks(text: str) -> list[Block]:
    """The blocks of a text. A heading is marked, underlined, numbered, in bold or in capitals on a line of its own."""
    blocks: list[Block] = []
    for lines in _groups(COMMENT.sub("", text)):
        blocks += _blocks_of(lines)
    return [block for block in blocks if block.text or block.number]


def _groups(text: str) -> Iterator[list[str]]:
    """Lines that stand together, without a blank one between them."""
    group: list[str] = []
    for line in text.replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n\n").split("\n"):
        if line.strip() and not line.lstrip().startswith(("```", "~~~")):
            group.append(line)
        elif group:
            yield group
            group = []
    if group:
        yield group


def _blocks_of(lines: list[str]) -> Iterator[Block]:
    """The blocks of one group: lines that start something by themselves, the others joined to paragraphs."""
    open_kind, open_text = "paragraph", ""
    for number, line in enumerate(lines):
        following = lines[number + 1] if number + 1 < len(lines) else ""
        if UNDERLINE.match(line):
            continue
        alone = len(lines) == 1
        started = _started(line, following, alone=alone, within=bool(open_text))
        if started is None and BULLET.match(line):
            if open_text:
                yield _plain(open_kind, open_text)
            open_kind, open_text = "item", BULLET.sub("", line)
        elif started is None:
            open_text += (" " if open_text else "") + line.strip().lstrip(">").strip()
        else:
            if open_text:
                yield _plain(open_kind, open_text)
            open_kind, open_text = "paragraph", ""
            yield from started
    if open_text:
        # A bullet's text may open with a title in bold, as a paragraph may.
        yield from _run_in(open_text) if open_kind == "paragraph" or RUN_IN.match(open_text) else [
            _plain(open_kind, open_text)]


def _started(line: str, following: str, *, alone: bool, within: bool) -> list[Block] | None:
    """What a line is when it stands for itself; None when it goes on, or begins a paragraph."""
    marked = ATX.match(line)
    if marked:
        return [heading(tidy(_bare(marked.group(2))), len(marked.group(1)))]
    if UNDERLINE.match(following) and not within and is_title(tidy(_bare(line))):
        return [heading(tidy(_bare(line)), 1 if "=" in following else 2)]
    row = ROW.match(line)
    if row:
        cells = tuple(tidy(_bare(cell)) for cell in re.split(r"(?<!\\)\|", row.group(1)))
        if all(re.fullmatch(r":?-{2,}:?", cell) for cell in cells):
            return []
        return [Block("row", " – ".join(cell for cell in cells if cell), cells=cells)]
    stripped = line.strip()
    bold = BOLD_LINE.match(stripped)
    if bold and is_title(tidy(_bare(bold.group(2)))) and not within:
        return [heading(tidy(_bare(bold.group(2))), 0)]
    bare = tidy(_bare(stripped))
    if QUESTION.match(bare):
        return [heading(bare, 0)]
    return _numbered(bare, alone=alone, within=within, following=following)


def _numbered(bare: str, *, alone: bool, within: bool, following: str) -> list[Block] | None:
    """A numbered heading, a numbered clause without one, or a heading in capitals."""
    number, title = split_number(bare)
    deep = number.count(".")
    if number and is_title(title) and title[0].isupper():
        # One number and nothing more may also be an item of a list, which has neighbours of its kind.
        listed = not deep and not alone and (within or bool(NUMBERED.match(following.strip())))
        return None if listed else [Block("heading", title, 1 + deep, number)]
    if number and (deep or not bare[0].isdigit()) and len(title.split()) > 5 and title[0].isupper():
        return [Block("heading", "", 1 + deep, number), Block("paragraph", title)]
    if number and not within and not deep and alone:
        return [Block("item", title)]
    if is_title(bare) and bare.isupper() and len(bare) > 3 and not within:
        return [Block("heading", bare.capitalize(), 0)]
    if LETTERED.match(bare) and is_title(title) and alone:
        return [Block("heading", title, 1)]
    return None


def _plain(kind: str, text: str) -> Block:
    return Block("item" if kind == "item" else "paragraph", tidy(ANSWER.sub("", _bare(text))))


def _run_in(text: str) -> list[Block]:
    """A paragraph that opens with its title in bold, as two blocks; any other as it is."""
    found = RUN_IN.match(text.strip())
    if found:
        title, rest = (found.group(2), found.group(3)) if found.group(2) else (found.group(5), found.group(6))
        title = tidy(_bare(title)).rstrip(".:")
        if is_title(title) and len(title.split()) <= 9:
            return [heading(title, 0), _plain("paragraph", rest)]
    return [_plain("paragraph", text)]


def _bare(text: str) -> str:
    """Without Markdown's marks; a link keeps its words, and its address where the words do not hold it."""
    text = re.sub(r"!\[[^\]]*\]\([^)]*\)", "", text)
    text = re.sub(r"\[([^\]]*)\]\(([^)\s]*)[^)]*\)", _link, text)
    text = re.sub(r"<((?:https?://|mailto:)?[^<>\s]*[@/][^<>\s]*)>", r"\1", text)
    text = re.sub(r"</?[a-zA-Z][^>]*>", " ", text)
    text = re.sub(r"(\*\*|__)(?=\S)(.+?)(?<=\S)\1", r"\2", text)
    text = re.sub(r"(?<![\w*])[*_](?=\S)([^*_]+?)(?<=\S)[*_](?![\w*])", r"\1", text)
    return re.sub(r"\\([\\`*_{}\[\]()#+\-.!|<>~&@])", r"\1", text).replace("`", "")


def _link(found: re.Match[str]) -> str:
    words, address = found.group(1), found.group(2).removeprefix("mailto:")
    shown = words.replace("\\", "")
    if address in shown or not re.match(r"https?://|[^/#\s]+@", address) or shown.rstrip("/") in address:
        return address if shown and shown in address and "@" in address else words
    return f"{words} ({address})"
