"""Topic → answer, read from the rulebook each time, so that new wording is live at once."""

from __future__ import annotations

from dataclasses import dataclass

from bot.errors import CoachError
from bot.rulebook import Rulebook, in_language


@dataclass(frozen=True)
class Answer:
    """What the policy says on one topic. ``clause`` is the first clause it rests on; ``contact`` a role that exists."""

    topic: str
    title: str
    text: str
    short: str
    clause: str
    clause_title: str
    contact: str
    urgent: bool
    language: str


def answer_topic(rulebook: Rulebook, topic_id: str, language: str) -> Answer:
    """The answer in that language, in English where the policy has no translation.

    Raises CoachError C321 when the policy has no such topic.
    """
    topic = rulebook.topics.get(topic_id)
    if topic is None:
        raise CoachError(
            "C321",
            f"The policy has no topic '{topic_id}'.",
            status=404,
            hint="Topics are listed in policy/guidelines.yml.",
        )
    clause = rulebook.clauses[topic.clauses[0]]
    return Answer(
        topic=topic.id,
        title=in_language(topic.title, language),
        text=in_language(topic.answer, language).strip(),
        short=in_language(topic.short, language).strip(),
        clause=clause.id,
        clause_title=in_language(clause.title, language),
        contact=rulebook.company.contact_key(topic.contact),
        urgent=topic.urgent,
        language=language if language in topic.answer else "en",
    )
