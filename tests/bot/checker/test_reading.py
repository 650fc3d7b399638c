from __future__ import annotations

from types import SimpleNamespace

import numpy as np

from bot.checker.budget import Budget
from bot.checker.document import read_draft
from bot.checker.reading import Reading
from bot.findings import Draft
from tests.bot.checker.conftest import DAY


class CountingEncoder:
    size = 2

    def __init__(self):
        self.asked = []

    def encode_tokens(self, text):
        self.asked.append(text)
        return [(0, len(text))], np.ones((1, 2), np.float32)


def reading(encoder, **settings):
    return Reading(read_draft(Draft("We are late."), as_of=DAY), SimpleNamespace(), encoder, None, **settings)


def test_the_tokens_of_a_sentence_are_read_once_for_a_draft_and_its_proposals():
    encoder, memory = CountingEncoder(), {}
    for _ in range(2):
        look = reading(encoder, token_memory=memory)
        places, vectors = look.tokens(look.document.sentences[0])
        assert places == [(0, 12)] and vectors.shape == (1, 2)
    assert encoder.asked == ["We are late."]


def test_no_tokens_are_read_once_the_time_is_over():
    encoder = CountingEncoder()
    look = reading(encoder, budget=Budget(work=0.0, wall=0.0))
    places, vectors = look.tokens(look.document.sentences[0])
    assert places == [] and vectors.shape == (0, 2)
    assert encoder.asked == []
