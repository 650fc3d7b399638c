"""Blocks → clauses with headings, each with the words of the document and nothing else."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.errors import CoachError
from bot.importing.blocks import ANSWER, Block, is_title
from bot.importing.clean import without_furniture

FEWEST_WORDS = 5  # fewer under a heading are no clause of their own
MOST_WORDS = 230  # more in a clause are cut at a paragraph
PART_WORDS = 140
TITLE_WORDS = 8  # of a title made from the first words of a paragraph
FEW_HEADINGS = 3
COLUMN_HEADS = re.compile(r"^(questions?|vra(?:ag|gen)|answers?|antwoord(?:en)?|réponses?|topic|subject|rule)$", re.I)
_WEAK_END = re.compile(
    r"(?:[\s,;:]+(?:a|an|the|of|or|and|to|in|on|for|with|by|at|de|la|le|les|het|een|van|en|et|du))+$"
)


@dataclass(frozen=True)
class ImportedClause:
    """One clause as it stands in the document. ``chapter`` is the heading above its own, or empty.

    Paragraphs of ``text`` stand apart by a blank line, the items of a list by a line break.
    """

    id: str
    title: str
    text: str
    chapter: str = ""


@dataclass(frozen=True)
class Split:
    """A document in clauses. ``title`` is the document's own, or empty; ``left_out`` are lines that are no text;
    ``preamble`` is what stands before the first clause: version, date, author."""

    title: str
    clauses: tuple[ImportedClause, ...]
    left_out: tuple[str, ...]
    preamble: str


@dataclass(frozen=True)
class _Section:
    number: str
    title: str
    chapter: str
    paragraphs: tuple[str, ...] = ()

    @property
    def words(self) -> int:
        return sum(len(paragraph.split()) for paragraph in self.paragraphs)


def split_clauses(blocks: Sequence[Block]) -> Split:
    """The clauses of a document. Raises CoachError C674 when there are none in it."""
    kept, left_out = without_furniture(blocks)
    title, kept = _own_title(_with_headings(_rows_as_text(kept)))
    sections = _sections(kept)
    preamble = ""
    if sections and not sections[0].title and not sections[0].number and len(sections) > 1:
        first, *rest = sections
        preamble = "\n".join(first.paragraphs)
        if not title and is_title(first.paragraphs[0]):
            title = first.paragraphs[0]
        # A line or two about version and date are no clause, an introduction is one.
        prose = tuple(text for text in first.paragraphs if len(text.split()) >= 20)
        sections = [replace(first, title=title or _title_from(prose[0]), paragraphs=prose), *rest] if prose else rest
    parts = [part for section in _merged(sections) for part in _cut(section, alone=len(sections) == 1)]
    if not parts:
        raise CoachError("C674", "No clauses were found in the document.",
                         hint="It needs at least one paragraph of text.")
    clauses = tuple(
        ImportedClause(name, part.title, "\n\n".join(part.paragraphs), part.chapter)
        for name, part in zip(_ids([part.number for part in parts]), parts, strict=True)
    )
    return Split(title, clauses, tuple(left_out), preamble)


def _rows_as_text(blocks: Sequence[Block]) -> list[Block]:
    """Tables of questions and answers as headings with text; the rows of any other table as list items."""
    made: list[Block] = []
    place = 0
    while place < len(blocks):
        table = []
        while place < len(blocks) and blocks[place].kind == "row":
            table.append(blocks[place])
            place += 1
        if table:
            made += _table(table)
        else:
            made.append(blocks[place])
            place += 1
    return made


def _table(rows: list[Block]) -> list[Block]:
    cells = [[cell for cell in row.cells if cell] for row in rows]
    if cells and cells[0] and all(COLUMN_HEADS.match(cell) for cell in cells[0]):
        rows, cells = rows[1:], cells[1:]
    pairs = [pair for pair in cells if len(pair) >= 2]
    long = [pair for pair in pairs if len(pair[-1].split()) >= 8 and len(pair[-1]) > len(pair[-2])]
    if pairs and len(long) >= 0.6 * len(cells):
        made: list[Block] = []
        for pair in cells:
            # A number in the first column is the number of the clause.
            number = pair[0].rstrip(".") if len(pair) > 2 and re.fullmatch(r"\d+(?:\.\d+)*\.?", pair[0]) else ""
            texts = pair[1:] if number else pair
            if len(texts) < 2:
                made += [Block("paragraph", text) for text in texts]
                continue
            made += [Block("heading", texts[0].rstrip(":"), 0, number),
                     *(Block("paragraph", ANSWER.sub("", text)) for text in texts[1:])]
        return made
    return [Block("item", row.text) for row in rows if row.text]


def _with_headings(blocks: list[Block]) -> list[Block]:
    """Lines that can only be headings made ones: questions before their answer, and short lines before a paragraph
    where the document marks no headings itself."""
    marked = sum(block.kind == "heading" for block in blocks)
    made: list[Block] = []
    for place, block in enumerate(blocks):
        following = blocks[place + 1] if place + 1 < len(blocks) else None
        opens = following is not None and following.kind in ("paragraph", "item") and not following.text.endswith("?")
        words = len(block.text.split())
        question = block.kind == "paragraph" and block.text.endswith("?") and words <= 25 and "." not in block.text[:-1]
        short = marked < FEW_HEADINGS and block.kind == "paragraph" and is_title(block.text) and words <= 9 and (
            following is not None and len(following.text.split()) > 2 * words)
        made.append(replace(block, kind="heading") if opens and (question or short) else block)
    return made


def _own_title(blocks: list[Block]) -> tuple[str, list[Block]]:
    """The document's title, when its first heading stands above all others, and the blocks without it."""
    headings = [block for block in blocks if block.kind == "heading"]
    if not headings or headings[0].number or len(headings) < 2 or blocks[0] is not headings[0]:
        return "", blocks
    first, *others = headings
    above = first.level > 0 and all(other.level == 0 or other.level > first.level or other.number for other in others)
    following = blocks[1] if len(blocks) > 1 else None
    bare = first.level == 0 and following is not None and following.kind == "heading"
    return (first.text, blocks[1:]) if above or bare else ("", blocks)


