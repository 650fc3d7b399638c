"""A draft made ready to be matched: normalised, cut into sentences and tokens, once."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache

import re2
import spacy
from spacy.language import Language
from spacy.tokens import Doc

from bot.checker.language import detect_language
from bot.checker.normalise import Normalised, normalise
from bot.findings import Draft

# Characters that a reader sees before "more"; the cautious value of the platforms that cut early.
OPENING = {"linkedin": 210, "x": 280, "facebook": 250, "instagram": 125, "reddit": 300, "other": 250}
_BREAK = re2.compile(r"\n\s*|(?:[.!?…]+[\"')\]]*|\p{So})(?:\s+|$)")
_ABBREVIATION = re2.compile(r"(?i)(?:^|\s)(?:e\.g|i\.e|dr|mr|mrs|ms|vs|etc|nr|no|st|mme|p\.ex|bv|dhr|mevr|o\.a|approx|incl)\.$")


@dataclass(frozen=True)
class Span:
    """Code points of the normalised text, end exclusive."""

    start: int
    end: int

    def overlaps(self, other: Span) -> bool:
        return self.start < other.end and other.start < self.end

    def cover(self, other: Span) -> Span:
        return Span(min(self.start, other.start), max(self.end, other.end))


@lru_cache(maxsize=3)
def tokenizer(language: str) -> Language:
    """spaCy's rule-based tokenizer of a language; no statistical model."""
    return spacy.blank(language)


@dataclass(frozen=True)
class Document:
    """What every matcher reads. All spans are of ``text``, the normalised draft."""

    draft: Draft
    normal: Normalised
    language: str
    as_of: date
    sentences: tuple[Span, ...]

    @property
    def text(self) -> str:
        return self.normal.text

    @cached_property
    def doc(self) -> Doc:
        return tokenizer(self.language)(self.text)

    @cached_property
    def _token_starts(self) -> list[int]:
        return [token.idx for token in self.doc]

    def token_at(self, place: int) -> int:
        """Index of the token that holds or precedes a place."""
        return max(0, bisect_right(self._token_starts, place) - 1)

    def sentence_of(self, span: Span) -> Span:
        """The sentence in which the span starts."""
        starts = [sentence.start for sentence in self.sentences]
        index = max(0, bisect_right(starts, span.start) - 1)
        return self.sentences[index] if self.sentences else Span(0, len(self.text))

    def words(self, span: Span) -> str:
        return self.text[span.start : span.end]

    @property
    def opening(self) -> Span:
        """What a reader sees before 'more'."""
        return Span(0, min(len(self.text), OPENING[self.draft.platform]))


def read_draft(draft: Draft, *, as_of: date) -> Document:
    """Parse a draft once; ``draft.language`` wins over detection."""
    normal = normalise(draft.text)
    language = draft.language or detect_language(normal.text)
    return Document(draft, normal, language, as_of, tuple(split_sentences(normal.text)))


def split_sentences(text: str) -> list[Span]:
    """Sentences, lines and emoji-ended phrases, without their surrounding space; never empty ones."""
    spans: list[Span] = []
    start = 0
    for match in _BREAK.finditer(text):
        if _ABBREVIATION.search(text[start : match.end()].rstrip()) and "\n" not in match.group():
            continue
        _append(spans, text, start, match.end())
        start = match.end()
    _append(spans, text, start, len(text))
    return spans


def _append(spans: list[Span], text: str, start: int, end: int) -> None:
    piece = text[start:end]
    if piece.strip():
        begin = start + len(piece) - len(piece.lstrip())
        if not any(char.isalnum() for char in piece) and spans:
            spans[-1] = Span(spans[-1].start, start + len(piece.rstrip()))  # trailing emoji join what they close
        else:
            spans.append(Span(begin, start + len(piece.rstrip())))
