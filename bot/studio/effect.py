"""What a changed rule would do: its own examples, and the labelled drafts that it would judge otherwise."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from bot.checker.document import read_draft
from bot.checker.guard import Protected
from bot.checker.judge import judge
from bot.checker.reading import Reading
from bot.findings import Draft
from bot.replay import Change, replay_drafts
from bot.rulebook import LabelledDraft, Rule, Rulebook, load_drafts, load_rulebook
from bot.rulebook.rulebook import rule_files
from bot.studio.desk import Desk
from bot.studio.jobs import Job
from bot.training import ExampleResult, run_examples

MOST_LEARNED = 1_500  # drafts for a learned rule: each of them has to be read by the encoder
SHOWN = 200  # drafts of each list


@dataclass(frozen=True)
class Difference:
    """A draft that is judged otherwise; marks are (category, severity)."""

    text: str
    before: tuple[tuple[str, str], ...]
    after: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Effect:
    """``examples`` are those of the rule, as they would turn out; the lists are drafts out of ``drafts``."""

    rule: str
    examples: tuple[ExampleResult, ...]
    drafts: int
    flagged: tuple[Difference, ...]
    released: tuple[Difference, ...]
    moved: tuple[Difference, ...]

    @property
    def wrong(self) -> int:
        return sum(not example.right for example in self.examples)


def effect_of(desk: Desk, name: str, texts: Mapping[str, str], job: Job) -> Effect:
    """Compare a rule as it is live with the rule of the changed files. Raises RulebookErrors for faulty ones."""
    job.tell("reading the policy with the change", 0.0)
    before, after = desk.rulebook(), rulebook_with(desk.policy, texts)
    checker, day = desk.checker(), desk.today()
    job.tell("running the rule's own examples", 0.02)
    examples = tuple(run_examples(after, desk.encoder, checker.judge, as_of=day, only=name))
    job.tell("reading the labelled drafts", 0.05)
    drafts = load_drafts(desk.policy)
    old, new = (next((rule for rule in book.rules if rule.id == name), None) for book in (before, after))
    touched = _touched(desk, old, new, before, after, drafts, job) if old or new else drafts
    seeing = replace(checker, preview=True)  # a rule in preview is what one wants to see here
    changes: list[Change] = []
    for number in range(0, len(touched), 10):
        job.tell(f"{len(touched)} drafts are touched; judging them with all rules", 0.8 + 0.2 * number / len(touched))
        found = replay_drafts(seeing, touched[number : number + 10], before=before, after=after, as_of=day)
        changes += found.changes
    return Effect(name, examples, len(drafts), *_sorted(changes))


def _touched(
    desk: Desk, old: Rule | None, new: Rule | None, before: Rulebook, after: Rulebook, drafts: list[LabelledDraft],
    job: Job,
) -> list[LabelledDraft]:
    """The drafts on which the rule alone finds something else: a small part, found without the other rules."""
    rules = [rule for rule in (old, new) if rule]
    if any(rule.match.learned for rule in rules):
        category = rules[-1].category
        near = [d for d in drafts if any(label.category == category for label in d.labels) or d.not_ == category]
        drafts = [*near, *(d for d in drafts if not d.labels)][:MOST_LEARNED]
    books = [(replace(book, rules=(rule,)), rule) if rule else None for book, rule in ((before, old), (after, new))]
    learned, found = desk.checker().judge, []
    nobody = Protected((), (), whole=False)
    for number, draft in enumerate(drafts):
        if number % 25 == 0:
            job.tell("looking for drafts that the rule would judge otherwise", 0.05 + 0.75 * number / len(drafts))
        document = read_draft(Draft(draft.text, draft.platform, language=draft.language), as_of=desk.today())
        marks = []
        for book in books:
            reading = Reading(document, book[0], desk.encoder, learned) if book else None
            hits = judge(reading, nobody, preview=True) if reading else []
            marks.append([(hit.span.start, hit.span.end, hit.severity) for hit in hits])
        if marks[0] != marks[1]:
            found.append(draft)
    return found


def _sorted(changes: list[Change]) -> tuple[tuple[Difference, ...], tuple[Difference, ...], tuple[Difference, ...]]:
    flagged: list[Difference] = []
    released: list[Difference] = []
    moved: list[Difference] = []
    for change in changes:
        one = Difference(change.text, change.lost, change.gained)
        gained, lost = ({category for category, _ in marks} for marks in (change.gained, change.lost))
        (moved if gained & lost else flagged if gained else released).append(one)
    return tuple(flagged), tuple(released), tuple(moved)


def rulebook_with(policy: Path, texts: Mapping[str, str]) -> Rulebook:
    """The policy as it would be with other texts for some of its files, named as ``policy/rules/tone.yml``."""
    with tempfile.TemporaryDirectory() as work:
        folder = Path(work) / policy.name
        for path in [policy / "company.yml", policy / "guidelines.yml", *rule_files(policy)]:
            place = folder / path.relative_to(policy)
            place.parent.mkdir(parents=True, exist_ok=True)
            if path.is_file():
                place.symlink_to(path.absolute())
        for name, text in texts.items():
            place = folder / name.removeprefix("policy/")
            place.unlink(missing_ok=True)
            place.write_text(text, encoding="utf-8")
        return load_rulebook(folder)
