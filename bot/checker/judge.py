"""Rules → candidate findings, with every context word that lifted, lowered or raised them."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from bot.checker.context import in_context
from bot.checker.document import Span
from bot.checker.evidence import narrow
from bot.checker.guard import Protected, effect_on
from bot.checker.match import Hit, find, holds_near
from bot.checker.reading import Reading
from bot.findings import Severity
from bot.rulebook import Match, Rule

# What lifts every rule of a category without its own words: counter-speech is no hate, advice is no leak.
LIFTED_BY = {
    "secrets": ("advice",),
    "hate-harassment": ("condemned",),
    "speaking-for-company": ("private",),
    "market-sensitive": ("sourced",),
    "unproven-claim": ("sourced",),
}
LOWERED_BY = {"mockery": ("quoted",), "competitor-attack": ("quoted", "sourced"), "crisis-press": ("sourced",)}
ONCE_A_DRAFT = frozenset({"undisclosed-endorsement", "tone"})
# The company's own account needs no disclosure and speaks for the company by its nature.
NOT_FOR_OFFICIAL = frozenset({"undisclosed-endorsement", "speaking-for-company"})
UNWEAKENED_LISTS = frozenset({"code_names", "embargoes", "products.unreleased"})


@dataclass(frozen=True)
class Candidate:
    """A rule that holds at a place. ``span`` is of the normalised text; ``trace`` tells the whole story."""

    rule: Rule
    span: Span
    severity: Severity
    score: float
    trace: tuple[str, ...]
    learned: bool

    def question_id(self, reading: Reading) -> str:
        """Stable as long as the quoted words stay: the rule and six hex digits of them."""
        words = reading.document.words(self.span).casefold().encode("utf-8", "replace")
        return f"{self.rule.id}-{hashlib.sha256(words).hexdigest()[:6]}"


def judge(reading: Reading, protected: Protected, *, preview: bool = False) -> list[Candidate]:
    """Candidates after context, guard and merging, sorted by start, then severity, then rule id."""
    candidates = []
    for rule in reading.rulebook.rules:
        if (rule.stage == "preview" and not preview) or not _applies(rule, reading):
            continue
        for hit in find(rule.match, reading):
            candidate = _weigh(rule, hit, reading, protected)
            if candidate:
                candidates.append(candidate)
    return _merged(candidates, reading)


def _applies(rule: Rule, reading: Reading) -> bool:
    draft = reading.document.draft
    if draft.account == "official" and rule.category in NOT_FOR_OFFICIAL:
        return False
    return not rule.platforms or draft.platform in rule.platforms


def _weigh(rule: Rule, hit: Hit, reading: Reading, protected: Protected) -> Candidate | None:
    document = reading.document
    if not document.sentences:
        return None
    span = hit.span or document.sentences[0]
    trace = [f"{note} (score {hit.score:.2f})" for note in hit.notes[:1]] + list(hit.notes[1:])
    for context in (*rule.unless_context, *LIFTED_BY.get(rule.category, ())):
        if in_context(context, document, span):
            return None
    for condition in rule.unless:
        if holds_near(condition, reading, span):
            return None
    severity = rule.severity
    for context in LOWERED_BY.get(rule.category, ()):
        words = in_context(context, document, span)
        if words:
            severity = severity.lower()
            trace.append(f"{context} “{words}”: lowered to {severity.value}")
            break
    for condition in rule.lower:
        note = holds_near(condition, reading, span)
        if note:
            severity = severity.lower()
            trace.append(f"{note}: lowered to {severity.value}")
            break
    note = next(filter(None, (holds_near(condition, reading, span) for condition in rule.raise_)), None)
    if note and severity is not Severity.ERROR:
        severity = Severity.ERROR if severity is Severity.WARNING else Severity.WARNING
        trace.append(f"{note}: raised to {severity.value}")
    if rule.raise_in_quiet_period and reading.company.in_quiet_period(document.as_of):
        severity = Severity.ERROR
        trace.append("quiet period: raised to error")
    if protected.covers(span):
        effect = effect_on(rule.category, severity, named=_rests_on_names(rule.match))
        if effect is None:
            return None
        if effect is not severity:
            trace.append(f"protected speech: lowered to {effect.value}")
        severity = effect
    quoted = _quoted(rule, hit, span, reading)
    return Candidate(rule, quoted, severity, hit.score, tuple(trace), _is_learned(rule.match))


def _quoted(rule: Rule, hit: Hit, span: Span, reading: Reading) -> Span:
    """What the finding quotes: the evidence, its clause, or its sentence, as the rule says."""
    document = reading.document
    if rule.match.learned and reading.judge and hit.span:
        return narrow(document, reading.judge, reading.tokens(hit.span), hit.span, rule.match.learned)
    if rule.span == "match":
        return span
    sentence = document.sentence_of(span)
    return sentence if rule.span == "sentence" else _clause(document.text, sentence, span)


def _clause(text: str, sentence: Span, span: Span) -> Span:
    start = max((text.rfind(mark, sentence.start, span.start) + len(mark) for mark in (", ", "; ", ": ", " - ")
                 if text.rfind(mark, sentence.start, span.start) >= 0), default=sentence.start)
    ends = [place for mark in (", ", "; ", " - ") if (place := text.find(mark, span.end, sentence.end)) >= 0]
    return Span(start, min([*ends, max(span.end, sentence.end)]))


def _rests_on_names(match: Match) -> bool:
    inner = [*(match.all or ()), *(match.any or ())]
    return bool(UNWEAKENED_LISTS & set(match.names or ())) or any(_rests_on_names(part) for part in inner)


def _is_learned(match: Match) -> bool:
    return match.learned is not None or any(_is_learned(part) for part in match.all or ())


def _merged(candidates: list[Candidate], reading: Reading) -> list[Candidate]:
    """One finding a category and sentence: the worst, then a rule before the judge, then the surest."""
    ranked = sorted(candidates, key=lambda c: (c.severity.rank, c.learned, -c.score, c.span.start, c.rule.id))
    kept: list[Candidate] = []
    for candidate in ranked:
        rivals = [other for other in kept if other.rule.category == candidate.rule.category]
        if candidate.rule.category in ONCE_A_DRAFT and rivals:
            continue
        if any(_same_place(candidate, other, reading) for other in rivals):
            continue
        kept.append(candidate)
    return sorted(kept, key=lambda c: (c.span.start, c.severity.rank, c.rule.id))


def _same_place(one: Candidate, other: Candidate, reading: Reading) -> bool:
    if one.span.overlaps(other.span):
        return True
    same = reading.document.sentence_of(one.span) == reading.document.sentence_of(other.span)
    return same and (one.learned or other.learned or one.rule.id == other.rule.id)
