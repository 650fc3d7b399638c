"""A rule's examples are its tests: every ``flag`` must fire the rule, no ``pass`` may."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from bot.checker.document import read_draft
from bot.checker.guard import Protected, find_protected
from bot.checker.judge import judge
from bot.checker.learned import LearnedJudge
from bot.checker.match import find, holds_near
from bot.checker.reading import Reading
from bot.encoder import SentenceEncoder
from bot.findings import Draft
from bot.rulebook import GuardRule, Rule, Rulebook


@dataclass(frozen=True)
class ExampleResult:
    """One example of one rule: ``id`` such as ``market.unpublished-figure/flag/0``."""

    id: str
    text: str
    expected: bool
    fired: bool

    @property
    def right(self) -> bool:
        return self.expected == self.fired


def run_examples(
    rulebook: Rulebook, encoder: SentenceEncoder, learned: LearnedJudge | None, *, as_of: date,
    only: str | None = None,
) -> Iterator[ExampleResult]:
    """Every example of every rule and guard entry (of ``only`` one), each judged by its own entry alone."""
    every: list[Rule | GuardRule] = [*rulebook.guard, *rulebook.rules]
    entries = [entry for entry in every if only in (None, entry.id)]
    for entry in entries:
        texts = [("flag", True, entry.examples.flag), ("pass", False, entry.examples.pass_)]
        for kind, expected, examples in texts:
            for number, text in enumerate(examples):
                fired = _fires(entry, text, rulebook, encoder, learned, as_of)
                yield ExampleResult(f"{entry.id}/{kind}/{number}", text, expected, fired)


def _fires(
    entry: Rule | GuardRule, text: str, rulebook: Rulebook, encoder: SentenceEncoder,
    learned: LearnedJudge | None, as_of: date,
) -> bool:
    platform = (entry.platforms or ["other"])[0] if isinstance(entry, Rule) else "other"
    reading = Reading(read_draft(Draft(text, platform), as_of=as_of), rulebook, encoder, learned)
    if isinstance(entry, GuardRule):
        hits = [hit.span for hit in find(entry.match, reading) if hit.span]
        return any(not any(holds_near(c, reading, span) for c in entry.unless) for span in hits)
    alone = Reading(reading.document, _only(rulebook, entry), encoder, learned)
    protected = find_protected(alone) if learned else Protected((), (), whole=False)
    return bool(judge(alone, protected, preview=True))


def _only(rulebook: Rulebook, rule: Rule) -> Rulebook:
    return Rulebook(rulebook.company, rulebook.guidelines, (rule,), rulebook.guard, rulebook.version)
