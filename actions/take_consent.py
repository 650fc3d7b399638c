"""Pass a disputed finding on to the consultants, as far as its author agreed."""

from rasa_sdk.events import EventType, SlotSet

from actions.turn import CoachAction, Turn, Voice
from bot.dialogue import hand_in


class TakeConsent(CoachAction):
    """Yes: with the sentence, redacted. No: the rule alone."""

    action = "action_take_consent"

    async def answer(self, turn: Turn, voice: Voice) -> list[EventType]:
        words = turn.entities["value"] == "yes"
        return await self.take(turn, voice, finding_id=turn.entities.get("finding_id"), words=words)

    async def take(self, turn: Turn, voice: Voice, *, finding_id: str | None, words: bool) -> list[EventType]:
        """Hand the finding in and say what was kept."""
        voice.say_in_private(await hand_in(
            self.services, turn.owner, turn.draft_ref, turn.language, finding_id=finding_id, words=words,
            channel=turn.channel,
        ))
        return [SlotSet("disputed", None), SlotSet("last_kind", "report")]
