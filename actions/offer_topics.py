"""A question that is not understood: two topics as buttons, once; then a passage; then a person."""

import asyncio

from rasa_sdk.events import EventType, SlotSet

from actions.turn import CoachAction, Turn, Voice, kind_of
from bot.answers import nearest_passage, person_for
from bot.cards import choose_card, hand_over_card, passage_card


class OfferTopics(CoachAction):
    """The slot ``offered`` remembers that the buttons were shown."""

    action = "action_offer_topics"

    async def answer(self, turn: Turn, voice: Voice) -> list[EventType]:
        rulebook = self.services.rulebook()
        topics = [topic for topic in turn.topics if topic in rulebook.topics][:2]
        offer = not turn.slots.get("offered") and len(topics) == 2
        passage = None
        if not offer:
            passage = await asyncio.to_thread(
                nearest_passage, rulebook, self.services.encoder, turn.text, turn.language
            )
        if offer:
            card = choose_card(rulebook, topics, turn.language)
        elif passage:
            card = passage_card(passage, rulebook)
        else:
            card = hand_over_card(person_for(rulebook, None, turn.language), turn.language, unknown=True)
        voice.say(card)
        return [SlotSet("offered", offer), kind_of(card)]
