"""The passage of the policy that is nearest in meaning to a question that no topic fits."""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass
from threading import Lock

import numpy as np

from bot.encoder import SentenceEncoder
from bot.rulebook import Rulebook, in_language

# Below this cosine a passage is about something else. Chosen by eye on two dozen questions that no topic fits:
# chatter stays below, and what is above is marked as a passage, never as an answer.
NEAREST = 0.38
SENTENCE_END = re.compile(r"(?<=[.!?])\s+(?=[A-ZÀ-Ý«“\"'0-9])")
SENTENCES = 2  # in one passage: one alone is often too short to stand by itself


@dataclass(frozen=True)
class Passage:
    """Words of the policy as they stand, with the clause they are from; ``nearness`` is a cosine."""

    text: str
    clause: str
    clause_title: str
    topic: str | None
    contact: str | None
    nearness: float
    language: str


def nearest_passage(rulebook: Rulebook, encoder: SentenceEncoder, text: str, language: str) -> Passage | None:
    """The nearest clause passage or topic answer, or None when nothing is near.

    Listed names are replaced by placeholders on both sides, as everywhere before the encoder.
    """
    index = _index_of(rulebook, encoder, language)
    query = encoder.encode([rulebook.placeholders(text)])[0]
    nearness = index.vectors @ query
    best = int(np.argmax(nearness))
    if nearness[best] < NEAREST:
        return None
    found = index.passages[index.owner[best]]
    return Passage(
        found.text,
        found.clause,
        found.clause_title,
        found.topic,
        found.contact,
        float(nearness[best]),
        found.language,
    )


@dataclass(frozen=True)
class _Index:
    """Vectors of everything that leads to a passage: ``owner[row]`` is the passage's number."""

    passages: tuple[Passage, ...]
    owner: tuple[int, ...]
    vectors: np.ndarray  # (rows, size), unit rows


_KEPT: OrderedDict[tuple[str, str, int], _Index] = OrderedDict()
_KEEP = 6  # three languages of the live policy and of the one before it
_LOCK = Lock()


def _index_of(rulebook: Rulebook, encoder: SentenceEncoder, language: str) -> _Index:
    """The index of this policy version and language; built at the first question, then kept."""
    key = (rulebook.version, language, id(encoder))
    with _LOCK:
        if key not in _KEPT:
            _KEPT[key] = _build(rulebook, encoder, language)
            while len(_KEPT) > _KEEP:
                _KEPT.popitem(last=False)
        _KEPT.move_to_end(key)
        return _KEPT[key]


def _build(rulebook: Rulebook, encoder: SentenceEncoder, language: str) -> _Index:
    passages = tuple(_passages(rulebook, language))
    # A question is nearer to one sentence, or to the title that is a question itself, than to a paragraph.
    rows: list[tuple[int, str]] = []
    titled: set[str] = set()
    for number, passage in enumerate(passages):
        rows += [(number, sentence) for sentence in (passage.text, *SENTENCE_END.split(passage.text))]
        if passage.topic and passage.topic not in titled:
            titled.add(passage.topic)
            rows.append((number, in_language(rulebook.topics[passage.topic].title, language)))
    vectors = encoder.encode([rulebook.placeholders(text) for _, text in rows])
    return _Index(passages, tuple(number for number, _ in rows), vectors)


def _passages(rulebook: Rulebook, language: str) -> Iterator[Passage]:
    titles = {clause.id: in_language(clause.title, language) for clause in rulebook.clauses.values()}
    for clause in rulebook.clauses.values():
        spoken = language if language in clause.text else "en"
        for text in split_passages(in_language(clause.text, language)):
            yield Passage(text, clause.id, titles[clause.id], None, None, 0.0, spoken)
    for topic in rulebook.topics.values():
        spoken = language if language in topic.answer else "en"
        for text in split_passages(in_language(topic.answer, language)):
            clause_id = topic.clauses[0]
            yield Passage(text, clause_id, titles[clause_id], topic.id, topic.contact, 0.0, spoken)


def split_passages(text: str) -> list[str]:
    """The paragraphs of a text, cut into runs of at most two sentences."""
    found: list[str] = []
    for paragraph in text.split("\n\n"):
        sentences = SENTENCE_END.split(" ".join(paragraph.split()))
        found += [" ".join(sentences[at : at + SENTENCES]) for at in range(0, len(sentences), SENTENCES)]
    return [passage for passage in found if passage]
