"""Say why: the reason of a finding, or the clause behind the last answer."""

from rasa_sdk.events import EventType

from actions.turn import CoachAction, Turn, Voice
from bot.cards import clause_card, text_card
from bot.dialogue import explain


class ExplainFinding(CoachAction):
    """A pressed button names the finding; a typed “why?” means what was said last."""

    action = "action_explain_finding"

    async def answer(self, turn: Turn, voice: Voice) -> list[EventType]:
        finding_id = turn.entities.get("finding_id")
        topic = self.services.rulebook().topics.get(turn.slots.get("last_topic") or "")
        if finding_id is None and turn.slots.get("last_kind") == "answer" and topic:
            voice.say(clause_card(self.services.rulebook(), topic.clauses, turn.language, topic=topic.id))
        elif finding_id or turn.draft_ref:
            voice.say_in_private(
                explain(self.services, turn.owner, turn.draft_ref, turn.language, finding_id=finding_id)
            )
        else:
            voice.say(text_card("nothing_to_refine", turn.language))
        return []
