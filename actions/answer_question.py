"""Answer a question on a topic, recognised in typed words or picked with a button."""

from rasa_sdk.events import EventType, SlotSet

from actions.turn import CoachAction, Turn, Voice, kind_of
from bot.answers import answer_topic
from bot.cards import Card, named_language, paragraphs, say, with_first_aid
from bot.dialogue import goes_on, pick_topic, still_means
from bot.dialogue.same_topic import answer_further

POSTED, VERSION = "mistake", "policy-version"


class AnswerQuestion(CoachAction):
    """The answer is read from the live policy, so new wording needs no training."""

    action = "action_answer_question"

    async def answer(self, turn: Turn, voice: Voice) -> list[EventType]:
        topic = str(turn.entities.get("topic") or turn.intent)
        if turn.context and still_means(turn.text, turn.ranking, turn.context):
            topic = turn.context.topic
        return await self.say_topic(topic, turn, voice)

    async def say_topic(self, topic: str, turn: Turn, voice: Voice) -> list[EventType]:
        """Say the answer to a topic and remember it; the same topic again is said shorter, nearer to the question."""
        again = turn.slots.get("last_topic") == topic and turn.slots.get("last_kind") == "answer"
        further = again and "topic" not in turn.entities and (goes_on(turn.text) or turn.intent != topic)
        if further and not named_language(turn.text):
            card = await answer_further(self.services, topic, turn.text, turn.language)
        else:
            card = self._extended(pick_topic(self.services, topic, turn.language), turn)
        voice.say(card)
        return [SlotSet("last_topic", card.get("topic")), SlotSet("missed", 0), kind_of(card)]

    def _extended(self, card: Card, turn: Turn) -> Card:
        rulebook, topic = self.services.rulebook(), card.get("topic")
        if topic == POSTED:
            categories = {rule.id: rule.category for rule in rulebook.rules}
            found = [categories[rule] for rule in turn.slots.get("rule_ids") or [] if rule in categories]
            return with_first_aid(card, rulebook, found if turn.draft_ref else [])
        if topic == VERSION:
            guidelines = rulebook.guidelines
            stated = say("policy_version", turn.language, version=guidelines.version, date=guidelines.effective)
            return {**card, "text": paragraphs(stated, card["text"])}
        other = named_language(turn.text)
        if topic and other and other != turn.language:
            # “and in French?”: the answer also holds the words to use in that language.
            return {**card, "text": paragraphs(card["text"], answer_topic(rulebook, topic, other).text)}
        return card
