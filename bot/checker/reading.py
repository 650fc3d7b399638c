"""One check in progress: the document, and what matchers already found in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from bot.checker.budget import Budget
from bot.checker.document import Document, Span
from bot.checker.evidence import Tokens
from bot.checker.learned import LearnedJudge
from bot.checker.recognise import Evidence, recognise
from bot.encoder import SentenceEncoder
from bot.rulebook import Company, Rulebook


@dataclass
class Reading:
    """Shared by all rules of one check, so that nothing is computed twice.

    Sentences that are not encoded when the ``budget`` is spent are not judged, and ``partial`` is true.
    ``memory`` and ``token_memory`` keep the vectors of sentences and of their tokens between a draft and its
    proposals.
    """

    document: Document
    rulebook: Rulebook
    encoder: SentenceEncoder
    judge: LearnedJudge | None
    budget: Budget = field(default_factory=Budget)
    memory: dict[str, np.ndarray] = field(default_factory=dict)
    token_memory: dict[str, Tokens] = field(default_factory=dict)
    partial: bool = False
    _recognised: dict[str, list[Evidence]] = field(default_factory=dict)

    @property
    def company(self) -> Company:
        return self.rulebook.company

    def recognised(self, kind: str) -> list[Evidence]:
        if kind not in self._recognised:
            self._recognised[kind] = recognise(kind, self.document)
        return self._recognised[kind]

    @cached_property
    def sentences(self) -> list[str]:
        """The sentences as the judge reads them: names replaced by typed placeholders."""
        return [self.rulebook.placeholders(self.document.words(span)) for span in self.document.sentences]

    @cached_property
    def vectors(self) -> np.ndarray:
        """Unit vectors of the sentences; rows of zeros for those that time did not suffice for."""
        for sentence in self.sentences:
            if sentence not in self.memory and not self.budget.spent:
                self.memory[sentence] = self.encoder.encode([sentence])[0]
        nothing = np.zeros(self.encoder.size, np.float32)
        rows = [self.memory.get(sentence) for sentence in self.sentences]
        self.partial = self.partial or any(row is None for row in rows)
        return np.stack([nothing if row is None else row for row in rows])

    def tokens(self, sentence: Span) -> Tokens:
        """Places and vectors of a sentence's tokens, its names as they stand; none when time did not suffice."""
        words = self.document.words(sentence)
        if words not in self.token_memory:
            if self.budget.spent:
                return [], np.zeros((0, self.encoder.size), np.float32)
            self.token_memory[words] = self.encoder.encode_tokens(words)
        return self.token_memory[words]

    @cached_property
    def probabilities(self) -> Mapping[str, np.ndarray]:
        """Per label the probability of every sentence; empty without a judge."""
        if self.judge is None or not self.sentences:
            return {}
        table = self.judge.probabilities(self.sentences, self.vectors)
        return {label: table[:, column] for column, label in enumerate(self.judge.labels)}
