"""Say the last thing again: shorter, or with what it rests on."""

from rasa_sdk.events import EventType

from actions.turn import CoachAction, Turn, Voice
from bot.answers import answer_topic
from bot.cards import answer_card, clause_card, text_card
from bot.dialogue import sources, summary


class Refine(CoachAction):
    """``shorter`` and ``source``, after an answer or after a report."""

    action = "action_refine"

    async def answer(self, turn: Turn, voice: Voice) -> list[EventType]:
        rulebook, language = self.services.rulebook(), turn.language
        topic = rulebook.topics.get(turn.slots.get("last_topic") or "")
        short = turn.intent == "shorter"
        if turn.slots.get("last_kind") == "report" and turn.draft_ref:
            say_again = summary if short else sources
            voice.say_in_private(say_again(self.services, turn.owner, turn.draft_ref, language))
        elif topic and short:
            voice.say(answer_card(answer_topic(rulebook, topic.id, language), rulebook, short=True))
        elif topic:
            voice.say(clause_card(rulebook, topic.clauses, language, topic=topic.id))
        else:
            voice.say(text_card("nothing_to_refine", language))
        return []
