"""Grant that the author disagrees."""

from rasa_sdk.events import EventType

from actions.turn import CoachAction, Turn, Voice
from bot.dialogue import dispute


class Dispute(CoachAction):
    """Nothing is passed on, and the author is told so."""

    action = "action_dispute"

    async def answer(self, turn: Turn, voice: Voice) -> list[EventType]:
        voice.say(
            dispute(
                self.services,
                turn.owner,
                turn.draft_ref,
                turn.language,
                finding_id=turn.entities.get("finding_id"),
            )
        )
        return []
