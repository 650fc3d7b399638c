"""Forget the drafts and start afresh."""

from rasa_sdk.events import AllSlotsReset, EventType

from actions.turn import CoachAction, Turn, Voice
from bot.cards import text_card


class Forget(CoachAction):
    """The gateway empties the vault and gives the conversation a new name, so nothing leads back to this one."""

    action = "action_forget"

    async def answer(self, turn: Turn, voice: Voice) -> list[EventType]:
        self.services.vault.forget(turn.owner)
        voice.say(text_card("forgotten", turn.language), effect={"forget": True})
        return [AllSlotsReset()]
