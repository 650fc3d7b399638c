"""The passage of the policy that is nearest in meaning to a question that no topic fits."""

from __future__ import annotations

import math
import re
from collections import Counter, OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass
from threading import Lock

import numpy as np

from bot.encoder import SentenceEncoder
from bot.rulebook import Rulebook, in_language

# A question on another subject is about as near to everything. So most of what it has in common with every clause is
# taken off before the comparison. On four policies 30 of 32 questions that a clause answers are above the limit and
# 55 of 60 on other subjects below; what is above is marked as a passage, never as an answer. It belongs to the encoder
# that ships: measure again with another.
FLOOR, NEAREST = 0.38, 0.325  # as it is, and without what is common
COMMON = 0.7
FEWEST_PARTS, USUAL = 8, 0.22  # what is common to fewer clauses says nothing: the usual nearness is taken off
SENTENCE_END = re.compile(r"(?<=[.!?])\s+(?=[A-ZÀ-Ý«“\"'0-9])")
BARE = 0.03  # what a sentence without its title is held to be further away
WORDS = 0.25  # a passage whose clause has all the question's words is that much nearer than one with none
STEM = 5  # letters of a word that count: enough to tell most words apart, few enough for their endings
SENTENCES = 2  # in one passage: one alone is often too short to stand by itself


@dataclass(frozen=True)
class Passage:
    """Words of the policy as they stand, with the clause they are from; ``nearness`` is a cosine, and up to ``WORDS``
    more for the words that question and clause have in common."""

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
    nearness = index.vectors @ query - index.away + WORDS * index.shared_words(rulebook.placeholders(text))
    best = int(np.argmax(nearness))
    if nearness[best] < FLOOR or nearness[best] - COMMON * index.common(nearness) < NEAREST:
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
    """Vectors of everything that leads to a passage: ``owner[row]`` is the passage's number, ``part[row]`` that of
    its clause or topic, whose words are ``words[part]``."""

    passages: tuple[Passage, ...]
    owner: tuple[int, ...]
    vectors: np.ndarray  # (rows, size), unit rows
    away: np.ndarray  # taken off each row's cosine
    part: np.ndarray
    words: tuple[frozenset[str], ...]
    rarity: dict[str, float]

    def common(self, nearness: np.ndarray) -> float:
        """The mean nearness of clauses and topics, each by its nearest row."""
        if len(self.words) < FEWEST_PARTS:
            return USUAL
        nearest = np.zeros(len(self.words))
        np.maximum.at(nearest, self.part, nearness)
        return float(nearest.mean())

    def shared_words(self, text: str) -> np.ndarray:
        """Per row, the share of the text's words that stand in the clause or topic, rare ones counting more."""
        asked = stems(text)
        weight = {word: self.rarity.get(word, math.log(2 * len(self.words) + 2)) for word in asked}
        total = sum(weight.values())
        if not total:
            return np.zeros(len(self.part))
        return np.array([sum(weight[word] for word in asked & words) / total for words in self.words])[self.part]


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
    # A question is nearer to one sentence than to a paragraph. Many a sentence says what it is about only together
    # with its title, and the title itself is often the question.
    rows: list[tuple[int, str, float]] = []
    parts: dict[str, int] = {}
    words: list[frozenset[str]] = []
    for number, passage in enumerate(passages):
        title = in_language(rulebook.topics[passage.topic].title, language) if passage.topic else passage.clause_title
        part = f"topic {passage.topic}" if passage.topic else passage.clause
        if part not in parts:
            parts[part] = len(parts)
            words.append(frozenset())
            rows.append((number, title, 0.0))
        words[parts[part]] |= stems(rulebook.placeholders(f"{title} {passage.text}"))
        mark = "" if title.endswith(("?", ".", "!")) else "."
        for text in (passage.text, *SENTENCE_END.split(passage.text)):
            rows += [(number, text, BARE), (number, f"{title}{mark} {text}", 0.0)]
    owner = tuple(number for number, _, _ in rows)
    held = [passages[number] for number in owner]
    part_of = np.array([parts[f"topic {found.topic}" if found.topic else found.clause] for found in held], np.intp)
    spread = Counter(word for found in words for word in found)
    rarity = {word: math.log((len(words) + 1) / (count + 0.5)) for word, count in spread.items()}
    vectors = encoder.encode([rulebook.placeholders(text) for _, text, _ in rows])
    away = np.array([row[2] for row in rows], np.float32)
    return _Index(passages, owner, vectors, away, part_of, tuple(words), rarity)


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


def stems(text: str) -> frozenset[str]:
    """The words of a text by their first letters, short words left out."""
    return frozenset(word[:STEM] for word in re.findall(r"\w{3,}", text.casefold()))


def split_passages(text: str) -> list[str]:
    """The paragraphs of a text, cut into runs of at most two sentences."""
    found: list[str] = []
    for paragraph in text.split("\n\n"):
        sentences = SENTENCE_END.split(" ".join(paragraph.split()))
        found += [" ".join(sentences[at : at + SENTENCES]) for at in range(0, len(sentences), SENTENCES)]
    return [passage for passage in found if passage]
