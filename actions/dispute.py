"""Grant that the author disagrees, and ask what may be passed on."""

from rasa_sdk.events import EventType, SlotSet

from actions.turn import CONSENT, CoachAction, Turn, Voice
from bot.dialogue import dispute


class Dispute(CoachAction):
    """Nothing is passed on before the author has answered; what was typed stays in the vault until then."""

    action = "action_dispute"

    async def answer(self, turn: Turn, voice: Voice) -> list[EventType]:
        pressed = turn.entities.get("finding_id")
        card = dispute(self.services, turn.owner, turn.draft_ref, turn.language, finding_id=pressed,
                       objection=None if pressed else turn.text)
        voice.say_in_private(card)
        asked = bool(card.get("buttons"))
        return [SlotSet("disputed", pressed), SlotSet("last_kind", CONSENT)] if asked else []
