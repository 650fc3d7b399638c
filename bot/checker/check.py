"""``check_draft``: the one entry of the checker."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from bot.checker.budget import Budget
from bot.checker.document import read_draft
from bot.checker.fix import apply_fixes, propose_fixes
from bot.checker.guard import Protected, find_protected, passages
from bot.checker.judge import Candidate, judge
from bot.checker.learned import LearnedJudge
from bot.checker.reading import Reading
from bot.encoder import SentenceEncoder
from bot.errors import CoachError
from bot.findings import (
    ACCOUNTS,
    LANGUAGES,
    MAX_DRAFT,
    PLATFORMS,
    Draft,
    Finding,
    Fix,
    Question,
    Report,
    Severity,
    verdict_of,
)
from bot.rulebook import Rulebook, in_language

NOT_CHECKED = ("pictures", "links", "truth", "audience")
# Seconds of work for one draft: the limits of the contract are 0.25 s up to 2,000 characters and 1 s up to 10,000.
BUDGET_SHORT, BUDGET_LONG, SHORT_DRAFT = 0.20, 0.85, 2_000
REWRITE_ROUNDS = 3


@dataclass(frozen=True)
class Checker:
    """The engine with its models, built once a process; safe to share between threads."""

    encoder: SentenceEncoder
    judge: LearnedJudge | None = None
    preview: bool = False

    def check(
        self, draft: Draft, rulebook: Rulebook, *, as_of: date, answers: Mapping[str, bool] | None = None
    ) -> Report:
        """Find every place where a draft meets a live rule.

        Findings are sorted by start, then severity, then rule id. Offsets are code points into
        ``draft.text``, end exclusive: ``draft.text[f.start:f.end] == f.quote``. ``answers`` are the author's
        words on earlier questions, by question id: yes lifts the finding, no settles it.
        Raises CoachError C301 above 10,000 characters, C302 without a word, C303 for characters that no
        post can hold, C304 for an unknown platform, account or language; all before any matching.
        """
        _refuse_bad(draft)
        budget = Budget.of(BUDGET_SHORT if len(draft.text) <= SHORT_DRAFT else BUDGET_LONG)
        return _Check(self, rulebook, as_of, dict(answers or {}), budget).report(draft)

    def warm(self, rulebook: Rulebook, *, as_of: date) -> None:
        """Compile every expression and load every recognizer, so that the first author waits for none of it."""
        for language in LANGUAGES:
            text = "Password: Winter-2026-x, call 0475 12 34 56 or jan@example.com. Halo sold 4.2 million euro!"
            _Check(self, rulebook, as_of, {}, Budget()).report(Draft(text, language=language))


def check_draft(
    draft: Draft, rulebook: Rulebook, *, checker: Checker, as_of: date, answers: Mapping[str, bool] | None = None
) -> Report:
    """``checker.check`` as a function; see there."""
    return checker.check(draft, rulebook, as_of=as_of, answers=answers)


@dataclass
class _Check:
    """One check and the re-checks of its own proposals, with one budget and one memory of vectors."""

    checker: Checker
    rulebook: Rulebook
    as_of: date
    answers: dict[str, bool]
    budget: Budget

    def __post_init__(self) -> None:
        self.memory: dict = {}
        self.token_memory: dict = {}

    def report(self, draft: Draft) -> Report:
        reading, protected, candidates = self._look(draft)
        document = reading.document
        draft = replace(draft, language=document.language)
        known = {_key(candidate, reading) for candidate in candidates}
        fixes = self._proven(draft, candidates, reading, known)
        findings = tuple(
            self._finding(candidate, number, reading, draft, fixes[number])
            for number, candidate in enumerate(candidates)
        )
        not_checked = NOT_CHECKED if self.checker.judge else (*NOT_CHECKED, "learned")
        return Report(
            verdict=verdict_of(findings),
            language=document.language,
            policy_version=self.rulebook.version,
            protected=passages(protected, reading),
            findings=findings,
            rewrite=self._rewrite(draft, findings, known),
            not_checked=(*not_checked, "rest") if reading.partial else not_checked,
            partial=reading.partial,
        )

    def _look(self, draft: Draft) -> tuple[Reading, Protected, list[Candidate]]:
        document = read_draft(draft, as_of=self.as_of)
        reading = Reading(document, self.rulebook, self.checker.encoder, self.checker.judge,
                          budget=self.budget, memory=self.memory, token_memory=self.token_memory)
        protected = find_protected(reading)
        found = judge(reading, protected, preview=self.checker.preview)
        return reading, protected, [c for c in found if self.answers.get(c.question_id(reading)) is not True]

    def _finding(
        self, candidate: Candidate, number: int, reading: Reading, draft: Draft, fixes: list[Fix]
    ) -> Finding:
        document, rule = reading.document, candidate.rule
        start, end = document.normal.source_span(candidate.span.start, candidate.span.end)
        quote, language = draft.text[start:end], document.language
        question_id = candidate.question_id(reading)
        question = None
        if rule.ask and question_id not in self.answers:
            question = Question(question_id, in_language(rule.ask, language).replace("{matched}", quote))
        return Finding(
            id=f"{question_id}-{number}",
            rule=rule.id, category=rule.category, clause=rule.clause, severity=candidate.severity,
            confidence=candidate.score, start=start, end=end, quote=quote,
            message=in_language(rule.message, language).replace("{matched}", quote),
            why=in_language(rule.why, language), fixes=tuple(fixes), question=question,
            contact=self.rulebook.company.contact_key(rule.contact or CONTACTS[rule.category]),
            trace=(*candidate.trace, *_nearest(candidate, reading)),
        )  # fmt: skip

    def _proven(
        self, draft: Draft, candidates: list[Candidate], reading: Reading, known: set[tuple[str, str]]
    ) -> list[list[Fix]]:
        """For each candidate the proposals that remove it and raise nothing new; unproven ones are not offered.

        The first proposals of all are tried together, then the second ones: one check proves many. Where
        that raises something new, each is tried alone, while time lasts.
        """
        proposals = [propose_fixes(candidate, reading) for candidate in candidates]
        keys = [_key(candidate, reading) for candidate in candidates]
        proven: list[list[Fix]] = [[] for _ in candidates]
        for turn in range(max(map(len, proposals), default=0)):
            tried = {i: fixes[turn] for i, fixes in enumerate(proposals) if turn < len(fixes)}
            together = _apart(tried)
            left = self._left(draft, list(together.values()))
            good = left is not None and not left - known
            for i, fix in tried.items():
                alone = left if good and i in together and left is not None else self._left(draft, [fix])
                if alone is not None and keys[i] not in alone and not alone - known:
                    proven[i].append(fix)
        return proven

    def _left(self, draft: Draft, fixes: list[Fix]) -> set[tuple[str, str]] | None:
        """What a check finds once the fixes are applied; None when time is up or no words are left."""
        if self.budget.spent:
            return None
        text = apply_fixes(draft.text, fixes)
        if not any(char.isalnum() for char in text) or len(text) > MAX_DRAFT:
            return None
        after, _, candidates = self._look(replace(draft, text=text))
        return None if after.partial else {_key(candidate, after) for candidate in candidates}

    def _rewrite(self, draft: Draft, findings: tuple[Finding, ...], known: set[tuple[str, str]]) -> str | None:
        """The draft with the first fix of every finding, checked again; None when nothing better was found."""
        fixes = [finding.fixes[0] for finding in findings if finding.fixes]
        if not fixes or self.budget.spent:
            return None
        text = draft.text
        for _ in range(REWRITE_ROUNDS):
            text = apply_fixes(text, fixes)
            if not any(char.isalnum() for char in text) or len(text) > MAX_DRAFT:
                return None
            reading, _, candidates = self._look(replace(draft, text=text))
            left = [c for c in candidates if c.severity is not Severity.SUGGESTION]
            new = {_key(c, reading) for c in candidates} - known
            if not left and not new:
                return text
            fixes = [fix for c in left for fix in propose_fixes(c, reading)[-1:]]
            if not fixes or self.budget.spent:
                return text if not new and _is_better(left, findings) else None
        return text if not new and _is_better(left, findings) else None


CONTACTS = {
    "secrets": "it_security", "market-sensitive": "investor_relations", "confidential": "social_media_strategist",
    "client": "social_media_consultant", "personal-data": "data_protection_officer",
    "hate-harassment": "reputation_manager", "mockery": "reputation_manager",
    "undisclosed-endorsement": "social_media_consultant", "fake-identity": "social_media_consultant",
    "speaking-for-company": "conversation_manager", "crisis-press": "press_office", "legal-matters": "legal",
    "competitor-attack": "social_media_consultant", "unproven-claim": "legal",
    "copyright-brand": "social_media_manager",
    "location-security": "it_security", "unapproved-promotion": "legal", "political-tie": "social_media_consultant",
    "ai-media": "social_media_consultant", "tone": "social_media_consultant",
}  # fmt: skip


def _key(candidate: Candidate, reading: Reading) -> tuple[str, str]:
    return candidate.rule.category, reading.document.words(reading.document.sentence_of(candidate.span))[:80]


def _apart(fixes: dict[int, Fix]) -> dict[int, Fix]:
    """Those of the fixes that do not overlap an earlier one."""
    chosen: dict[int, Fix] = {}
    for i, fix in fixes.items():
        if not any(fix.start < other.end and other.start < fix.end for other in chosen.values()):
            chosen[i] = fix
    return chosen


def _is_better(left: list[Candidate], findings: tuple[Finding, ...]) -> bool:
    errors = sum(c.severity is Severity.ERROR for c in left)
    return errors == 0 and len(left) < sum(f.severity is not Severity.SUGGESTION for f in findings)


def _nearest(candidate: Candidate, reading: Reading) -> tuple[str, ...]:
    """The labelled example behind a learned finding, as evidence that a person can judge."""
    if not candidate.learned or reading.judge is None:
        return ()
    sentence = reading.document.sentence_of(candidate.span)
    row = reading.document.sentences.index(sentence)
    text, cosine = reading.judge.nearest(reading.vectors[row], candidate.rule.category)
    return (f"nearest example (cosine {cosine:.2f}): “{text}”",) if text else ()


def _refuse_bad(draft: Draft) -> None:
    text = draft.text
    if len(text) > MAX_DRAFT:
        raise CoachError("C301", f"The draft has {len(text):,} characters; {MAX_DRAFT:,} are the most.",
                         hint="Check it in parts.")
    if any(char == "\0" or "\ud800" <= char <= "\udfff" for char in text):
        raise CoachError("C303", "The draft holds characters that no post can hold (NUL or half a character).",
                         hint="Copy the text again from where you wrote it.")
    if not any(char.isalnum() for char in text):
        raise CoachError("C302", "The draft has no word in it, so there is nothing to check.",
                         hint="Paste the words of your post.")
    for name, value, legal in (("platform", draft.platform, PLATFORMS), ("account", draft.account, ACCOUNTS),
                               ("language", draft.language or "en", LANGUAGES)):
        if value not in legal:
            raise CoachError("C304", f"Unknown {name} '{value[:40]}'; expected {', '.join(legal)}.")


