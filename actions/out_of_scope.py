"""Say plainly what the coach does not do."""

from rasa_sdk.events import EventType

from actions.turn import CoachAction, Turn, Voice, kind_of
from bot.cards import button, text_card


class OutOfScope(CoachAction):
    """Other subjects, abuse, attempts to turn the coach: each has its own sentence, none of them judges."""

    action = "action_out_of_scope"

    async def answer(self, turn: Turn, voice: Voice) -> list[EventType]:
        card = text_card(
            turn.intent, turn.language, buttons=[button("button_hand_over", "hand_over", turn.language)]
        )
        voice.say(card)
        return [kind_of(card)]
