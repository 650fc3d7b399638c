"""The words of a topic's clauses that are nearest to a further question on it."""

from __future__ import annotations

import asyncio

import numpy as np

from bot.answers import answer_topic
from bot.answers.passages import split_passages
from bot.cards import Card, same_topic_card
from bot.dialogue.services import Services
from bot.rulebook import Rulebook, in_language


async def answer_further(services: Services, topic_id: str, text: str, language: str) -> Card:
    """The topic again, briefly, with the passage that fits the question."""
    rulebook = services.rulebook()
    passage = await asyncio.to_thread(_nearest, services, rulebook, topic_id, text, language)
    return same_topic_card(answer_topic(rulebook, topic_id, language), passage, rulebook)


def _nearest(services: Services, rulebook: Rulebook, topic_id: str, text: str, language: str) -> str | None:
    topic = rulebook.topics[topic_id]
    sources = [topic.answer, *(rulebook.clauses[clause_id].text for clause_id in topic.clauses)]
    short = in_language(topic.short, language)
    passages = [one for source in sources for one in split_passages(in_language(source, language)) if one != short]
    if not passages:
        return None
    vectors = services.encoder.encode([rulebook.placeholders(one) for one in (text, *passages)])
    return passages[int(np.argmax(vectors[1:] @ vectors[0]))]
