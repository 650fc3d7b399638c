"""What the words around a place do to its meaning: negation, quotation, counter-speech, a source."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from importlib.resources import files
from typing import Any

import re2
import yaml

from bot.checker.document import Document, Span
from bot.checker.phrases import Finder, phrase_expression

_QUOTED = re2.compile(r'"([^"\n]{2,400})"|(?:^|\n)[ \t]*>[ \t]?([^\n]+)')
# Single quotes stand outside words: before a letter, behind a letter or a mark. All others are apostrophes.
_OPENS = re2.compile(r"(?:^|[\s(\[:,\"/-])'[\pL\pN¿¡#@(]")
_CLOSES = re2.compile(r"[^\s']'(?:$|[^\pL\pN])")
# Words that begin with an apostrophe: 't is, 's avonds, rock 'n' roll, 'em, the '90s.
_ELIDED = re2.compile(r"(?i)^'(?:[tsnkmr]|em|tis|twas|til|cause|bout|round|ne|nen|\d+s?)(?:$|[^\pL\pN])")
_OWNER = re2.compile(r"(?i)^[sxz]' \p{Ll}")
LONGEST = 400


@lru_cache(maxsize=1)
def _settings() -> dict[str, dict]:
    return yaml.safe_load(files("bot.checker").joinpath("contexts.yml").read_text(encoding="utf-8"))


@lru_cache(maxsize=16)
def _words(context: str, key: str = "words") -> Finder:
    return Finder(phrase_expression(_settings()[context][key]))


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
        if not scope.start <= found.start < scope.end or _is_pending(context, document, found):
            continue
        if limit is None or _just_before(document, found, span, limit):
            return document.words(found)
    if _settings()[context].get("links"):
        return next((document.words(s) for s in _link().spans(document, folded=False) if scope.overlaps(s)), None)
    return None


def _just_before(document: Document, found: Span, span: Span, limit: int) -> bool:
    distance = document.token_at(span.start) - document.token_at(found.start)
    return found.start < span.end and distance <= limit


def _is_pending(context: str, document: Document, found: Span) -> bool:
    """Whether the words around say that what is named here is still to come: "until the press release"."""
    settings = _settings()[context]
    if "pending_tokens" not in settings:
        return False
    sentence, place = document.sentence_of(found), document.token_at(found.start)
    for key in ("pending_before", "pending_after"):
        for near in _words(context, key).spans(document, folded=False):
            right_side = (near.start < found.start) == (key == "pending_before")
            close = abs(document.token_at(near.start) - place) <= settings["pending_tokens"]
            if right_side and close and sentence.overlaps(near):
                return True
    return False


def _widened(document: Document, sentence: Span) -> Span:
    """The sentence with its two neighbours."""
    place = document.sentences.index(sentence) if sentence in document.sentences else 0
    near = document.sentences[max(0, place - 1) : place + 2] or (sentence,)
    return Span(near[0].start, near[-1].end)


def _quotation(document: Document, span: Span) -> str | None:
    quotations = [Span(*match.span()) for match in _QUOTED.finditer(document.text)]
    for quoted in (*quotations, *single_quotations(document.text)):
        long = quoted.end - quoted.start >= len(document.text) * 0.9
        if quoted.start <= span.start and span.end <= quoted.end and not long:
            return '"…"'
    return None


def single_quotations(text: str) -> list[Span]:
    """What stands between single quotes, with them; apostrophes are none.

    An s with an apostrophe may be an owner's (the drivers' room): it closes only where nothing else does.
    """
    found: list[Span] = []
    closing = [match.start() + 1 for match in _matches(_CLOSES, text)]
    for match in _matches(_OPENS, text):
        start = match.start() + match.group().index("'")
        if (found and start < found[-1].end) or _ELIDED.match(text[start : start + 12]):
            continue
        line = text.find("\n", start)
        limit = min(start + LONGEST, len(text) if line < 0 else line)
        ends = [place for place in closing if start + 2 < place < limit]
        sure = [place for place in ends if not _OWNER.match(text[place - 1 : place + 3])]
        if ends:
            found.append(Span(start, (sure or ends)[0] + 1))
    return found


def _matches(expression: Any, text: str) -> Iterator[Any]:
    """Every match, those that share a character with the one before as well."""
    place = 0
    while place <= len(text) and (match := expression.search(text, place)):
        yield match
        place = match.start() + 1
