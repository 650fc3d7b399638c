"""Another company's name goes into rules as what it is there: text, expression, handle or hashtag."""

from __future__ import annotations

import re2

from bot.importing.rules import Renaming

NAMES = Renaming(("Novalys NV", "Novalys"), "St. A+B's", "novalys.example", "st-ab.example")


def test_a_name_in_text_is_the_name():
    assert NAMES.text("I work at Novalys, and press@novalys.example knows") == (
        "I work at St. A+B's, and press@st-ab.example knows")


def test_a_name_in_an_expression_is_matched_letter_by_letter():
    expression = NAMES.text(r"(?i)\b(?:our|novalys) logo", regex=True)
    assert re2.search(expression, "the St. A+B's logo") and not re2.search(expression, "the StxAAB's logo")
    expression = NAMES.text(r"(?i)(https?://www\.novalys\.example/news)", regex=True)
    assert re2.search(expression, "see https://www.st-ab.example/news") and not re2.search(expression, "novalys.example")


def test_a_name_inside_a_handle_or_hashtag_is_one_word():
    assert NAMES.text("#TeamNovalys @novalys NovalysSupport") == "#TeamStABs @stabs StABsSupport"


def test_a_word_boundary_before_a_name_is_not_part_of_it():
    assert re2.search(NAMES.text(r"(?i)\bnovalys", regex=True), "at st. a+b's")
