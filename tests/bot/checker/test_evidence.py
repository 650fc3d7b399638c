from __future__ import annotations

from datetime import date
from types import SimpleNamespace

import numpy as np
import pytest

from bot.checker.document import Span, read_draft
from bot.checker.evidence import best_stretch, narrow
from bot.findings import Draft


def tokens_of(text, weights):
    """Pieces of three letters, each with its word's own weight as vector."""
    places, rows, start = [], [], 0
    for word in text.split(" "):
        for first in range(0, len(word), 3):
            places.append((start + first, start + min(first + 3, len(word))))
            rows.append([weights.get(word, -0.5)])
        start += len(word) + 1
    return places, np.array(rows, np.float32)


JUDGE = SimpleNamespace(quote_scores=lambda tokens, label: tokens[:, 0])


@pytest.mark.parametrize(
    ("gains", "stretch"),
    [
        ([-1, 2, -0.5, 2, -1], (1, 3)),
        ([-1, 2, -3, 2.5], (3, 3)),
        ([-3, -1, -2], (1, 1)),
        ([1], (0, 0)),
    ],
)
def test_the_stretch_with_the_largest_sum_is_taken(gains, stretch):
    assert best_stretch(np.array(gains)) == stretch


def test_whole_words_are_quoted_although_tokens_are_pieces():
    document = read_draft(Draft("Yesterday our secret merger went well."), as_of=date(2026, 11, 24))
    tokens = tokens_of(document.text, {"secret": 1.0, "merger": 0.3})
    span = narrow(document, JUDGE, tokens, document.sentences[0], "confidential")
    assert document.words(span) == "secret merger"


def test_a_piece_of_a_word_grows_to_the_word():
    document = read_draft(Draft("a supersecretmerger here"), as_of=date(2026, 11, 24))
    pieces = [(7, 10)], np.ones((1, 1), np.float32)
    assert document.words(narrow(document, JUDGE, pieces, document.sentences[0], "tone")) == "supersecretmerger"


def test_a_sentence_without_tokens_is_quoted_whole():
    document = read_draft(Draft("ok fine"), as_of=date(2026, 11, 24))
    nothing = [], np.zeros((0, 1), np.float32)
    assert narrow(document, JUDGE, nothing, Span(0, 7), "tone") == Span(0, 7)
