"""Documents of different shapes are split into clauses with their headings, and nothing but text is in them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bot.errors import CoachError
from bot.importing import read_document, split_clauses
from bot.importing.markdown import markdown_blocks
from tests.bot.importing.build import DOCUMENTS


def split(text: str):
    return split_clauses(markdown_blocks(text))


def test_the_numbered_handbook_keeps_its_numbers_and_loses_its_contents(splits):
    handbook = splits["hospital"]
    assert [clause.id for clause in handbook.clauses[:4]] == ["C1", "C1.1", "C1.2", "C2.1"]
    assert len(handbook.clauses) == 22
    lines = (DOCUMENTS / "hospital.txt").read_text(encoding="utf-8").splitlines()
    leaves = {re.sub(r"^#+ [\d.]+ ", "", line) for line in lines if re.match(r"## \d", line)}
    assert leaves <= {clause.title for clause in handbook.clauses}
    assert "Table of contents" in handbook.left_out
    assert not any("\t" in clause.text or "confidential – page" in clause.text for clause in handbook.clauses)


def test_headings_of_a_pdf_are_known_by_their_letters_and_page_furniture_is_gone(splits):
    page = (DOCUMENTS / "retailer.html").read_text(encoding="utf-8")
    headings = [re.sub(r"<.*?>", "", found) for found in re.findall(r"^<p><b>(.*?)</b></p>", page, re.MULTILINE)]
    assert [clause.title for clause in splits["retailer"].clauses] == headings
    whole = "\n".join(clause.text for clause in splits["retailer"].clauses)
    assert "Internal · People & Culture" not in whole and not re.search(r"Page \d of \d", whole)
    assert ". . . ." not in whole


def test_a_sentence_that_goes_on_over_the_page_stays_whole(splits):
    launch = next(clause for clause in splits["retailer"].clauses if clause.title == "Keeping launches under wraps")
    assert "A wink such as “something big is coming to aisle four” counts as telling." in launch.text


def test_a_page_of_questions_has_one_clause_a_question_and_none_of_its_navigation(splits):
    page = (DOCUMENTS / "city.html").read_text(encoding="utf-8")
    assert [clause.title for clause in splits["city"].clauses[1:]] == re.findall(r"<h3>(.*?)</h3>", page)
    whole = "\n".join(clause.text for clause in splits["city"].clauses)
    assert "cookies" not in whole and "Privacy" not in whole and "dataLayer" not in whole


def test_no_word_of_the_text_is_lost(splits):
    page = (DOCUMENTS / "retailer.html").read_text(encoding="utf-8")
    body = page.split("<p>&nbsp;</p>")[1]
    paragraphs = [re.sub(r"<.*?>", "", found) for found in re.findall(r"^<p>(?!<b>)(.*?)</p>", body, re.MULTILINE)]
    assert [clause.text for clause in splits["retailer"].clauses] == paragraphs


def test_prose_without_a_heading_becomes_a_clause_a_paragraph_with_a_title_of_its_first_words():
    first = "Whatever you write about us, write it under your own name and say what you do here. " * 3
    second = "Never show what lies on desks, walls and screens, for it is not yours to show. " * 3
    found = split(f"{first}\n\n{second}").clauses
    assert [clause.title for clause in found] == [
        "Whatever you write about us, write it under …", "Never show what lies on desks, walls …"]
    assert found[1].text == second.strip()


def test_a_table_of_questions_and_answers_is_a_clause_a_row():
    table = ("| Question | Answer |\n| --- | --- |\n"
             "| May I tag a colleague? | Only when she has agreed, and take it off when she changes her mind. |\n"
             "| May I film at work? | In the canteen and outside, never where customers or screens are seen. |\n")
    assert [clause.title for clause in split(f"# Policy\n\n{table}").clauses] == [
        "May I tag a colleague?", "May I film at work?"]


def test_clauses_without_titles_keep_their_number():
    text = ("4.1 Employees do not disclose information about clients to anybody outside.\n\n"
            "4.2 Employees ask the press office before they talk to a journalist.\n")
    assert [(clause.id, clause.text.split()[-1]) for clause in split(text).clauses] == [
        ("C4.1", "outside."), ("C4.2", "journalist.")]


def test_a_numbered_list_is_no_row_of_headings():
    text = "# Mistakes\n\nDo this at once, in this order:\n\n1. Make a screenshot\n2. Tell your manager\n3. Delete the post\n"
    found = split(text).clauses
    assert len(found) == 1 and "Tell your manager" in found[0].text


def test_a_title_in_bold_opens_a_clause():
    text = ("**Be kind.** Nobody who works with us, buys from us or sells to us is insulted or laughed at online.\n\n"
            "**Be careful.** What is not on our website yet is not on your page either, whatever the hurry may be.\n")
    assert [clause.title for clause in split(text).clauses] == ["Be kind", "Be careful"]


def test_lines_that_stand_on_every_page_of_a_text_file_are_left_out():
    page = "Acme Ltd – for staff only\n\n{}. PART {}\n\nSomething that employees have to know about this part.\n\nPage {} of 3\n\n"
    result = split("".join(page.format(n, "ABC"[n - 1] * 4, n) for n in (1, 2, 3)))
    assert len(result.clauses) == 3
    assert not any("Acme" in clause.text or "Page" in clause.text for clause in result.clauses)


@pytest.mark.parametrize(("name", "content", "code"), [
    ("policy.odt", b"x", "C671"), ("policy.docx", b"no zip", "C672"), ("policy.pdf", b"%PDF-1.4 broken", "C672"),
    ("policy.md", b"\n\n", "C672"), ("policy.md", None, "C670"), ("policy.html", b"<nav>Home</nav>", "C672"),
])
def test_what_cannot_be_read_says_why(tmp_path, name, content, code):
    path: Path = tmp_path / name
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(CoachError) as caught:
        read_document(path)
    assert caught.value.code == code
