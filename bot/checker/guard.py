"""Lawful speech about work: found first, never judged, and kept free of findings on its own topic."""

from __future__ import annotations

from dataclasses import dataclass, replace

from bot.checker.document import Span
from bot.checker.match import find, holds_near
from bot.checker.reading import Reading
from bot.findings import ProtectedPassage, Severity
from bot.rulebook import GuardRule, in_language

# taxonomy.yml, protected_speech. Everything not named here stays as it is.
REMOVES = frozenset({"mockery", "speaking-for-company", "crisis-press", "legal-matters", "unproven-claim",
                     "political-tie", "tone"})
WEAKENS = {"confidential": Severity.SUGGESTION}


@dataclass(frozen=True)
class Protected:
    """Sentences that are protected, with the guard rule that says so."""

    spans: tuple[Span, ...]
    rules: tuple[GuardRule, ...]
    whole: bool  # at least half of the sentences: the draft as such is about working conditions

    def covers(self, span: Span) -> bool:
        return self.whole or any(passage.overlaps(span) for passage in self.spans)


def find_protected(reading: Reading) -> Protected:
    """Every protected sentence of a draft; each keeps the first guard rule that found it."""
    spans: list[Span] = []
    rules: list[GuardRule] = []
    for guard in reading.rulebook.guard:
        for hit in find(guard.match, reading):
            if hit.span is None:
                continue
            span = hit.span
            if any(holds_near(condition, reading, span) for condition in guard.unless):
                continue
            sentence = reading.document.sentence_of(span)
            if sentence not in spans:
                spans.append(sentence)
                rules.append(guard)
    whole = bool(spans) and len(spans) * 2 >= len(reading.document.sentences)
    order = sorted(range(len(spans)), key=lambda i: spans[i].start)
    return Protected(tuple(spans[i] for i in order), tuple(rules[i] for i in order), whole)


def effect_on(category: str, severity: Severity, *, named: bool) -> Severity | None:
    """A finding's severity inside a protected passage; None removes it.

    ``named`` findings rest on a listed code name or an embargo: these are never weakened.
    """
    if category in REMOVES:
        return None
    if category in WEAKENS and not named:
        return max(severity, WEAKENS[category], key=lambda level: level.rank)
    return severity


def passages(protected: Protected, reading: Reading) -> tuple[ProtectedPassage, ...]:
    """The contract's passages: neighbouring sentences of one guard rule joined, in the author's own text."""
    document = reading.document
    joined: list[tuple[Span, GuardRule]] = []
    for span, rule in zip(protected.spans, protected.rules, strict=True):
        between = document.text[joined[-1][0].end : span.start] if joined else "x"
        if joined and not between.strip() and joined[-1][1].reply == rule.reply:
            joined[-1] = (joined[-1][0].cover(span), rule)
        else:
            joined.append((span, rule))
    result = []
    for span, rule in joined:
        start, end = document.normal.source_span(span.start, span.end)
        passage = ProtectedPassage(start, end, "", in_language(rule.reply, document.language))
        result.append(replace(passage, quote=document.draft.text[start:end]))
    return tuple(result)
