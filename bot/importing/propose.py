"""Which topics and categories each clause covers, proposed by the sentence encoder with how sure it is."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Protocol

import numpy as np
import yaml

from bot.importing.clauses import ImportedClause
from bot.rulebook import CATEGORIES, Rulebook, in_language

SENTENCE_END = re.compile(r"(?<=[.!?])\s+(?=[A-ZÀ-Ý«“\"'0-9])")
# Likeness of a clause to a topic: its nearest sentence to the question, all of it to the answer, all of it to the
# clause that the model policy has for it, its title to the question. Chosen on the invented policies of the tests.
SENTENCE, ANSWER, CLAUSE, TITLE = 0.3, 0.2, 0.3, 0.2
HUB = 0.7  # of a clause's likeness to everything is taken off: a general one is near to every question
# Likeness → how often such a proposal was right there (logistic regression on 149 of them).
STEEPNESS, EVEN_AT = 20.0, 0.445
PROPOSED_FROM, SURE_FROM = 0.5, 0.75
SECOND_WITHIN = 0.02  # likeness: a second clause as near as that belongs to the topic too


class Encoder(Protocol):
    """Texts → unit vectors."""

    def encode(self, texts: Sequence[str]) -> np.ndarray: ...


@dataclass(frozen=True)
class Proposal:
    """A clause for a topic or a category; ``confidence`` is the share of such proposals that were right."""

    clause: str
    confidence: float

    @property
    def sure(self) -> bool:
        return self.confidence >= SURE_FROM


@dataclass(frozen=True)
class Proposals:
    """Per topic and per category of the policy that is the model, the clauses proposed, best first; empty when
    none is near enough. ``best_of`` holds the best clause whatever its confidence."""

    topics: Mapping[str, tuple[Proposal, ...]]
    categories: Mapping[str, tuple[Proposal, ...]]
    best_of: Mapping[str, Proposal]


def propose(
    clauses: Sequence[ImportedClause], model: Rulebook, encoder: Encoder, *, language: str,
    own_names: Callable[[str], str],
) -> Proposals:
    """Compare every clause with every topic and category. ``own_names`` puts placeholders for the company's names."""
    parts = [_parts_of(clause) for clause in clauses]
    read = _Read(
        owner=np.array([at for at, texts in enumerate(parts) for _ in texts]),
        rows=encoder.encode([own_names(text) for texts in parts for text in texts]),
        wholes=encoder.encode([own_names(f"{clause.title}. {clause.text}") for clause in clauses]),
    )
    targets = [*model.topics, *CATEGORIES]
    likeness = np.stack([
        _likeness(read, *([model.placeholders(text) for text in texts] for texts in _texts_of(name, model, language)),
                  encoder=encoder)
        for name in targets
    ])
    likeness -= HUB * (likeness.mean(axis=0) - likeness.mean())
    chosen = {name: _chosen(clauses, row) for name, row in zip(targets, likeness, strict=True)}
    best = {name: _at(clauses, row, int(row.argmax())) for name, row in zip(targets, likeness, strict=True)}
    return Proposals(
        {name: chosen[name] for name in model.topics}, {name: chosen[name] for name in CATEGORIES}, best
    )


@dataclass(frozen=True)
class _Read:
    """Vectors of the clauses: ``owner[row]`` is the clause of a title or sentence, titles first in each."""

    owner: np.ndarray
    rows: np.ndarray
    wholes: np.ndarray

    def nearest(self, vectors: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Per clause: how near its nearest row is to the nearest of the vectors, and how near its title."""
        near = (self.rows @ vectors.T).max(axis=1)
        places = [np.flatnonzero(self.owner == at) for at in range(len(self.wholes))]
        return np.array([near[rows].max() for rows in places]), np.array([near[rows[0]] for rows in places])

    def whole(self, vectors: np.ndarray) -> np.ndarray:
        return (self.wholes @ vectors.T).max(axis=1)


def _likeness(read: _Read, short: list[str], long: list[str], shipped: list[str], *, encoder: Encoder) -> np.ndarray:
    """One number a clause."""
    sentence, title = read.nearest(encoder.encode(short))
    answer = read.whole(encoder.encode(long))
    clause = read.whole(encoder.encode(shipped or long))
    return SENTENCE * sentence + ANSWER * answer + CLAUSE * clause + TITLE * title


def _texts_of(name: str, model: Rulebook, language: str) -> tuple[list[str], list[str], list[str]]:
    """What a topic or category is about: in short, at length, and in the model policy's own clauses."""
    if name in model.topics:
        topic = model.topics[name]
        title = in_language(topic.title, language)
        short, long = [title, in_language(topic.short, language)], [f"{title} {in_language(topic.answer, language)}"]
        rests_on = topic.clauses
    else:
        about = _descriptions()[name]
        short, long = SENTENCE_END.split(about), [about]
        rests_on = sorted({rule.clause for rule in model.rules if rule.category == name})
    clauses = [model.clauses[clause] for clause in rests_on]
    texts = [f"{in_language(clause.title, language)}. {in_language(clause.text, language)}" for clause in clauses]
    return short, long, texts


def _parts_of(clause: ImportedClause) -> list[str]:
    sentences = [text for line in clause.text.split("\n") if line for text in SENTENCE_END.split(line)]
    return [clause.title, *sentences]


def _chosen(clauses: Sequence[ImportedClause], likeness: np.ndarray) -> tuple[Proposal, ...]:
    order = np.argsort(-likeness, kind="stable")[:2]
    near = [int(at) for at in order if likeness[order[0]] - likeness[at] <= SECOND_WITHIN]
    proposals = [_at(clauses, likeness, at) for at in near]
    return tuple(proposal for proposal in proposals if proposal.confidence >= PROPOSED_FROM)


def _at(clauses: Sequence[ImportedClause], likeness: np.ndarray, at: int) -> Proposal:
    return Proposal(clauses[at].id, round(1 / (1 + math.exp(-STEEPNESS * (float(likeness[at]) - EVEN_AT))), 2))


@cache
def _descriptions() -> dict[str, str]:
    return yaml.safe_load(Path(__file__).with_name("categories.yml").read_text(encoding="utf-8"))
