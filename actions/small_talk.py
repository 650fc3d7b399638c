"""Greetings, thanks, help, and what people ask about the coach itself."""

from rasa_sdk.events import EventType

from actions.turn import CoachAction, Turn, Voice
from bot.cards import button, text_card

WITH_BUTTONS = ("greet", "help")


class SmallTalk(CoachAction):
    """The texts are named after the intents."""

    action = "action_small_talk"

    async def answer(self, turn: Turn, voice: Voice) -> list[EventType]:
        buttons = []
        if turn.intent in WITH_BUTTONS:
            buttons = [
                button("button_check", "check", turn.language),
                button("button_hand_over", "hand_over", turn.language),
            ]
        voice.say(text_card(turn.intent, turn.language, buttons=buttons))
        return []
