"""A PDF → blocks. Its headings are known by their letters alone: larger, in bold, or numbered."""

from __future__ import annotations

import io
import re
from collections import Counter
from dataclasses import dataclass
from itertools import pairwise

from bot.errors import CoachError
from bot.importing.blocks import Block, heading, is_title, split_number, tidy

MARGIN = 0.09  # of the page's height: where headers and footers stand
PAGE_NUMBER = re.compile(r"^(?:page|pagina|p\.)?\s*\d{1,4}\s*(?:(?:of|/|de|van|sur)\s*\d{1,4})?$", re.IGNORECASE)
BULLET = re.compile(r"^[•▪◦‣●○–\-*\uf0b7]\s+")
CUT = re.compile(r"([^\W\d]{2,})-$")
COMPOUNDS = {"co", "ex", "half", "long", "non", "off", "on", "part", "self", "short", "so", "well", "full", "out"}


@dataclass(frozen=True)
class Line:
    """One printed line: where it stands on its page, in points, and how most of its letters look."""

    text: str
    page: int
    top: float
    bottom: float
    left: float
    right: float
    size: float
    bold: bool
    edge: bool  # within the margins where headers and footers stand


def pdf_blocks(content: bytes, *, where: str) -> list[Block]:
    """The blocks of a PDF. Raises CoachError C672 when it is damaged, locked or holds only pictures."""
    lines = _without_repeated(_lines(content, where))
    if not lines:
        raise CoachError("C672", "There is no text in the PDF.", where=where,
                         hint="A scan has pictures of words only: run it through text recognition first.")
    body: Counter[float] = Counter()
    for line in lines:
        body[line.size] += len(line.text)
    usual = body.most_common(1)[0][0]
    larger = sorted({line.size for line in lines if line.size > usual * 1.08}, reverse=True)
    mostly_bold = sum(len(line.text) for line in lines if line.bold) > 0.5 * sum(len(line.text) for line in lines)
    blocks: list[Block] = []
    group: list[Line] = []
    for line in lines:
        level = _heading_level(line, larger, usual, mostly_bold)
        if group and _starts_anew(group[-1], line, group, level is not None):
            blocks += _joined(group)
            group = []
        if level is not None and not group:
            before = blocks[-1] if blocks else None
            if before and before.kind == "heading" and before.level == level and line.text[0].islower():
                blocks[-1] = heading(f"{before.number} {before.text} {line.text}".strip(), level)
            else:
                blocks.append(heading(line.text, level))
        else:
            group.append(line)
    return [block for block in blocks + _joined(group) if block.text or block.number]


def _lines(content: bytes, where: str) -> list[Line]:
    import pdfplumber
    from pdfminer.pdfexceptions import PDFException
    from pdfplumber.utils.exceptions import PdfminerException

    lines: list[Line] = []
    try:
        with pdfplumber.open(io.BytesIO(content)) as pdf:
            for page in pdf.pages:
                height = float(page.height)
                for found in page.dedupe_chars().extract_text_lines(return_chars=True):
                    letters = [sign for sign in found["chars"] if not sign["text"].isspace()]
                    text = tidy(found["text"])
                    if not letters or not text:
                        continue
                    size = Counter(round(sign["size"] * 2) / 2 for sign in letters).most_common(1)[0][0]
                    bold = sum(_is_bold(sign["fontname"]) for sign in letters) > 0.8 * len(letters)
                    edge = found["top"] < height * MARGIN or found["bottom"] > height * (1 - MARGIN)
                    lines.append(Line(text, page.page_number, found["top"], found["bottom"], found["x0"],
                                      found["x1"], size, bold, edge))
    except (PDFException, PdfminerException, ValueError, KeyError, TypeError) as error:
        raise CoachError("C672", "The PDF cannot be read: it is damaged or locked.", where=where,
                         hint="Open it and print it to a new PDF.") from error
    return lines


def _is_bold(font: str) -> bool:
    return re.search(r"bold|black|heavy|semibold|demi", font, re.IGNORECASE) is not None


def _without_repeated(lines: list[Line]) -> list[Line]:
    """Without headers, footers and page numbers: at the edge of a page, and the same on others but for digits."""
    pages = len({line.page for line in lines})
    masked = Counter(_mask(line.text) for line in lines if line.edge)
    return [
        line for line in lines
        if not (line.edge and (PAGE_NUMBER.match(line.text) or (pages > 1 and masked[_mask(line.text)] > 1)))
    ]


def _mask(text: str) -> str:
    return re.sub(r"\d+", "0", text.casefold())


def _heading_level(line: Line, larger: list[float], usual: float, mostly_bold: bool) -> int | None:
    """How deep a heading the line is by its letters; None when it is none. 0: bold like the text beside it."""
    number, title = split_number(line.text)
    if not is_title(title):
        return None
    if line.size in larger:
        return min(1 + larger.index(line.size), 5)
    if line.bold and not mostly_bold and line.size >= usual * 0.95:
        return 1 + number.count(".") if number else 0
    return 1 + number.count(".") if "." in number and title[0].isupper() else None


def _starts_anew(before: Line, line: Line, group: list[Line], is_heading: bool) -> bool:
    """Whether a line begins another paragraph than the one before it."""
    if BULLET.match(line.text) or (is_heading and (line.bold != before.bold or line.size != before.size)):
        return True
    if line.page != before.page:
        # A sentence goes on over the page.
        return before.text[-1] in ".!?:" and line.text[0].isupper()
    gap = line.top - before.bottom
    usual_gap = min((b.top - a.bottom for a, b in pairwise(group) if a.page == b.page),
                    default=line.size * 0.6)
    short = before.right < before.left + 0.75 * (max(member.right for member in group) - before.left)
    ended = before.text[-1] in ".!?:;"
    return gap > max(usual_gap * 1.35, usual_gap + 2) or (short and ended) or line.size != before.size


def _joined(group: list[Line]) -> list[Block]:
    if not group:
        return []
    text = group[0].text
    for line in group[1:]:
        cut = CUT.search(text) if line.text[0].islower() else None
        if cut:
            # A word cut at the end of a line is put together again, a compound keeps its hyphen.
            text = (text if cut.group(1).casefold() in COMPOUNDS else text[:-1]) + line.text
        else:
            text = f"{text} {line.text}"
    found = BULLET.match(text)
    if found:
        return [Block("item", text[found.end() :])]
    number, title = split_number(text)
    if "." in number and len(title.split()) > 5:
        return [Block("heading", "", 1 + number.count("."), number), Block("paragraph", title)]
    return [Block("paragraph", text)]
