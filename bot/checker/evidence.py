"""The few words of a sentence that carry what the learned judge found in it."""

from __future__ import annotations

import numpy as np

from bot.checker.document import Document, Span
from bot.checker.learned import LearnedJudge

Tokens = tuple[list[tuple[int, int]], np.ndarray]  # as ``SentenceEncoder.encode_tokens`` gives them
BAR = -0.2  # a token above it speaks for being quoted; chosen on the held-out fifth of the labelled drafts


def narrow(document: Document, judge: LearnedJudge, tokens: Tokens, sentence: Span, label: str) -> Span:
    """The stretch of words whose tokens together belong most to a label; whole words, never none.

    ``tokens`` are the sentence's own; without any the sentence is quoted whole.
    """
    places, vectors = tokens
    if not places:
        return sentence
    first, last = best_stretch(judge.quote_scores(vectors, label) - BAR)
    start, end = sentence.start + places[first][0], sentence.start + places[last][1]
    return _whole_words(document.text, sentence, start, end)


def best_stretch(gains: np.ndarray) -> tuple[int, int]:
    """First and last index of the stretch with the largest sum; the best single place when all are negative."""
    best, found, total, start = -np.inf, (0, 0), 0.0, 0
    for place, gain in enumerate(gains):
        if total <= 0:
            total, start = 0.0, place
        total += float(gain)
        if total > best:
            best, found = total, (start, place)
    return found


def _whole_words(text: str, sentence: Span, start: int, end: int) -> Span:
    while start > sentence.start and text[start - 1].isalnum() and text[start].isalnum():
        start -= 1
    while end < sentence.end and text[end - 1].isalnum() and text[end].isalnum():
        end += 1
    return Span(start, end)
