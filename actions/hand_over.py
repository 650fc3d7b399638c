"""Name the person to talk to."""

from rasa_sdk.events import EventType

from actions.turn import CoachAction, Turn, Voice, kind_of
from bot.answers import person_for
from bot.cards import hand_over_card
from bot.dialogue import finding_of
from bot.rulebook import in_language

WHO = ("who-to-ask", "hand_over")  # after an answer, even a hint of these asks for its contact


def asks_who(turn: Turn) -> bool:
    """Whether the message may ask whom to turn to, as its second reading at the latest."""
    return any(name in WHO for name, _ in [pair for pair in turn.ranking if pair[0] != "nlu_fallback"][:2])


class HandOver(CoachAction):
    """After an answer it is the contact of its topic, after a report that of its worst finding, else the consultant."""

    action = "action_hand_over"

    async def answer(self, turn: Turn, voice: Voice) -> list[EventType]:
        rulebook = self.services.rulebook()
        topic = None if turn.after_report else rulebook.topics.get(turn.slots.get("last_topic") or "")
        held = self.services.vault.get(turn.owner, turn.draft_ref) if turn.after_report else None
        finding = finding_of(held, None) if held else None
        role = topic.contact if topic else finding.contact if finding else None
        about = in_language(topic.title, turn.language) if topic else None
        if finding:
            about = in_language(rulebook.clauses[finding.clause].title, turn.language)
        card = hand_over_card(person_for(rulebook, role, turn.language), turn.language, about=about)
        voice.say(card)
        return [kind_of(card)] if not topic and not finding else []