def _sections(blocks: Sequence[Block]) -> list[_Section]:
    """Text under its nearest heading; a heading with nothing under it is the chapter of those below it."""
    sections: list[_Section] = []
    above: list[Block] = []  # the open headings, outermost first
    current = _Section("", "", "")
    for block in blocks:
        if block.kind == "heading":
            sections.append(current)
            level = block.level or 9
            above = [other for other in above if (other.level or 9) < level]
            chapter = above[-1].text if above else ""
            above.append(block)
            current = _Section(block.number, block.text, chapter)
        elif block.kind == "item" and current.paragraphs:
            # A list belongs to the sentence that introduces it.
            *before, last = current.paragraphs
            current = replace(current, paragraphs=(*before, f"{last}\n– {block.text}"))
        else:
            text = f"– {block.text}" if block.kind == "item" else block.text
            current = replace(current, paragraphs=(*current.paragraphs, text))
    sections.append(current)
    return [section for section in sections if section.paragraphs]


def _merged(sections: Sequence[_Section]) -> list[_Section]:
    """A few words under a heading go to the clause before them: they say nothing alone."""
    merged: list[_Section] = []
    for section in sections:
        if merged and section.words < FEWEST_WORDS and not section.number:
            lead = f"{section.title}: " if section.title else ""
            first, *rest = section.paragraphs
            merged[-1] = replace(merged[-1], paragraphs=(*merged[-1].paragraphs, lead + first, *rest))
        else:
            merged.append(section)
    return merged


def _cut(section: _Section, *, alone: bool) -> list[_Section]:
    """A section as clauses: itself, or its paragraphs in parts when it is long or the document has no headings."""
    title = section.title or _title_from(section.paragraphs[0])
    if alone and not section.title and len(section.paragraphs) > 1:
        return [replace(section, title=_title_from(part[0]), paragraphs=tuple(part))
                for part in _parts(section.paragraphs, most=60)]
    if section.words <= MOST_WORDS or len(section.paragraphs) < 2:
        return [replace(section, title=title)]
    parts = _parts(section.paragraphs, most=PART_WORDS)
    return [
        replace(section, title=f"{title} ({number})" if len(parts) > 1 else title, paragraphs=tuple(part),
                number=section.number if number == 1 else "")
        for number, part in enumerate(parts, start=1)
    ]


def _parts(paragraphs: Sequence[str], *, most: int) -> list[list[str]]:
    """Paragraphs in runs of at most so many words; a longer paragraph stands alone, a very short one never."""
    parts: list[list[str]] = [[]]
    for paragraph in paragraphs:
        words, held = len(paragraph.split()), sum(len(text.split()) for text in parts[-1])
        if held and held + words > most and words >= 12 and held >= 12:
            parts.append([])
        parts[-1].append(paragraph)
    return parts


def _title_from(paragraph: str) -> str:
    """The first words of a paragraph, for a clause without a heading."""
    sentence = re.split(r"(?<=[.!?:;])\s", paragraph.removeprefix("– "), maxsplit=1)[0].split("\n")[0]
    words = sentence.rstrip(".:;").split()
    if len(words) <= TITLE_WORDS:
        return " ".join(words)
    return _WEAK_END.sub("", " ".join(words[:TITLE_WORDS])).rstrip(",") + " …"


def _ids(numbers: Sequence[str]) -> list[str]:
    """``C`` and the document's own number where it numbers its clauses, else C1, C2, …: employees know the numbers.

    A clause without a number between numbered ones gets the one before it and a letter.
    """
    own = [number for number in numbers if number]
    if len(own) < 0.6 * len(numbers) or len(set(own)) != len(own):
        return [f"C{place}" for place in range(1, len(numbers) + 1)]
    ids: list[str] = []
    last, letter = "0", 0
    for number in numbers:
        last, letter = (number, 0) if number else (last, letter + 1)
        ids.append(f"C{last}" + ("" if number else _letters(letter)))
    return ids


def _letters(count: int) -> str:
    return chr(96 + count) if count <= 26 else f"z{count}"
