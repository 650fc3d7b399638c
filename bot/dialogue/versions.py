"""Two versions of one draft: whether they are, what the second has solved, and which answers still hold."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from bot.dialogue.vault import HeldDraft
from bot.findings import Finding, Report

ALIKE = 0.3  # of the words of the shorter text that the other one has too
FEWEST = 3  # words in common
_WORD = re.compile(r"\w{3,}")


@dataclass(frozen=True)
class Progress:
    """Clauses of the findings that are solved, that remain, and that are new; in the order of the findings."""

    solved: tuple[str, ...]
    left: tuple[str, ...]
    new: tuple[str, ...]


def is_version_of(text: str, other: str) -> bool:
    """Whether a text is another one in other words."""
    first, second = (set(_WORD.findall(one.lower())) for one in (text, other))
    shared = len(first & second)
    return shared >= FEWEST and shared >= ALIKE * min(len(first), len(second))


def progress(before: Report | None, after: Report) -> Progress | None:
    """What became of the findings, compared by rule; None when there were none."""
    if before is None or not before.findings:
        return None
    rules = {finding.rule for finding in before.findings}
    still = {finding.rule for finding in after.findings}
    return Progress(
        _clauses(before.findings, lambda finding: finding.rule not in still),
        _clauses(after.findings, lambda finding: finding.rule in rules),
        _clauses(after.findings, lambda finding: finding.rule not in rules),
    )


def answers_that_hold(before: HeldDraft, text: str) -> Mapping[str, bool]:
    """The author's answers about words that the new version still has."""
    asked = {finding.question.id: finding.quote for finding in before.asked if finding.question}
    return {key: value for key, value in before.answers.items() if asked.get(key) and asked[key] in text}


def _clauses(findings: tuple[Finding, ...], wanted: Callable[[Finding], bool]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(finding.clause for finding in findings if wanted(finding)))
