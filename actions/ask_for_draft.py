"""Ask for the text of the draft."""

from rasa_sdk.events import EventType

from actions.turn import CoachAction, Turn, Voice, kind_of
from bot.cards import ask_for_draft_card


class AskForDraft(CoachAction):
    """The gateway takes the next message as the draft, so that Rasa never reads it."""

    action = "action_ask_for_draft"

    async def answer(self, turn: Turn, voice: Voice) -> list[EventType]:
        card = ask_for_draft_card(turn.language)
        voice.say(card)
        return [kind_of(card)]
