"""Greetings, thanks, help, and what people ask about the coach itself."""

from rasa_sdk.events import EventType

from actions.turn import CoachAction, Turn, Voice
from bot.cards import button, text_card

WITH_BUTTONS = ("greet", "help")
KEEP_DAYS = 30  # without a store nothing of the setting is known; this is its default


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
        days = self.services.store.settings.keep_days if self.services.store else KEEP_DAYS
        voice.say(text_card(turn.intent, turn.language, buttons=buttons, days=days))
        return []
