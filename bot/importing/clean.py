"""Blocks of a document without what is no text of it: tables of contents, headers, footers, page numbers."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from bot.importing.blocks import Block, split_number

CONTENTS = re.compile(
    r"^(table of )?contents$|^in this (document|policy)$|^inhoud(sopgave|stafel)?$|^sommaire$|^table des matières$",
    re.IGNORECASE,
)
LEADER = re.compile(r"(?:(?:\.\s?){4,}|…+|·{3,}|_{3,})\s*\d{1,3}$")
PAGE_AT_END = re.compile(r"\s\d{1,3}$")
PAGE = re.compile(r"^[-–—\s]*(?:page|pagina)?\s*\d{1,3}\s*(?:(?:of|/|de|van|sur)\s*\d{1,3})?[-–—\s]*$", re.IGNORECASE)
REPEATED = 3  # times the same short line: it stands on every page


def without_furniture(blocks: Sequence[Block]) -> tuple[list[Block], list[str]]:
    """The blocks that are text, and the lines that were left out, once each, in order."""
    often = Counter(_mask(block.text) for block in blocks if _may_repeat(block))
    titles = Counter(_key(block.text) for block in blocks if block.kind == "heading")
    kept: list[Block] = []
    left_out: list[str] = []
    in_contents = False
    for place, block in enumerate(blocks):
        starts = CONTENTS.match(block.text.rstrip(":")) is not None
        in_contents = starts or (in_contents and _entry(block, blocks, place, titles))
        repeated = _may_repeat(block) and often[_mask(block.text)] >= REPEATED and not block.cells
        if starts or in_contents or repeated or PAGE.match(block.text) or LEADER.search(block.text) or _row_of_titles(
                block, titles) or _listed(blocks, place, titles):
            left_out.append(block.text)
        else:
            kept.append(block)
    return kept, list(dict.fromkeys(text for text in left_out if text))


def _may_repeat(block: Block) -> bool:
    words = len(block.text.split())
    sentence = words > 4 and block.text.endswith((".", "!", ":"))
    return block.kind in ("heading", "paragraph") and 0 < words <= 12 and "?" not in block.text and not sentence


def _mask(text: str) -> str:
    return re.sub(r"\d+", "0", text.casefold())


def _key(text: str) -> str:
    """A title as its entry in a table of contents has it: without number, leaders and page."""
    bare = PAGE_AT_END.sub("", LEADER.sub("", split_number(text)[1]))
    return re.sub(r"\W+", " ", bare.casefold()).strip()


def _entry(block: Block, blocks: Sequence[Block], place: int, titles: Counter[str]) -> bool:
    """Whether a block under “Contents” is one of its lines and not yet the text that follows."""
    if len(block.text.split()) > 16 or block.text.endswith((".", "!")):
        return False
    if block.kind == "heading":
        following = blocks[place + 1] if place + 1 < len(blocks) else None
        return titles[_key(block.text)] > 1 and not (following and _is_text(following))
    return bool(PAGE_AT_END.search(block.text)) or titles[_key(block.text)] > 0 or block.kind == "item"


def _listed(blocks: Sequence[Block], place: int, titles: Counter[str]) -> bool:
    """Whether a line without text under it names a heading that comes later, as its two neighbours do."""
    later = Counter(_key(block.text) for block in blocks[place + 1 :] if block.kind == "heading")

    def names(at: int) -> bool:
        if not 0 <= at < len(blocks) or not blocks[at].text:
            return False
        return not _is_text(blocks[at]) and later[_key(blocks[at].text)] > 0

    return names(place) and ((names(place - 1) and names(place - 2)) or (names(place - 1) and names(place + 1))
                             or (names(place + 1) and names(place + 2)))


def _is_text(block: Block) -> bool:
    return len(block.text.split()) > 16 or (block.kind != "heading" and block.text.endswith((".", "!")))


def _row_of_titles(block: Block, titles: Counter[str]) -> bool:
    """A line of links to the parts of a page: “The basics · Residents · Trouble”."""
    parts = [part for part in re.split(r"\s[·|•»/]\s", block.text) if part.strip()]
    return block.kind != "heading" and len(parts) >= 3 and all(titles[_key(part)] for part in parts)
