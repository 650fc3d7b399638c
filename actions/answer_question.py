"""Answer a question on a topic, recognised in typed words or picked with a button."""

from rasa_sdk.events import EventType, SlotSet

from actions.turn import CoachAction, Turn, Voice, kind_of
from bot.dialogue import pick_topic


class AnswerQuestion(CoachAction):
    """The answer is read from the live policy, so new wording needs no training."""

    action = "action_answer_question"

    async def answer(self, turn: Turn, voice: Voice) -> list[EventType]:
        topic = str(turn.entities.get("topic") or turn.intent)
        card = pick_topic(self.services, topic, turn.language)
        voice.say(card)
        return [SlotSet("last_topic", card.get("topic")), SlotSet("offered", False), kind_of(card)]
