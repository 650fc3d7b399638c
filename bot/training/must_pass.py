"""What every release must do: questions that must get their topic, drafts that must get their verdict."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

from bot.checker import Checker
from bot.findings import PLATFORMS, Draft, Verdict
from bot.rulebook import CATEGORIES, Rulebook, RulebookErrors
from bot.rulebook.company import Entry
from bot.rulebook.source import SourceFile, did_you_mean
from bot.rulebook.validate import parse


class MustAsk(Entry):
    """A question and the topic that must be first."""

    ask: Annotated[str, Field(min_length=1)]
    topic: str


class MustCheck(Entry):
    """A draft and its verdict, or a category that must, or must not, be found in it."""

    text: Annotated[str, Field(min_length=1)]
    verdict: Verdict | None = None
    finds: Literal[CATEGORIES] | None = None  # type: ignore[valid-type]
    spares: Literal[CATEGORIES] | None = None  # type: ignore[valid-type]
    platform: Literal[PLATFORMS] = "other"  # type: ignore[valid-type]


class MustPass(Entry):
    """``policy/must_pass.yml``; ``as_of`` is the day on which its drafts are read, today when it is not given."""

    questions: tuple[MustAsk, ...] = ()
    drafts: tuple[MustCheck, ...] = ()
    as_of: date | None = None


@dataclass(frozen=True)
class Failure:
    """One line that did not pass, as a sentence."""

    kind: str
    sentence: str


def load_must_pass(policy: Path, rulebook: Rulebook) -> MustPass:
    """The list of a policy; an empty one when there is no file. Raises RulebookErrors with every problem."""
    path = policy / "must_pass.yml"
    if not path.is_file():
        return MustPass()
    source = SourceFile(path, f"{policy.name}/{path.name}")
    made = parse(source, MustPass)
    for number, question in enumerate(made.questions if made else []):
        if question.topic not in rulebook.topics:
            source.report("C206", ("questions", number, "topic"), f"question {number + 1}",
                          f"no topic '{question.topic}'.", did_you_mean(question.topic, rulebook.topics))
    if source.problems or made is None:
        raise RulebookErrors(source.problems)
    return made


def failed_questions(listed: MustPass, best_topics: Callable[[Sequence[str]], list[str]]) -> list[Failure]:
    """Questions whose first topic is another."""
    found = best_topics([question.ask for question in listed.questions])
    return [Failure("question", f"“{question.ask}” must give {question.topic}, gives {topic}.")
            for question, topic in zip(listed.questions, found, strict=True) if topic != question.topic]


def failed_drafts(listed: MustPass, checker: Checker, rulebook: Rulebook, *, today: date) -> list[Failure]:
    """Drafts whose verdict or categories are others."""
    failures = []
    for draft in listed.drafts:
        report = checker.check(Draft(draft.text, draft.platform), rulebook, as_of=listed.as_of or today)
        found = {finding.category for finding in report.findings}
        wrong = []
        if draft.verdict and report.verdict is not draft.verdict:
            wrong.append(f"must be {draft.verdict.value}, is {report.verdict.value}")
        if draft.finds and draft.finds not in found:
            wrong.append(f"must find {draft.finds}, finds {', '.join(sorted(found)) or 'nothing'}")
        if draft.spares and draft.spares in found:
            wrong.append(f"must not find {draft.spares}")
        failures += [Failure("draft", f"“{draft.text}” {fault}.") for fault in wrong]
    return failures
