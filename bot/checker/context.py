"""What the words around a place do to its meaning: negation, quotation, counter-speech, a source."""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files

import re2
import yaml

from bot.checker.document import Document, Span
from bot.checker.phrases import Finder, phrase_expression

_QUOTED = re2.compile(r'"([^"\n]{2,400})"|(?:^|\n)[ \t]*>[ \t]?([^\n]+)')


@lru_cache(maxsize=1)
def _settings() -> dict[str, dict]:
    return yaml.safe_load(files("bot.checker").joinpath("contexts.yml").read_text(encoding="utf-8"))


@lru_cache(maxsize=16)
def _words(context: str) -> Finder:
    return Finder(phrase_expression(_settings()[context]["words"]))


@lru_cache(maxsize=1)
def _link() -> Finder:
    return Finder(r"(?i)(https?://\S+|www\.\S+|\b[a-z0-9-]+(?:\.[a-z0-9-]+)*\.(?:com|org|be|nl|fr|eu|net|example)/\S+)")


def in_context(context: str, document: Document, span: Span) -> str | None:
    """The words that put a span into a context such as ``negated``; None when it is in none."""
    if context == "quoted":
        return _quotation(document, span)
    sentence = document.sentence_of(span)
    if context == "question":
        return "?" if document.words(sentence).rstrip("\"') ").endswith("?") else None
    scope = _widened(document, sentence) if context in ("condemned", "sourced", "advice") else sentence
    limit = _settings()[context].get("before_tokens")
    for found in _words(context).spans(document, folded=False):
        if scope.start <= found.start < scope.end and (limit is None or _just_before(document, found, span, limit)):
            return document.words(found)
    if _settings()[context].get("links"):
        return next((document.words(s) for s in _link().spans(document, folded=False) if scope.overlaps(s)), None)
    return None


def _just_before(document: Document, found: Span, span: Span, limit: int) -> bool:
    distance = document.token_at(span.start) - document.token_at(found.start)
    return found.start < span.end and distance <= limit


def _widened(document: Document, sentence: Span) -> Span:
    """The sentence with its two neighbours."""
    place = document.sentences.index(sentence) if sentence in document.sentences else 0
    near = document.sentences[max(0, place - 1) : place + 2] or (sentence,)
    return Span(near[0].start, near[-1].end)


def _quotation(document: Document, span: Span) -> str | None:
    for match in _QUOTED.finditer(document.text):
        start, end = match.span()
        if start <= span.start and span.end <= end and end - start < len(document.text) * 0.9:
            return '"…"'
    return None
