"""The Word file of the invented hospital, built from its text with styles, contents, header and footer."""

from __future__ import annotations

from pathlib import Path

from docx import Document

DOCUMENTS = Path(__file__).with_name("documents")


def hospital_docx(folder: Path) -> Path:
    """Write ``hospital.docx`` into the folder and return its path."""
    document = Document()
    document.sections[0].header.paragraphs[0].text = "St Aldhelm's Hospital – Staff Handbook"
    document.sections[0].footer.paragraphs[0].text = "HR-114 – confidential – page 1"
    lines = (DOCUMENTS / "hospital.txt").read_text(encoding="utf-8").splitlines()[2:]
    lines = [line for line in lines if line.strip()]
    headings = [line.lstrip("# ") for line in lines if line.startswith("#")]
    table = None
    for line in lines:
        mark, _, text = line.partition(" ")
        if mark == "|":
            cells = [cell.strip() for cell in line.strip("| ").split("|")]
            table = table or document.add_table(rows=0, cols=len(cells))
            for cell, content in zip(table.add_row().cells, cells, strict=True):
                cell.text = content
            continue
        if line == "toc":
            document.add_paragraph("Table of contents")
            for number, entry in enumerate(headings):
                document.add_paragraph(f"{entry}\t{2 + number // 6}")
        elif mark == "=":
            document.add_heading(text, level=0)
        elif mark in ("#", "##"):
            document.add_heading(text, level=len(mark))
        elif mark == "-":
            document.add_paragraph(text, style="List Bullet")
        else:
            document.add_paragraph(text if mark == "~" else line)
    path = folder / "hospital.docx"
    document.save(path)
    return path
