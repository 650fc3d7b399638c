"""Where sentences end."""

from __future__ import annotations

from bot.checker.document import split_sentences


def test_a_word_that_ends_in_o_ends_no_sentence() -> None:
    text = "Honestly the Halo is the nicest thing on my wall."
    assert [text[s.start : s.end] for s in split_sentences(text)] == [text]


def test_an_emoji_ends_a_sentence() -> None:
    text = "Coffee first 😂 then the boiler"
    assert [text[s.start : s.end] for s in split_sentences(text)] == ["Coffee first 😂", "then the boiler"]
