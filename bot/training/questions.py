"""Score how questions, commands and other subjects are understood: topic, route, and whether an answer is given."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from bot.errors import CoachError

# The four ways to say that something is no matter for the coach, and the small talk that leads back to what is.
REFUSALS = frozenset({"out_of_scope", "abuse", "prompt_injection", "attack_request"})
SMALL_TALK = frozenset({"greet", "goodbye", "thanks", "help", "bot_challenge", "data_privacy"})
FALLBACK = "nlu_fallback"
ROUTES = {"check_draft": "checked as a draft", "start_check": "asked for the draft",
          "unsure": "asked: draft or question?", "empty": "no words found"}
OUT_OF_SCOPE = "out-of-scope"
CURVE = (0.0, 0.2, 0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8, 0.9)
MOST_PAIRS = 25


@dataclass(frozen=True)
class Limits:
    """The fallback's thresholds of a trained model."""

    confidence: float
    margin: float
    distance: float


@dataclass(frozen=True)
class Understood:
    """What the coach makes of a first message.

    ``route`` is talk, an intent that the gateway decided on itself (check_draft, start_check), unsure where it asks
    whether the words are a draft, or empty. ``labels`` are the intents from
    likely to unlikely; there are none when the words did not reach the topic model. After ``unsure`` they are those of
    “it is a question”, one click later.
    """

    route: str
    labels: tuple[str, ...] = ()
    confidence: float = 0.0
    margin: float = 0.0
    distance: float = 2.0
    draft: str | None = field(default=None, repr=False)

    def intent(self, limits: Limits, *, after_asking: bool = False) -> str:
        """What is answered: an intent, ``nlu_fallback`` below the thresholds, or the route where it is not talk.
        ``after_asking``: what comes after “it is a question”, where the coach asks."""
        if self.route != "talk" and not (after_asking and self.route == "unsure"):
            return self.route
        sure = (self.confidence >= limits.confidence and self.margin >= limits.margin
                and self.distance <= limits.distance)
        return self.labels[0] if sure and self.labels else FALLBACK

    def offered(self, topics: Collection[str]) -> tuple[str, ...]:
        """The two topics that the buttons carry when the coach is not sure."""
        return tuple(label for label in self.labels if label in topics)[:2]


@dataclass(frozen=True)
class Row:
    """One labelled message with what the coach made of it.

    ``right`` holds the topics whose answer does; it is empty for another subject, and for a command, which has
    ``expect`` and perhaps ``draft`` instead.
    """

    id: str
    text: str = field(repr=False)
    language: str
    kind: str
    understood: Understood
    topic: str = ""
    right: frozenset[str] = frozenset()
    expect: str | None = None
    draft: str | None = field(default=None, repr=False)

    @property
    def first(self) -> bool:
        """Whether the right topic is first, and the words were not taken for a draft."""
        return self.understood.labels[:1] != () and self.understood.labels[0] in self.right

    def among_two(self, limits: Limits, topics: Collection[str]) -> bool:
        """Whether it is first, or one of the two buttons; there are none when another subject is answered surely."""
        told = self.understood.intent(limits)
        if not self.first and told not in topics and told not in (FALLBACK, "unsure"):
            return False
        return self.first or bool(self.right & set(self.understood.offered(topics)))

    def exact(self, limits: Limits) -> bool:
        """A command: the draft that it holds, to the character; else its intent, as it is answered."""
        if self.draft is not None:
            return self.understood.draft == self.draft
        return self.understood.intent(limits) == self.expect


def label_row(number: int, row: Mapping[str, Any], understood: Understood, *, topics: Collection[str]) -> Row:
    """A line of a set. Raises CoachError C520 for one with neither ``topic`` nor ``expect``, or an unknown topic."""
    try:
        shared = (str(row.get("id", number)), row["text"], row["lang"], row.get("kind", "command"), understood)
        if "expect" in row:
            return Row(*shared, expect=row["expect"], draft=row.get("draft"))
        topic = row["topic"]
    except KeyError as error:
        raise CoachError("C520", f"A line of the set lacks {error}.", where=f"line {number + 1}") from error
    if topic == OUT_OF_SCOPE:
        return Row(*shared, topic=topic)
    right = {topic, *(row.get("also") or [])}
    if not right <= set(topics):
        unknown = ", ".join(sorted(right - set(topics)))
        raise CoachError("C520", f"The set names a topic that the policy lacks: {unknown}.", where=f"line {number + 1}")
    return Row(*shared, topic=topic, right=frozenset(right))


