"""The one way into the dialogue for every channel: drafts to the vault, talk to Rasa, cards back."""

from __future__ import annotations

import logging
import time
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from bot.answers import person_for
from bot.cards import Card, say, text_card, unsure_card
from bot.checker import detect_language
from bot.dialogue.checking import check_held
from bot.dialogue.conversations import Conversation, Conversations
from bot.dialogue.draft_router import Kind, Route, route_draft
from bot.dialogue.forgetting import Forgetting
from bot.dialogue.languages import is_foreign, language_of
from bot.dialogue.memory import remember, said_before
from bot.dialogue.payloads import Pressed, read_payload
from bot.dialogue.questions import link_in, readable, yes_or_no
from bot.dialogue.rasa_client import RasaClient
from bot.dialogue.services import Services
from bot.dialogue.talk import context_of, means_pending, parts_of
from bot.dialogue.vault import HeldDraft
from bot.dialogue.without_rasa import answer_without_rasa
from bot.errors import CoachError
from bot.findings import Draft

log = logging.getLogger(__name__)
ONCE_WITHIN = 1.0  # seconds in which the same words are one message that was sent twice


class Gateway:
    """Takes what people type, press or hand in, one message of a conversation at a time, and returns cards.

    A draft goes into the vault and Rasa sees its reference only. When Rasa rests, drafts are checked and
    buttons answered all the same. A message is never answered with silence.
    """

    def __init__(self, services: Services, rasa: RasaClient, conversations: Conversations | None = None) -> None:
        self.services, self.rasa, self.once_within = services, rasa, ONCE_WITHIN
        self._forgetting = Forgetting(lambda: self.rasa)
        self.conversations = conversations or Conversations(
            closed=lambda conversation: services.vault.forget(conversation.sender)
        )

    async def typed(self, conversation: Conversation, text: str, *, draft: Draft | None = None) -> list[Card]:
        """Answer typed words. ``draft`` carries platform and account for when the words turn out to be a draft."""
        came = time.monotonic()
        async with conversation.lock:
            if not any(character.isalnum() for character in text):
                return self._first(conversation, [text_card("no_words", conversation.language)])
            vault = self.services.vault
            if cards := said_before(conversation, vault, text, came=came, within=self.once_within):
                return cards
            sender = conversation.sender
            cards = self._first(conversation, await self._typed(conversation, text, draft or Draft(text)))
            if conversation.sender == sender:  # after "forget me" nothing is remembered
                remember(conversation, vault, text, cards)
            return cards

    async def drafted(self, conversation: Conversation, draft: Draft) -> list[Card]:
        """Check a draft that a channel marked as one: a draft box, a shortcut, a modal."""
        async with conversation.lock:
            conversation.awaiting_draft = False
            return self._first(conversation, await self._check(conversation, draft))

    async def pressed(self, conversation: Conversation, payload: str, *, draft_ref: str | None = None) -> list[Card]:
        """Answer a pressed button. ``draft_ref`` is the draft that the button stands under, where a channel keeps
        older cards in sight; without it the last draft is meant. Raises CoachError C413 for a payload that no
        button holds."""
        button = read_payload(payload)
        async with conversation.lock:
            conversation.draft_ref = draft_ref or conversation.draft_ref
            conversation.awaiting_draft = False
            pending = self.services.vault.take(conversation.sender, conversation.pending)
            conversation.pending = None
            if pending and button.intent == "start_check":
                cards = await self._check(conversation, pending)
            elif pending and button.intent == "cancel":
                cards = await self._talk(conversation, pending.text)
            else:
                cards = await self._inject(conversation, button)
            cards = self._first(conversation, cards)
            remember(conversation, self.services.vault, payload, cards)
            return cards

    async def forget(self, conversation: Conversation) -> None:
        """Drop everything of a conversation: drafts, cards, what Rasa keeps. Rasa gets another name for what follows.

        What Rasa cannot delete now is deleted when ``tidy`` reaches it.
        """
        self.services.vault.forget(conversation.sender)
        self._forgetting.add(conversation)
        await self.tidy()

    async def tidy(self) -> None:
        """Delete at Rasa what could not be deleted before and, once a day, what is too old. Call it now and then."""
        store = self.services.store
        await self._forgetting.tidy(today=self.services.today(), keep_days=store.settings.keep_days if store else None)

    async def _typed(self, conversation: Conversation, text: str, draft: Draft) -> list[Card]:
        awaiting, conversation.awaiting_draft = conversation.awaiting_draft, False
        pending = self.services.vault.take(conversation.sender, conversation.pending)
        conversation.pending = None
        meant = means_pending(text) if pending else None
        if pending and meant is Kind.DRAFT:
            return await self._check(conversation, pending)
        if pending and meant is Kind.TALK:
            return await self._talk(conversation, pending.text)
        held = self.services.vault.get(conversation.sender, conversation.draft_ref)
        answer = yes_or_no(text) if held and conversation.asked else None
        if answer is not None and self._look(text) is not Kind.DRAFT and not awaiting:
            self._listen(conversation, text)
            value = "yes" if answer else "no"
            return await self._inject(conversation, Pressed(
                "answer_question", {"question_id": conversation.asked, "value": value}))
        route = route_draft(text, awaiting=awaiting, follows=held is not None, look=self._look)
        cards = await self._route(conversation, text, route, draft)
        if route.aside:
            conversation.awaiting_draft = True
            cards = [*cards, text_card("still_waiting", conversation.language)]
        return cards

    async def _route(self, conversation: Conversation, text: str, route: Route, draft: Draft) -> list[Card]:
        if route.kind is Kind.DRAFT:
            self._listen(conversation, route.around or text)
            return await self._check(conversation, replace(draft, text=route.draft or text))
        self._listen(conversation, text)
        if route.kind is Kind.UNSURE:
            conversation.pending = self.services.vault.put(conversation.sender, replace(draft, text=text))
            return [unsure_card(conversation.language)]
        if route.kind is Kind.REQUEST:
            return await self._inject(conversation, Pressed("start_check", {}))
        if is_foreign(text) and link_in(text) is None:
            return [text_card("language_unknown", conversation.language)]
        return await self._talk(conversation, text)

    def _look(self, text: str) -> Kind | None:
        """What the trained classifier thinks; None in a language that it has not learned."""
        kinds = self.services.kinds
        if kinds is None or detect_language(text) not in kinds.languages:
            return None
        score = kinds.score(self.services.rulebook().placeholders(text))
        if score >= kinds.draft_from:
            return Kind.DRAFT
        return Kind.TALK if score <= kinds.talk_below else Kind.UNSURE

    async def _talk(self, conversation: Conversation, text: str) -> list[Card]:
        text, language, cards = readable(text), conversation.language, []
        topics = self.services.rulebook().topics
        try:
            parts, choice = await parts_of(self.rasa, topics, text)
            if choice:
                return [choice(self.services.rulebook(), language)]
            for part in parts:
                metadata = {**self._metadata(conversation), **await context_of(self.rasa, topics, conversation, part)}
                said = await self.rasa.say(conversation.sender, part, metadata=metadata)
                cards += await self._cards(conversation, said)
        except CoachError as error:
            log.warning("chat is resting: %s", error.code)
            return [*cards, text_card("resting", language)]
        return cards or [self._failed("could_not_answer", language)]

    async def _inject(self, conversation: Conversation, button: Pressed) -> list[Card]:
        try:
            messages = await self.rasa.inject(
                conversation.sender, button.intent, button.entities, metadata=self._metadata(conversation)
            )
            cards = await self._cards(conversation, messages)
        except CoachError as error:
            log.warning("chat is resting: %s", error.code)
            cards = []
        return cards or await self._alone(conversation, button)

    async def _check(self, conversation: Conversation, draft: Draft) -> list[Card]:
        services, sender = self.services, conversation.sender
        reference = services.vault.put(sender, HeldDraft(draft, before=conversation.draft_ref))
        conversation.draft_ref = reference
        resting = False
        try:
            messages = await self.rasa.inject(
                sender, "check_draft", {"draft_ref": reference}, metadata=self._metadata(conversation)
            )
            cards = await self._cards(conversation, messages)
        except CoachError as error:
            log.warning("checking without the dialogue: %s", error.code)
            cards, resting = [], True
        if cards:
            return cards
        try:
            told = await check_held(services, sender, reference, conversation.language)
        except Exception as error:  # the author must hear that nothing was checked, whatever went wrong
            log.error("a draft of %d characters could not be checked: %s", len(draft.text), type(error).__name__)
            return [self._failed("could_not_check", conversation.language)]
        return [told.card, *([text_card("resting_checked", conversation.language)] if resting else [])]

    async def _alone(self, conversation: Conversation, button: Pressed) -> list[Card]:
        language = conversation.language
        try:
            answer = await answer_without_rasa(
                self.services, button, owner=conversation.sender, draft_ref=conversation.draft_ref,
                language=language, channel=conversation.channel,
            )
        except Exception as error:  # as above: never silence
            log.error("a pressed button could not be answered: %s", type(error).__name__)
            return [self._failed("could_not_answer", language)]
        conversation.awaiting_draft = answer["kind"] == "ask_for_draft"
        return [answer]

    async def _cards(self, conversation: Conversation, messages: list[dict[str, Any]]) -> list[Card]:
        """Rasa's messages as cards: a reference is opened in the vault, effects on the conversation applied."""
        cards: list[Card] = []
        forget = False
        for message in messages:
            custom: Mapping[str, Any] = message.get("custom") or {}
            shown = custom.get("card") or self.services.vault.take(
                conversation.sender, custom.get("card_ref")
            )
            if shown is None and message.get("text"):
                shown = {"kind": "text", "text": message["text"], "language": conversation.language}
            if shown is not None:
                cards.append(shown)
            effect: Mapping[str, Any] = custom.get("effect") or {}
            if "language" in effect:
                conversation.language, conversation.language_chosen = effect["language"], True
            conversation.draft_ref = effect.get("draft_ref") or conversation.draft_ref
            forget = forget or bool(effect.get("forget"))
        conversation.awaiting_draft = any(shown["kind"] == "ask_for_draft" for shown in cards)
        if forget:
            await self.forget(conversation)
        return cards

    def _first(self, conversation: Conversation, cards: list[Card]) -> list[Card]:
        """Say once, before anything else, that this is a machine and what becomes of a draft."""
        if conversation.greeted:
            return cards
        conversation.greeted = True
        notice = say("notice", conversation.language)
        return [{**cards[0], "text": f"{notice}\n\n{cards[0]['text']}"}, *cards[1:]]

    def _listen(self, conversation: Conversation, text: str) -> None:
        """Follow the language of what was typed, unless one was chosen."""
        if not conversation.language_chosen:
            first = not conversation.said_at
            conversation.language = language_of(text, now=conversation.language, first=first)

    def _metadata(self, conversation: Conversation) -> dict[str, Any]:
        return {"language": conversation.language, "draft_ref": conversation.draft_ref,
                "channel": conversation.channel}

    def _failed(self, idea: str, language: str) -> Card:
        person = person_for(self.services.rulebook(), None, language)
        return text_card(idea, language, title=person.title, address=person.address)
