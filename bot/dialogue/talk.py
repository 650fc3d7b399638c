"""What is worked out about typed words before the dialogue hears them: several questions, the topic before."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from bot.cards import Card, choose_card
from bot.dialogue.conversations import Conversation
from bot.dialogue.draft_router import Kind
from bot.dialogue.follow_ups import LONGEST
from bot.dialogue.questions import MOST, split_questions
from bot.dialogue.rasa_client import RasaClient
from bot.rulebook import Rulebook, Topic, in_language

SURE = 0.6  # confidence from which a part of a message counts as a question of its own
MOST_CHOICES = 5
Choice = Callable[[Rulebook, str], Card]
_A_DRAFT = re.compile(
    r"\b(?:draft|post|check|yes|brouillon|vérifie\w*|oui|ontwerp|nakijken|kijk|ja|tekst|texte)\b", re.IGNORECASE)
_A_QUESTION = re.compile(r"\b(?:question|answer|ask|réponds?|vraag|antwoord)\b", re.IGNORECASE)


def means_pending(text: str) -> Kind | None:
    """A typed answer to “a draft or a question?”; None when it is something else."""
    if len(text.split()) > 6:
        return None
    if _A_QUESTION.search(text):
        return Kind.TALK
    return Kind.DRAFT if _A_DRAFT.search(text) else None


async def parts_of(
    rasa: RasaClient, topics: Mapping[str, Topic], text: str
) -> tuple[list[str], Choice | None]:
    """The questions of a message that are about different topics, at most three; with more, a choice of them."""
    questions = split_questions(text)
    if len(questions) < 2:
        return [text], None
    by_topic: dict[str, str] = {}
    for question in questions:
        best = next(iter(await rasa.understand(question)), None)
        if best and best[0] in topics and best[1] >= SURE:
            by_topic.setdefault(best[0], question)
    if len(by_topic) < 2:
        return [text], None
    if len(by_topic) > MOST:
        chosen = list(by_topic)[:MOST_CHOICES]
        return [], lambda rulebook, language: choose_card(rulebook, chosen, language, idea="choose_first")
    return list(by_topic.values()), None


async def context_of(
    rasa: RasaClient, topics: Mapping[str, Topic], conversation: Conversation, text: str
) -> dict[str, Any]:
    """How a short message ranks together with the topic before it, as metadata for the actions."""
    before = topics.get(conversation.topic or "")
    if before is None or len(text.split()) > LONGEST:
        return {}
    ranking = await rasa.understand(f"{in_language(before.title, conversation.language)} {text}")
    return {"before": before.id, "context": [list(pair) for pair in ranking[:3]]} if ranking else {}
