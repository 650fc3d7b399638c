"""A question that is clear only together with the one before it: which topic it is about."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from bot.dialogue.questions import goes_on

Ranking = Sequence[tuple[str, float]]  # intents with confidence, best first

LONGEST = 16  # words; a longer question stands by itself
SURE = 0.5  # confidence of a topic that is read together with the one before
NEIGHBOUR = 0.2  # confidence that a new topic needs by itself beside the one before
PLAIN = 0.9  # confidence from which a topic, or the one before, is beyond doubt


@dataclass(frozen=True)
class Context:
    """What was talked about: the ``topic`` of the last answer, and how the message ranks together with it."""

    topic: str
    ranking: Ranking


def still_means(text: str, plain: Ranking, context: Context | None) -> bool:
    """Whether “what if I don't name them?” means the topic before it, though another one was recognised alone."""
    if context is None or not goes_on(text) or not plain or not context.ranking or plain[0][1] >= PLAIN:
        return False
    name, confidence = context.ranking[0]
    return name == context.topic and confidence >= PLAIN and name in [other for other, _ in plain[:5]]


def topic_in_context(text: str, plain: Ranking, context: Context | None, topics: Collection[str]) -> str | None:
    """The topic that a message means after the last one, None when nothing is sure enough.

    ``plain`` is its ranking by itself. A new topic must be near by itself too; the old one is meant by a message
    that goes on from it, or that only adds a fact.
    """
    if context is None or len(text.split()) > LONGEST:
        return None
    alone = [(name, confidence) for name, confidence in plain if name in topics]
    together = next(((name, confidence) for name, confidence in context.ranking if name in topics), None)
    if together is None or together[1] < SURE:
        best = next(iter(alone), None)
        follows = goes_on(text) and best is not None and best[1] >= NEIGHBOUR
        return best[0] if follows and best else None
    name = together[0]
    if name != context.topic:
        return name if name in [other for other, _ in alone[:3]] else None
    neighbour = next((other for other, confidence in alone if other != name and confidence >= NEIGHBOUR), None)
    if goes_on(text):
        return neighbour or name
    return name if not text.rstrip().endswith("?") and neighbour is None else None
