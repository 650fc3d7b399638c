"""A question that is not understood: the topic before it, two topics as buttons, then a passage, then a person."""

import asyncio

from rasa_sdk.events import EventType, SlotSet

from actions.answer_question import AnswerQuestion
from actions.hand_over import HandOver, asks_who
from actions.turn import Turn, Voice, kind_of
from bot.answers import Passage, nearest_passage, person_for
from bot.cards import choose_card, hand_over_card, passage_card, text_card
from bot.dialogue import pass_on_question, topic_in_context

HARMLESS, LIKELY = ("cancel", "thanks", "goodbye"), 0.4  # answered wrongly, they do no harm
STEPS = 3  # buttons, passage, person; then they begin again in other words


class OfferTopics(AnswerQuestion):
    """The slot ``missed`` counts how often nothing was understood since the last answer."""

    action = "action_offer_topics"

    async def answer(self, turn: Turn, voice: Voice) -> list[EventType]:
        rulebook = self.services.rulebook()
        meant = topic_in_context(turn.text, turn.ranking, turn.context, rulebook.topics)
        if meant:
            return await self.say_topic(meant, turn, voice)
        named = [(name, confidence) for name, confidence in turn.ranking if name != "nlu_fallback"]
        if turn.slots.get("last_kind") == "answer" and asks_who(turn):
            return await HandOver(self.services).answer(turn, voice)
        if named and named[0][0] in HARMLESS and named[0][1] >= LIKELY:
            voice.say(text_card(named[0][0], turn.language))
            return []
        missed = int(turn.slots.get("missed") or 0)
        topics = [name for name, _ in turn.ranking if name in rulebook.topics][:2]
        other = "_other" if missed >= STEPS else ""
        step = missed % STEPS
        passage = await self._passage(turn) if step == 1 or (step == 0 and len(topics) < 2) else None
        if step == 0 and len(topics) == 2:
            card, step = choose_card(rulebook, topics, turn.language, idea=f"choose{other}"), 0
        elif passage:
            card, step = passage_card(passage, rulebook, idea=f"passage{other}"), 1
        else:
            kept = await pass_on_question(self.services, turn.text, turn.language, topics=tuple(topics),
                                          channel=turn.channel)
            card, step = hand_over_card(person_for(rulebook, None, turn.language), turn.language,
                                        idea=f"hand_over_unknown{other}", passed_on=kept), 2
        voice.say(card)
        return [SlotSet("missed", missed - missed % STEPS + step + 1), kind_of(card)]

    async def _passage(self, turn: Turn) -> Passage | None:
        services = self.services
        return await asyncio.to_thread(
            nearest_passage, services.rulebook(), services.encoder, turn.text, turn.language
        )
