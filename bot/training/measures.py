"""Measures of a checker against labelled drafts."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from bot.findings import Report
from bot.rulebook import CATEGORIES

FORBIDDEN_IN_PROTECTED = frozenset({"mockery", "speaking-for-company", "crisis-press", "legal-matters",
                                    "unproven-claim", "political-tie", "tone"})


@dataclass(frozen=True)
class Case:
    """One labelled draft with what the checker said; ``kind`` as in tests/blind/README.md."""

    id: str
    text: str = field(repr=False)
    language: str
    kind: str
    target: str | None
    labels: tuple[dict[str, str], ...] = field(repr=False)
    protected: bool
    report: Report = field(repr=False)

    @property
    def gold(self) -> dict[str, dict[str, str]]:
        return {label["category"]: label for label in self.labels}

    @property
    def found(self) -> set[str]:
        return {finding.category for finding in self.report.findings}


@dataclass(frozen=True)
class Score:
    """Precision, recall and F1 of (draft, category) pairs; ``low`` and ``high`` bound F1 (95 %, bootstrap)."""

    right: int
    wrong: int
    missed: int
    low: float = 0.0
    high: float = 0.0

    @property
    def precision(self) -> float:
        return self.right / max(1, self.right + self.wrong)

    @property
    def recall(self) -> float:
        return self.right / max(1, self.right + self.missed)

    @property
    def f1(self) -> float:
        return 2 * self.right / max(1, 2 * self.right + self.wrong + self.missed)

    def as_dict(self) -> dict[str, Any]:
        return {"precision": round(self.precision, 3), "recall": round(self.recall, 3), "f1": round(self.f1, 3),
                "low": round(self.low, 3), "high": round(self.high, 3), "positives": self.right + self.missed}


def score(cases: Sequence[Case], categories: Iterable[str] = CATEGORIES) -> Score:
    """Pairs of draft and category over the cases, with a bootstrap over drafts (500 draws, fixed seed)."""
    wanted = set(categories)
    table = np.array([[len(c.found & set(c.gold) & wanted), len((c.found - set(c.gold)) & wanted),
                       len((set(c.gold) - c.found) & wanted)] for c in cases] or [[0, 0, 0]])
    right, wrong, missed = (int(n) for n in table.sum(axis=0))
    draws = np.random.default_rng(0).integers(0, len(table), (500, len(table)))
    sums = table[draws].sum(axis=1)
    f1 = 2 * sums[:, 0] / np.maximum(1, 2 * sums[:, 0] + sums[:, 1] + sums[:, 2])
    return Score(right, wrong, missed, float(np.quantile(f1, 0.025)), float(np.quantile(f1, 0.975)))


def evaluate_cases(cases: Sequence[Case]) -> dict[str, Any]:
    """Every figure that a consultant asks for, as plain values."""
    languages = sorted({case.language for case in cases})
    return {
        "drafts": len(cases),
        "all": score(cases).as_dict(),
        "error_recall": _ratio(*_error_recall(cases)),
        "severity_right": _ratio(*_severity(cases)),
        "quote_overlap": round(float(np.mean(_overlaps(cases) or [0.0])), 3),
        "clean_flagged": _ratio(*_clean(cases)),
        "near_miss_forbidden": _ratio(*_near(cases)),
        "protected_violations": _ratio(*_protected(cases)),
        "disguised_recall": _ratio(*_recall([c for c in cases if c.kind == "disguised"])),
        "rewrites_without_error": _ratio(*_rewrites(cases)),
        "languages": {lang: score([c for c in cases if c.language == lang]).as_dict() for lang in languages},
        "categories": {name: score(cases, [name]).as_dict() for name in CATEGORIES},
        "rules": rule_table(cases),
    }


def _ratio(part: int, whole: int) -> dict[str, Any]:
    return {"share": round(part / whole, 3) if whole else None, "part": part, "whole": whole}


def _error_recall(cases: Sequence[Case]) -> tuple[int, int]:
    errors = [(c, name) for c in cases for name, label in c.gold.items() if label["severity"] == "error"]
    return sum(name in c.found for c, name in errors), len(errors)


def _severity(cases: Sequence[Case]) -> tuple[int, int]:
    pairs = [(c.gold[f.category]["severity"], f.severity.value) for c in cases for f in c.report.findings
             if f.category in c.gold]
    return sum(one == other for one, other in pairs), len(pairs)


def _overlaps(cases: Sequence[Case]) -> list[float]:
    """Best intersection over union of characters for each true finding."""
    result = []
    for case in cases:
        for name, label in case.gold.items():
            start = case.text.find(label["quote"])
            end = start + len(label["quote"])
            spans = [(f.start, f.end) for f in case.report.findings if f.category == name]
            if spans:
                result.append(max(_iou(start, end, *span) for span in spans))
    return result


def _iou(a: int, b: int, c: int, d: int) -> float:
    inner = max(0, min(b, d) - max(a, c))
    return inner / max(1, (b - a) + (d - c) - inner)


def _clean(cases: Sequence[Case]) -> tuple[int, int]:
    clean = [c for c in cases if c.kind == "clean"]
    return sum(any(f.severity.value != "suggestion" for f in c.report.findings) for c in clean), len(clean)


def _near(cases: Sequence[Case]) -> tuple[int, int]:
    near = [c for c in cases if c.kind == "near-miss"]
    return sum(c.target in c.found for c in near), len(near)


def _protected(cases: Sequence[Case]) -> tuple[int, int]:
    protected = [c for c in cases if c.protected]
    broken = [c for c in protected if (c.found - set(c.gold)) & FORBIDDEN_IN_PROTECTED]
    return len(broken), len(protected)


def _recall(cases: Sequence[Case]) -> tuple[int, int]:
    return sum(len(c.found & set(c.gold)) for c in cases), sum(len(c.gold) for c in cases)


def _rewrites(cases: Sequence[Case]) -> tuple[int, int]:
    worse = [case for case in cases if case.report.verdict.value in ("stop", "revise")]
    worse = [case for case in worse if any(finding.fixes for finding in case.report.findings)]
    return sum(c.report.rewrite is not None for c in worse), len(worse)


def rule_table(cases: Sequence[Case]) -> dict[str, dict[str, int]]:
    """For each rule that fired: how often, how often the draft had its category, how often not."""
    fired: Counter[str] = Counter()
    right: dict[str, int] = defaultdict(int)
    for case in cases:
        for finding in case.report.findings:
            fired[finding.rule] += 1
            right[finding.rule] += finding.category in case.gold
    return {name: {"fired": n, "right": right[name], "wrong": n - right[name]} for name, n in sorted(fired.items())}
