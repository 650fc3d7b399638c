"""What a draft check says: findings, fixes, questions, protected passages, the report."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

SCHEMA = "postcoach.report/1"
PLATFORMS = ("linkedin", "x", "facebook", "instagram", "reddit", "other")
ACCOUNTS = ("personal", "official")
LANGUAGES = ("en", "fr", "nl")
MAX_DRAFT = 10_000  # characters


class Severity(StrEnum):
    """How bad a finding is; ``rank`` sorts the worst first."""

    ERROR = "error"
    WARNING = "warning"
    SUGGESTION = "suggestion"

    @property
    def rank(self) -> int:
        return list(Severity).index(self)

    def lower(self) -> Severity:
        """One level milder; a suggestion stays one."""
        return list(Severity)[min(self.rank + 1, 2)]


class Verdict(StrEnum):
    """The outcome for a whole draft; the worst finding decides."""

    CLEAR = "clear"
    ASK = "ask"
    REVISE = "revise"
    STOP = "stop"


@dataclass(frozen=True)
class Draft:
    """A text before it is posted. ``language`` None means: detect it. Never stored, never logged."""

    text: str = field(repr=False)
    platform: str = "other"
    account: str = "personal"
    language: str | None = None


@dataclass(frozen=True)
class Fix:
    """Other words for ``text[start:end]``; an empty ``replacement`` drops them."""

    start: int
    end: int
    replacement: str = field(repr=False)
    label: str

    def as_dict(self) -> dict[str, Any]:
        return {"start": self.start, "end": self.end, "replacement": self.replacement, "label": self.label}


@dataclass(frozen=True)
class Question:
    """A closed question that only the author can answer; the answer changes the verdict."""

    id: str
    text: str

    def as_dict(self) -> dict[str, str]:
        return {"id": self.id, "text": self.text}


@dataclass(frozen=True)
class ProtectedPassage:
    """Lawful speech about working conditions: never a finding, answered with ``reply``."""

    start: int
    end: int
    quote: str = field(repr=False)
    reply: str

    def as_dict(self) -> dict[str, Any]:
        return {"start": self.start, "end": self.end, "quote": self.quote, "reply": self.reply}


@dataclass(frozen=True)
class Finding:
    """One place in a draft that meets one rule.

    ``start`` and ``end`` are code points into the author's own text, end exclusive, and
    ``text[start:end] == quote``. ``confidence`` is 0 to 1. ``trace`` says how it came about:
    base score, each context word with its effect, threshold. ``contact`` is a key of company.yml.
    """

    id: str
    rule: str
    category: str
    clause: str
    severity: Severity
    confidence: float
    start: int
    end: int
    quote: str = field(repr=False)
    message: str = field(repr=False)
    why: str
    fixes: tuple[Fix, ...]
    question: Question | None
    contact: str
    trace: tuple[str, ...] = field(repr=False)

    def as_dict(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "rule": self.rule,
            "category": self.category,
            "clause": self.clause,
            "severity": self.severity.value,
            "confidence": round(self.confidence, 3),
            "start": self.start,
            "end": self.end,
            "quote": self.quote,
            "message": self.message,
            "why": self.why,
            "fixes": [fix.as_dict() for fix in self.fixes],
            "question": self.question.as_dict() if self.question else None,
            "contact": self.contact,
            "trace": list(self.trace),
        }


@dataclass(frozen=True)
class Report:
    """The whole answer of one check, sorted by start, then severity, then rule id."""

    verdict: Verdict
    language: str
    policy_version: str
    protected: tuple[ProtectedPassage, ...]
    findings: tuple[Finding, ...]
    rewrite: str | None = field(repr=False)
    not_checked: tuple[str, ...]
    partial: bool

    def as_dict(self) -> dict[str, Any]:
        """The contract ``postcoach.report/1``."""
        return {
            "schema": SCHEMA,
            "verdict": self.verdict.value,
            "language": self.language,
            "policy_version": self.policy_version,
            "protected": [passage.as_dict() for passage in self.protected],
            "findings": [finding.as_dict() for finding in self.findings],
            "rewrite": self.rewrite,
            "not_checked": list(self.not_checked),
            "partial": self.partial,
        }


def verdict_of(findings: tuple[Finding, ...]) -> Verdict:
    """The verdict that the worst finding decides; a finding with an open question is at most 'ask'."""
    settled = [f.severity for f in findings if f.question is None]
    if Severity.ERROR in settled:
        return Verdict.STOP
    if Severity.WARNING in settled:
        return Verdict.REVISE
    open_ones = [f for f in findings if f.question is not None and f.severity is not Severity.SUGGESTION]
    return Verdict.ASK if open_ones else Verdict.CLEAR
