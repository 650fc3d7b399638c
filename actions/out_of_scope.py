"""Say plainly what the coach does not do."""

from rasa_sdk.events import EventType, SlotSet

from actions.answer_question import AnswerQuestion
from actions.hand_over import HandOver, asks_who
from actions.turn import Turn, Voice, kind_of
from bot.cards import button, text_card
from bot.dialogue import goes_on, topic_in_context


class OutOfScope(AnswerQuestion):
    """Other subjects, abuse, attempts to turn the coach, attacks: each has its own sentence, none of them judges.

    “And what about him?” sounds like another subject only by itself.
    """

    action = "action_out_of_scope"

    async def answer(self, turn: Turn, voice: Voice) -> list[EventType]:
        if turn.intent == "out_of_scope" and turn.slots.get("last_topic") and asks_who(turn):
            return await HandOver(self.services).answer(turn, voice)
        if turn.intent == "out_of_scope" and goes_on(turn.text):
            topics = self.services.rulebook().topics
            meant = topic_in_context(turn.text, turn.ranking, turn.context, topics)
            if meant:
                return await self.say_topic(meant, turn, voice)
        buttons = [button("button_hand_over", "hand_over", turn.language)]
        if turn.intent == "attack_request":
            buttons.insert(0, button("button_check", "check", turn.language))
        idea = turn.intent
        if turn.slots.get("last_refusal") == idea:
            idea = f"{idea}_again"
        card = text_card(idea, turn.language, buttons=buttons)
        voice.say(card)
        return [SlotSet("last_refusal", idea), kind_of(card)]
