"""Take the author's yes or no to a closed question, and check again."""

from rasa_sdk.events import EventType

from actions.check_draft import report_slots
from actions.turn import CoachAction, Turn, Voice
from bot.cards import text_card
from bot.dialogue import answer_question


class AnswerClosedQuestion(CoachAction):
    """Pressed, the button names the question; typed, the worst open one is meant."""

    action = "action_answer_closed_question"
    failure = "could_not_check"

    async def answer(self, turn: Turn, voice: Voice) -> list[EventType]:
        pressed = turn.entities.get("question_id")
        if not pressed and (turn.slots.get("last_kind") != "report" or not turn.draft_ref):
            voice.say(text_card("no_open_question", turn.language))
            return []
        yes = turn.entities["value"] == "yes" if pressed else turn.intent != "deny"
        told = await answer_question(
            self.services, turn.owner, turn.draft_ref, turn.language, answer=yes, question_id=pressed
        )
        voice.say_in_private(told.card)
        return report_slots(told) if told.report else []
