"""Take the author's yes or no to a closed question, and check again."""

from rasa_sdk.events import EventType, SlotSet

from actions.answer_question import POSTED, AnswerQuestion
from actions.check_draft import report_slots
from actions.take_consent import TakeConsent
from actions.turn import CONSENT, Turn, Voice
from bot.cards import text_card
from bot.dialogue import answer_question, link_in, posted_by_author, take_link


class AnswerClosedQuestion(TakeConsent):
    """Pressed, the button names the question; typed, the one that was asked last is meant."""

    action = "action_answer_closed_question"
    failure = "could_not_check"

    async def answer(self, turn: Turn, voice: Voice) -> list[EventType]:
        pressed = turn.entities.get("question_id")
        yes = turn.entities["value"] == "yes" if pressed else turn.intent != "deny"
        if not pressed and turn.slots.get("last_kind") == CONSENT and turn.intent != "already_public":
            return await self.take(turn, voice, finding_id=turn.slots.get("disputed"), words=yes)
        if not pressed and not turn.after_report:
            voice.say(text_card("no_open_question", turn.language))
            return []
        if turn.intent == "already_public" and posted_by_author(turn.text):
            # Posted by the author is not published by the company: it needs help, not a yes.
            return await AnswerQuestion(self.services).say_topic(POSTED, turn, voice)
        link = link_in(turn.text) if turn.intent == "already_public" else None
        if link:
            told = await take_link(self.services, turn.owner, turn.draft_ref, turn.language, link=link)
        else:
            told = await answer_question(
                self.services, turn.owner, turn.draft_ref, turn.language, answer=yes, question_id=pressed
            )
        if turn.intent == "already_public" and not told.report:
            voice.say(text_card("public_add_link", turn.language))
            return []
        effect = {"draft_ref": told.reference} if told.reference else None
        voice.say_in_private(told.card, effect=effect)
        moved = [SlotSet("draft_ref", told.reference)] if told.reference else []
        return [*moved, *report_slots(told)] if told.report else []
