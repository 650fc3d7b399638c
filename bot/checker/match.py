"""Match trees of the policy → places in a draft."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

import re2
from spacy.matcher import Matcher

from bot.checker.document import Document, Span, tokenizer
from bot.checker.phrases import Finder, name_expression, phrase_expression
from bot.checker.reading import Reading
from bot.rulebook import Company, Condition, Match, needs_capitals, spelt_out

LONGEST_COVER = 110  # code points; evidence further apart is quoted by its main part alone


@dataclass(frozen=True)
class Hit:
    """A place where a match holds. ``span`` None: it holds for the draft as a whole (nothing to point at)."""

    span: Span | None
    score: float
    notes: tuple[str, ...]


def find(match: Match, reading: Reading) -> list[Hit]:
    """Every place in the draft where the match tree holds, in order."""
    hits = _FINDERS[match.way](match, reading)
    return sorted(hits, key=lambda hit: (hit.span.start, hit.span.end) if hit.span else (-1, -1))


def holds_near(condition: Condition, reading: Reading, span: Span) -> str | None:
    """The note of a hit of the condition within its scope around a span, or None."""
    for hit in find(condition, reading):
        if hit.span is None or _in_scope(reading.document, hit.span, span, condition.within):
            return hit.notes[0] if hit.notes else condition.way
    return None


def _in_scope(document: Document, one: Span, other: Span, within: str | int) -> bool:
    if within == "draft":
        return True
    if within == "sentence":
        return document.sentence_of(one) == document.sentence_of(other)
    first, second = sorted((one, other), key=lambda span: span.start)
    return document.token_at(second.start) - document.token_at(max(first.end - 1, first.start)) <= int(within)


def _phrase(match: Match, reading: Reading) -> list[Hit]:
    finder = _phrase_finder(tuple(match.phrase or ()), reading.company.typed)
    return _hits(reading.document, finder, "word")


def _regex(match: Match, reading: Reading) -> list[Hit]:
    document = reading.document
    typed = reading.company.typed
    spans = [span for expression in match.regex or () for span in _finder(spelt_out(expression, typed)).spans(document)]
    spans = [whole_words(document.text, span) for span in spans]
    return [Hit(span, 0.9, (f"pattern “{document.words(span)}”",)) for span in spans]


def whole_words(text: str, span: Span) -> Span:
    """The span widened to the ends of the words it cuts: a quote never breaks off inside a word."""
    start, end = span.start, span.end
    while 0 < start < end and text[start].isalpha() and text[start - 1].isalpha():
        start -= 1
    while start < end < len(text) and text[end - 1].isalpha() and text[end].isalpha():
        end += 1
    return Span(start, end)


def _hits(document: Document, finder: Finder, kind: str) -> list[Hit]:
    return [Hit(span, 0.9, (f"{kind} “{document.words(span)}”",)) for span in finder.spans(document)]


@lru_cache(maxsize=4096)
def _phrase_finder(phrases: tuple[str, ...], typed: tuple[tuple[str, str], ...] = ()) -> Finder:
    # The braces of {company} come out of ``phrase_expression`` with a backslash each.
    escaped = tuple((re2.escape(key), names) for key, names in typed)
    return Finder(spelt_out(phrase_expression(phrases), escaped))


@lru_cache(maxsize=4096)
def _finder(expression: str) -> Finder:
    return Finder(expression)


def _names(match: Match, reading: Reading) -> list[Hit]:
    document = reading.document
    names = tuple(name for path in match.names or () for name in names_on(reading.company, path, document.as_of))
    if not names:
        return []
    cases = tuple(map(needs_capitals, names))
    note = f"list {', '.join(match.names or ())}"
    return [Hit(span, 0.97, (f"{note}: “{document.words(span)}”",)) for span in _finder(_expression_of(names, cases)).spans(document)]


@lru_cache(maxsize=256)
def _expression_of(names: tuple[str, ...], cases: tuple[bool, ...]) -> str:
    # ``cases`` belongs to the key: equal names of two versions of the lists may differ in it.
    return name_expression(names)


def names_on(company: Company, path: str, day: date) -> list[str]:
    """A list of company.yml as it stands on a day: what an embargo has freed is no longer unreleased."""
    if path not in ("embargoes", "products.unreleased"):
        return company.names(path)
    held = [e for e in company.embargoes if day < e.until]
    freed = [e.item for e in company.embargoes if day >= e.until]
    if path == "embargoes":
        return [name for e in held for name in _named_in(e.item, company.products.unreleased) or [e.item]]
    return [n for n in company.products.unreleased if not any(_named_in(item, [n]) for item in freed)]


def _named_in(item: str, names: Sequence[str]) -> list[str]:
    return [name for name in names if re.search(rf"(?<!\w){re.escape(name)}(?!\w)", item)]


def _pattern(match: Match, reading: Reading) -> list[Hit]:
    doc = reading.document.doc
    matcher = _matcher(reading.document.language, json.dumps(match.pattern))
    spans = [Span(doc[start].idx, doc[end - 1].idx + len(doc[end - 1])) for _, start, end in matcher(doc)]
    longest = [s for s in spans if not any(o != s and o.start <= s.start and s.end <= o.end for o in spans)]
    return [Hit(span, 0.9, (f"pattern “{reading.document.words(span)}”",)) for span in longest]


@lru_cache(maxsize=512)
def _matcher(language: str, pattern: str) -> Matcher:
    matcher = Matcher(tokenizer(language).vocab)
    matcher.add("rule", [json.loads(pattern)])
    return matcher


def _recognizer(match: Match, reading: Reading) -> list[Hit]:
    document = reading.document
    return [
        Hit(e.span, e.score, (f"{e.note} “{document.words(e.span)}”",))
        for e in reading.recognised(match.recognizer or "")
    ]


def _learned(match: Match, reading: Reading) -> list[Hit]:
    label = match.learned or ""
    if reading.judge is None or label not in reading.probabilities:
        return []
    threshold = min(0.99, reading.judge.threshold(label) * match.scale)
    rows = reading.probabilities[label]
    return [
        Hit(span, float(score), (f"learned {label} {score:.2f}, threshold {threshold:.2f}",))
        for span, score in zip(reading.document.sentences, rows, strict=True)
        if score >= threshold
    ]


_COUNTED = {
    "hashtags": r"(#[\pL\pN_]+)",
    "exclamations": r"(!)",
    "capitals": r"(?:^|[^\pL\pN#@&.-])(\p{Lu}{4,})(?:$|[^\pL\pN&.-])",
    "mentions": r"(?:^|\s)(@[\pL\pN_.]+)",
    "emoji": r"(\p{So})",
}


def _count(match: Match, reading: Reading) -> list[Hit]:
    count = match.count
    if count is None:
        return []
    spans = _finder(_COUNTED[count.of]).spans(reading.document, folded=False)
    if len(spans) <= count.more_than:
        return []
    near = [span for span in spans if span.start - spans[0].start <= LONGEST_COVER]
    return [Hit(spans[0].cover(near[-1]), 0.9, (f"{len(spans)} {count.of}, more than {count.more_than}",))]


def _missing(match: Match, reading: Reading) -> list[Hit]:
    present = _PRESENT[match.missing or "disclosure"](reading)
    return [] if present else [Hit(None, 0.9, (f"no {match.missing} in the visible opening",))]


def discloses(reading: Reading) -> bool:
    """Whether the visible opening tells a stranger that the author works for the company."""
    disclosure = reading.company.company.disclosure
    opening = reading.document.opening
    phrases = [*disclosure.hashtags, *(p for listed in disclosure.phrases.values() for p in listed)]
    finders = (_phrase_finder(tuple(phrases)), _finder(_own_words(tuple(reading.company.company.aliases))))
    return any(span.start < opening.end for finder in finders for span in finder.spans(reading.document))


@lru_cache(maxsize=8)
def _own_words(aliases: tuple[str, ...]) -> str:
    """What people write instead of the approved phrase and what tells a stranger just as much."""
    names = "|".join(re.escape(alias) for alias in sorted(aliases, key=len, reverse=True))
    at_name = (
        r"i(?:'m| am|'ve|) (?:\pL+ ){0,3}(?:work(?:ed|ing)?|employed) (?:\pL+ ){0,2}(?:at|for|with)"
        r"|we (?:build|make|work|design|test) (?:\pL+ ){0,2}at|(?:we|us|here|people|colleagues|team|life|day|week|year|years|months) at"
        r"|(?:my|our) (?:employer|company|team|colleagues)(?: at| here at|,)?"
        r"|(?:employee|engineer|installer|developer|recruiter|technician|intern|colleague|manager|designer|trainee) (?:at|of|for)"
        r"|je (?:travaille|bosse) (?:chez|pour)|mon (?:employeur|équipe)(?: chez)?|nous,? chez"
        r"|(?:ik|we|wij) werk(?:en)? (?:\pL+ ){0,2}(?:bij|voor)|mijn (?:werkgever|team|collega's)(?: bij)?|wij bij|bij"
    )
    alone = (
        r"(?:my|our) team (?:built|made|designed|shipped|tested|developed)|i (?:helped )?(?:built|build|designed|made|work on) (?:it|this|them)"
        r"|(?:full disclosure|disclosure)[^.!?\n]{0,50}|where i work|i work (?:there|here|for them|for the makers)"
        r"|mon équipe a (?:conçu|fait|développé)|où je (?:travaille|bosse)|je (?:travaille|bosse) (?:là|ici)"
        r"|mijn team (?:heeft|maakte|bouwde)|waar ik werk|ik werk (?:er|daar|hier)"
    )
    return rf"(?i)(?:^|[^\pL])((?:{at_name}) @?(?:{names})|(?:{names}) (?:employee|engineer|medewerker|werknemer)|{alone})(?:$|[^\pL])"


def _paid_label(reading: Reading) -> bool:
    labels = tuple(reading.company.company.disclosure.paid_label.values())
    return any(s.start < reading.document.opening.end for s in _phrase_finder(labels).spans(reading.document))


def _source(reading: Reading) -> bool:
    return bool(reading.recognised("link"))


_PRESENT = {
    "disclosure": discloses,
    "paid-label": _paid_label,
    "source": _source,
    "picture-description": lambda reading: bool(_phrase_finder(("alt", "image description", "description", "beschrijving")).spans(reading.document)),
}


def _any(match: Match, reading: Reading) -> list[Hit]:
    return [hit for inner in match.any or () for hit in find(inner, reading)]


def _all(match: Match, reading: Reading) -> list[Hit]:
    """Hits of the main part (marked ``quote``, else the first that can point) with all others in scope."""
    parts = [(inner, find(inner, reading)) for inner in match.all or ()]
    if not all(hits for _, hits in parts):
        return []
    main = next((p for p in parts if p[0].quote), None) or next((p for p in parts if p[1][0].span), parts[0])
    result = []
    for hit in main[1]:
        combined = _combine(hit, [hits for inner, hits in parts if inner is not main[0]], match, reading.document)
        if combined:
            result.append(combined if not main[0].quote else replace(combined, span=hit.span))
    return result


def _combine(hit: Hit, others: list[list[Hit]], match: Match, document: Document) -> Hit | None:
    span, score, notes = hit.span, hit.score, hit.notes
    for hits in others:
        near = [
            other for other in hits
            if other.span is None or hit.span is None or _in_scope(document, other.span, hit.span, match.within)
        ]
        if not near:
            return None
        best = min(near, key=lambda other: abs(other.span.start - hit.span.start) if other.span and hit.span else 0)
        score, notes = min(score, best.score), notes + best.notes
        if span and best.span and document.sentence_of(best.span) == document.sentence_of(span):
            cover = span.cover(best.span)
            span = cover if cover.end - cover.start <= LONGEST_COVER else span
    return Hit(span, score, notes)


_FINDERS = {
    "phrase": _phrase, "regex": _regex, "names": _names, "pattern": _pattern, "recognizer": _recognizer,
    "learned": _learned, "count": _count, "missing": _missing, "any": _any, "all": _all,
}  # fmt: skip
