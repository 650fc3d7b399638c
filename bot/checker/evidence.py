"""The few words of a sentence that carry what the learned judge found in it."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from bot.checker.document import Document, Span
from bot.checker.learned import LearnedJudge

SHORTEST, LONGEST = 3, 14  # tokens


def narrow(document: Document, judge: LearnedJudge, sentence: Span, label: str) -> Span:
    """The stretch of 3 to 14 words with the most weight for a label; the sentence itself when it is short."""
    words = [t for t in document.doc if sentence.start <= t.idx < sentence.end and any(c.isalnum() for c in t.text)]
    if len(words) <= SHORTEST + 2:
        return sentence
    weights = _weights([word.text.lower() for word in words], judge, judge.labels.index(label))
    gains = weights - weights.mean() * 0.5
    totals = np.concatenate([[0.0], np.cumsum(gains)])
    best, place = -np.inf, (0, len(words))
    for size in range(SHORTEST, min(LONGEST, len(words)) + 1):
        sums = totals[size:] - totals[:-size]
        start = int(sums.argmax())
        if sums[start] > best:
            best, place = float(sums[start]), (start, start + size)
    first, last = words[place[0]], words[place[1] - 1]
    return Span(first.idx, last.idx + len(last))


def _weights(words: list[str], judge: LearnedJudge, column: int) -> np.ndarray:
    """One weight a word: its own and half of each pair that it is part of."""
    vectorizer, table = judge.lexical.words, judge.lexical.weights[:, column]
    vocabulary, idf = vectorizer.vocabulary_, vectorizer.idf_

    def weight(term: str) -> float:
        index = vocabulary.get(term)
        return float(table[index] * idf[index]) if index is not None else 0.0

    result = np.array([weight(word) for word in words])
    for i, (one, two) in enumerate(pairwise(words)):
        pair = weight(f"{one} {two}") / 2
        result[i] += pair
        result[i + 1] += pair
    return result
