"""Check the draft behind a reference."""

from rasa_sdk.events import EventType, SlotSet

from actions.turn import CoachAction, Turn, Voice, kind_of
from bot.cards import worst_first
from bot.dialogue import Told, check_held


class CheckDraft(CoachAction):
    """Rasa sees the reference, the verdict and the ids of the rules; the words stay in the vault."""

    action = "action_check_draft"
    failure = "could_not_check"

    async def answer(self, turn: Turn, voice: Voice) -> list[EventType]:
        reference = turn.entities.get("draft_ref")
        told = await check_held(self.services, turn.owner, reference, turn.language)
        voice.say_in_private(told.card)
        return [SlotSet("draft_ref", reference), *report_slots(told)]


def report_slots(told: Told) -> list[EventType]:
    """What may be remembered of a report: verdict and rule ids, worst first."""
    report = told.report
    rules = [finding.rule for finding in worst_first(report.findings)] if report else []
    return [
        SlotSet("verdict", report.verdict.value if report else None),
        SlotSet("rule_ids", list(dict.fromkeys(rules))),
        SlotSet("missed", 0),
        kind_of(told.card),
    ]