def measure_rows(rows: Sequence[Row], limits: Limits, clause_of: Mapping[str, str], *, pairs: bool) -> dict[str, Any]:
    """Every figure as plain values; ``pairs``: also which topics were confused with which."""
    topics = set(clause_of)
    questions = [row for row in rows if row.right]
    commands = [row for row in rows if row.expect is not None]
    others = [row for row in rows if not row.right and row.expect is None]
    result: dict[str, Any] = {"thresholds": {"confidence": limits.confidence, "margin": limits.margin,
                                             "distance": limits.distance}}
    if questions:
        result["questions"] = _questions(questions, limits, topics, clause_of)
        if pairs:
            result["confused"] = _confused(questions)
    if commands:
        result["commands"] = _commands(commands, limits)
    if others:
        result["out_of_scope"] = {
            "all": ratio(caught(row, limits) for row in others),
            "after_asking": ratio(caught(row, limits, after_asking=True) for row in others),
            "refused": ratio(row.understood.intent(limits) in REFUSALS for row in others),
            "languages": _by(others, lambda row: row.language, lambda row: caught(row, limits)),
            "kinds": _by(others, lambda row: row.kind, lambda row: caught(row, limits)),
        }
    if questions and others:
        result["curve"] = [_point(questions, others, Limits(value, limits.margin, limits.distance), topics)
                           for value in sorted({*CURVE, limits.confidence})]
    return result


def reaction(row: Row, limits: Limits, topics: Collection[str]) -> str:
    """What somebody sees, in a word or two."""
    told = row.understood.intent(limits)
    if told in topics:
        return "answered, right" if told in row.right else "answered, wrong topic"
    if told == FALLBACK:
        return "two buttons, right one among them" if row.among_two(limits, topics) else "two buttons, neither right"
    if told in REFUSALS:
        return "refused as another subject"
    return ROUTES.get(told, "small talk" if told in SMALL_TALK else "another command")


def caught(row: Row, limits: Limits, *, after_asking: bool = False) -> bool:
    """Whether another subject got no answer about posting: refused, small talk, or not sure enough to answer.

    Buttons are no answer. A text that was checked as a draft, or was taken for another command, is not caught.
    """
    return row.understood.intent(limits, after_asking=after_asking) in REFUSALS | SMALL_TALK | {FALLBACK}


def ratio(values: Iterable[bool]) -> dict[str, Any]:
    """How many are true, of how many, and the share; None of nothing."""
    listed = list(values)
    part = sum(listed)
    return {"share": round(part / len(listed), 4) if listed else None, "part": part, "whole": len(listed)}


def _questions(
    rows: Sequence[Row], limits: Limits, topics: Collection[str], clause_of: Mapping[str, str]
) -> dict[str, Any]:
    def scores(some: Sequence[Row]) -> dict[str, Any]:
        return {"first": ratio(row.first for row in some),
                "among_two": ratio(row.among_two(limits, topics) for row in some)}

    groups = {
        "languages": lambda row: row.language,
        "kinds": lambda row: f"{row.language}, {row.kind}",
        "clauses": lambda row: clause_of[row.topic],
    }
    result: dict[str, Any] = {"all": scores(rows)}
    for name, key in groups.items():
        keys = sorted({key(row) for row in rows}, key=_natural)
        result[name] = {one: scores([row for row in rows if key(row) == one]) for one in keys}
    result["reactions"] = dict(Counter(reaction(row, limits, topics) for row in rows).most_common())
    return result


def _natural(text: str) -> tuple[str, int]:
    """C2 before C10."""
    word = text.rstrip("0123456789")
    return word, int(text[len(word) :] or 0)


def _commands(rows: Sequence[Row], limits: Limits) -> dict[str, Any]:
    return {
        "all": ratio(row.exact(limits) for row in rows),
        "drafts": ratio(row.exact(limits) for row in rows if row.draft is not None),
        "intents": ratio(row.exact(limits) for row in rows if row.draft is None),
        "languages": _by(rows, lambda row: row.language, lambda row: row.exact(limits)),
    }


def _by(rows: Sequence[Row], key: Any, test: Any) -> dict[str, Any]:
    return {one: ratio(test(row) for row in rows if key(row) == one) for one in sorted({key(row) for row in rows})}


def _confused(rows: Sequence[Row]) -> list[dict[str, Any]]:
    wrong = Counter((row.topic, row.understood.labels[0] if row.understood.labels else row.understood.route)
                    for row in rows if not row.first)
    return [{"right": right, "took": took, "count": count} for (right, took), count in wrong.most_common(MOST_PAIRS)]


def _point(questions: Sequence[Row], others: Sequence[Row], limits: Limits, topics: Collection[str]) -> dict[str, Any]:
    """One point of the curve; what it costs in scope, and what it catches outside."""
    seen = Counter(reaction(row, limits, topics) for row in questions)
    refused = seen["refused as another subject"] + seen["small talk"]
    share = {
        "caught": sum(caught(row, limits) for row in others) / len(others),
        "caught_in_words": sum(row.understood.intent(limits) in REFUSALS | SMALL_TALK for row in others) / len(others),
        "refused": refused / len(questions),
        "refused_or_neither": (refused + seen["two buttons, neither right"]) / len(questions),
        "right": seen["answered, right"] / len(questions),
        "wrong": seen["answered, wrong topic"] / len(questions),
        "buttons": (seen["two buttons, right one among them"] + seen["two buttons, neither right"]) / len(questions),
    }
    return {"confidence": limits.confidence, **{name: round(value, 4) for name, value in share.items()}}
