"""A company's document → blocks: Word and HTML by MarkItDown, PDF by its typography, Markdown and text as they are."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

from bot.errors import CoachError
from bot.importing.blocks import Block
from bot.importing.markdown import markdown_blocks
from bot.importing.pdf import pdf_blocks

MOST_BYTES = 20_000_000
# What stands around a page and is no part of the text on it.
_AROUND = "script, style, noscript, template, nav, footer, aside, form, button, iframe, svg, [role=navigation], " \
          "[role=banner], [role=contentinfo], [role=search], [role=dialog], [aria-hidden=true], [hidden]"


def read_document(path: Path) -> list[Block]:
    """The document's blocks in reading order, not yet cleaned of contents and repeated lines.

    Raises CoachError C670 when the file cannot be read, C671 for a kind that nobody here reads, C672 when it is
    damaged or has no text in it, such as a scan.
    """
    reader = READERS.get(path.suffix.lower())
    if reader is None:
        raise CoachError("C671", f"'{path.name}' is of a kind that cannot be imported.", where=str(path),
                         hint=f"Expected one of: {', '.join(sorted(READERS))}. Save it as one of these.")
    try:
        content = path.read_bytes()
    except OSError as error:
        raise CoachError("C670", f"The document cannot be read: {error.strerror}.", where=str(path),
                         hint="Check the name of the file.") from error
    if len(content) > MOST_BYTES:
        raise CoachError("C670", "The document is larger than 20 MB.", where=str(path),
                         hint="Take the pictures out, or save only the policy's own pages.")
    blocks = reader(content, path)
    if not any(block.text for block in blocks):
        raise CoachError("C672", "There is no text in the document.", where=str(path),
                         hint="A scan has pictures of words only: run it through text recognition first.")
    return blocks


def _text(content: bytes, path: Path) -> list[Block]:
    return markdown_blocks(_decoded(content))


def _html(content: bytes, path: Path) -> list[Block]:
    from bs4 import BeautifulSoup

    page = BeautifulSoup(content, "lxml")
    for around in page.select(_AROUND):
        around.decompose()
    for question in page.select("summary, dt"):
        question.name = "h6"  # what opens an answer is its heading
    return markdown_blocks(_converted(str(page).encode(), ".html", path))


def _docx(content: bytes, path: Path) -> list[Block]:
    if not zipfile.is_zipfile(io.BytesIO(content)):
        # MarkItDown would read it as plain text.
        raise CoachError("C672", f"'{path.name}' is no Word document, whatever its name says.", where=str(path),
                         hint="Open it in Word and save it as .docx.")
    return markdown_blocks(_converted(content, ".docx", path))


def _pdf(content: bytes, path: Path) -> list[Block]:
    return pdf_blocks(content, where=str(path))


READERS: dict[str, Callable[[bytes, Path], list[Block]]] = {
    ".docx": _docx, ".pdf": _pdf, ".html": _html, ".htm": _html, ".md": _text, ".markdown": _text, ".txt": _text,
}  # fmt: skip


def _converted(content: bytes, extension: str, path: Path) -> str:
    # Here, not above: it takes a second to import, and a coach that answers never imports anything.
    from markitdown import MarkItDown, MarkItDownException

    try:
        return MarkItDown(enable_plugins=False).convert_stream(io.BytesIO(content), file_extension=extension).markdown
    except (MarkItDownException, zipfile.BadZipFile, ValueError, KeyError) as error:
        raise CoachError("C672", f"'{path.name}' cannot be converted: it is damaged, or not what its name says.",
                         where=str(path), hint="Open it and save it again.") from error


def _decoded(content: bytes) -> str:
    for encoding in ("utf-8-sig", "utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "cp1252"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    return content.decode("latin-1")
