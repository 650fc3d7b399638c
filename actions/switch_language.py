"""Change the language of the conversation."""

from rasa_sdk.events import EventType, SlotSet

from actions.turn import CoachAction, Turn, Voice
from bot.cards import named_language, text_card


class SwitchLanguage(CoachAction):
    """The language is the one that the message names; naming none, the coach says what it speaks."""

    action = "action_switch_language"

    async def answer(self, turn: Turn, voice: Voice) -> list[EventType]:
        language = turn.entities.get("language") or named_language(turn.text)
        if language is None:
            voice.say(text_card("language_which", turn.language))
            return []
        voice.say(text_card("language_switched", language), effect={"language": language})
        return [SlotSet("language", language)]
