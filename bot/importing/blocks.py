"""What a document is made of, whatever its format: headings, paragraphs, list items, rows of tables."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

MOST_TITLE_WORDS = 14
_WORD = "article|art\\.?|artikel|section|clause|chapter|chapitre|hoofdstuk|§"
NUMBERED = re.compile(rf"^(?:(?:{_WORD})\s*)?(\d{{1,2}}(?:\.\d{{1,2}}){{0,3}})\s*[.):–-]?\s+(?=\S)", re.IGNORECASE)
LETTERED = re.compile(r"^(?:[IVX]{1,5}|[A-Z])[.)]\s+(?=[A-ZÀ-Ý])")
QUESTION = re.compile(r"^(?:Q(?:uestion)?|V(?:raag)?)\s*\d*\s*[:.)]\s*", re.IGNORECASE)
ANSWER = re.compile(r"^(?:A(?:nswer|ntwoord)?|R(?:éponse)?)\s*\d*\s*[:.)]\s+", re.IGNORECASE)


@dataclass(frozen=True)
class Block:
    """One piece of a document, in reading order.

    ``level`` of a heading: 1 is the outermost; 0 is a line that may be one (in bold, or short). ``number`` is the
    number that stood before a heading, without its dot. ``cells`` of a row; its text is the cells joined.
    """

    kind: Literal["heading", "paragraph", "item", "row"]
    text: str
    level: int = 0
    number: str = ""
    cells: tuple[str, ...] = ()


def heading(text: str, level: int) -> Block:
    """A heading, with its number taken off."""
    number, title = split_number(text)
    return Block("heading", QUESTION.sub("", title), level, number)


def split_number(text: str) -> tuple[str, str]:
    """The number before a text, without its dot, and the rest; lettered headings lose their letter."""
    found = NUMBERED.match(text)
    if found:
        return found.group(1), text[found.end() :].strip()
    return "", LETTERED.sub("", text).strip()


def is_title(text: str) -> bool:
    """Whether a text could be a heading by its form: short, a capital first, no end of a sentence but a question."""
    words = text.split()
    return (
        0 < len(words) <= MOST_TITLE_WORDS
        and text[-1] not in ".;,!"
        and re.match(r"[“\"«'(]?[A-ZÀ-Ý0-9]", text) is not None
        and re.search(r"[^\W\d]{2}", text) is not None
        and "@" not in text
        and "://" not in text
    )


def tidy(text: str) -> str:
    """One line: printable characters, single spaces."""
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text.replace("\u00ad", "")).split())
