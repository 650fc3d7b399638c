"""The example drafts under two policies: what is flagged now that was not, and the reverse."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from bot.checker import Checker
from bot.findings import Draft, Report
from bot.rulebook import LabelledDraft, Rulebook


@dataclass(frozen=True)
class Change:
    """One draft on which the policies differ; findings as (category, severity)."""

    text: str
    gained: tuple[tuple[str, str], ...]
    lost: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Replay:
    """The difference over a set of drafts, in its order."""

    drafts: int
    changes: tuple[Change, ...]

    def as_text(self, *, limit: int) -> str:
        """Counts, then the first changed drafts, each finding marked + or -."""
        gained = sum(len(change.gained) for change in self.changes)
        lost = sum(len(change.lost) for change in self.changes)
        lines = [f"{self.drafts} drafts: {len(self.changes)} changed, {gained} findings more, {lost} fewer."]
        for change in self.changes[:limit]:
            lines += ["", " ".join(change.text.split())[:160]]
            lines += [f"  + {category} ({severity})" for category, severity in change.gained]
            lines += [f"  - {category} ({severity})" for category, severity in change.lost]
        if len(self.changes) > limit:
            lines += ["", f"… and {len(self.changes) - limit} more."]
        return "\n".join(lines)


def replay_drafts(
    checker: Checker, drafts: Sequence[LabelledDraft], *, before: Rulebook, after: Rulebook, as_of: date
) -> Replay:
    """Check every draft with both policies on the same day."""
    changes = [_compare(checker, draft, before, after, as_of) for draft in drafts]
    return Replay(len(drafts), tuple(change for change in changes if change.gained or change.lost))


def _compare(checker: Checker, draft: LabelledDraft, before: Rulebook, after: Rulebook, as_of: date) -> Change:
    given = Draft(draft.text, draft.platform, "personal", draft.language)
    old, new = (_marks(checker.check(given, rulebook, as_of=as_of, answers={})) for rulebook in (before, after))
    return Change(draft.text, _without(new, old), _without(old, new))


def _marks(report: Report) -> list[tuple[str, str]]:
    return [(finding.category, finding.severity.value) for finding in report.findings]


def _without(some: Iterable[tuple[str, str]], others: Sequence[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    left = list(others)
    kept = []
    for mark in some:
        if mark in left:
            left.remove(mark)
        else:
            kept.append(mark)
    return tuple(kept)
