"""Where evidence begins and ends."""

from __future__ import annotations

import pytest

from bot.checker.document import Span
from bot.checker.match import whole_words


@pytest.mark.parametrize(
    ("text", "cut", "whole"),
    [
        ("ils sont tous fainéants ici", "tous fainéant", "tous fainéants"),
        ("la vigilance d'une heure", "gilance d'u", "vigilance d'une"),
        ("code 7731 opens", "7731", "7731"),
        ("wifi Kachel2019", "2019", "2019"),
        ("end", "end", "end"),
    ],
)
def test_a_quote_never_breaks_off_inside_a_word(text: str, cut: str, whole: str) -> None:
    start = text.index(cut)
    span = whole_words(text, Span(start, start + len(cut)))
    assert text[span.start : span.end] == whole
