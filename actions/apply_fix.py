"""Show the draft in other words, checked again."""

from rasa_sdk.events import EventType

from actions.turn import CoachAction, Turn, Voice
from bot.cards import text_card
from bot.dialogue import fix


class ApplyFix(CoachAction):
    """A pressed button names one finding; a typed “fix it” asks for the whole rewrite."""

    action = "action_apply_fix"
    failure = "could_not_check"

    async def answer(self, turn: Turn, voice: Voice) -> list[EventType]:
        if not turn.draft_ref:
            voice.say(text_card("nothing_to_refine", turn.language))
            return []
        card = await fix(
            self.services,
            turn.owner,
            turn.draft_ref,
            turn.language,
            finding_id=turn.entities.get("finding_id"),
        )
        voice.say_in_private(card)
        return []
