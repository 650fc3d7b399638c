"""Name the person to talk to."""

from rasa_sdk.events import EventType

from actions.turn import CoachAction, Turn, Voice, kind_of
from bot.answers import person_for
from bot.cards import hand_over_card
from bot.rulebook import in_language


class HandOver(CoachAction):
    """After an answer it is the contact of its topic, otherwise the consultant."""

    action = "action_hand_over"

    async def answer(self, turn: Turn, voice: Voice) -> list[EventType]:
        rulebook = self.services.rulebook()
        topic = rulebook.topics.get(turn.slots.get("last_topic") or "")
        if turn.slots.get("last_kind") != "answer":
            topic = None
        person = person_for(rulebook, topic.contact if topic else None, turn.language)
        about = in_language(topic.title, turn.language) if topic else None
        card = hand_over_card(person, turn.language, about=about)
        voice.say(card)
        return [kind_of(card)]
