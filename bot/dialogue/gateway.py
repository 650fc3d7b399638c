"""The one way into the dialogue for every channel: drafts to the vault, talk to Rasa, cards back."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from bot.answers import person_for
from bot.cards import Card, say, text_card, unsure_card
from bot.checker import detect_language
from bot.dialogue.checking import check_held
from bot.dialogue.conversations import Conversation, Conversations, new_sender
from bot.dialogue.draft_router import Kind, Route, route_draft
from bot.dialogue.payloads import Pressed, read_payload
from bot.dialogue.rasa_client import RasaClient
from bot.dialogue.services import Services
from bot.dialogue.vault import HeldDraft
from bot.dialogue.without_rasa import answer_without_rasa
from bot.errors import CoachError
from bot.findings import Draft

log = logging.getLogger(__name__)


class Gateway:
    """Takes what people type, press or hand in, one message of a conversation at a time, and returns cards.

    A draft goes into the vault and Rasa sees its reference only. When Rasa rests, drafts are checked and
    buttons answered all the same. A message is never answered with silence.
    """

    def __init__(
        self, services: Services, rasa: RasaClient, conversations: Conversations | None = None
    ) -> None:
        self.services, self.rasa = services, rasa
        self.conversations = conversations or Conversations(
            closed=lambda conversation: services.vault.forget(conversation.sender)
        )

    async def typed(self, conversation: Conversation, text: str, *, draft: Draft | None = None) -> list[Card]:
        """Answer typed words. ``draft`` carries platform and account for when the words turn out to be a draft."""
        async with conversation.lock:
            if not any(character.isalnum() for character in text):
                return self._first(conversation, [text_card("no_words", conversation.language)])
            awaiting, conversation.awaiting_draft = conversation.awaiting_draft, False
            self.services.vault.take(conversation.sender, conversation.pending)
            conversation.pending = None
            cards = await self._route(
                conversation, text, route_draft(text, awaiting=awaiting), draft or Draft(text)
            )
            return self._first(conversation, cards)

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
            return self._first(conversation, cards)

    async def _route(self, conversation: Conversation, text: str, route: Route, draft: Draft) -> list[Card]:
        if route.kind is Kind.DRAFT:
            return await self._check(conversation, replace(draft, text=route.draft or text))
        if route.kind is Kind.UNSURE:
            conversation.pending = self.services.vault.put(conversation.sender, replace(draft, text=text))
            return [unsure_card(self._language(conversation, text))]
        if route.kind is Kind.REQUEST:
            self._language(conversation, text)
            return await self._inject(conversation, Pressed("start_check", {}))
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
        language = self._language(conversation, text)
        try:
            messages = await self.rasa.say(conversation.sender, text, metadata=self._metadata(conversation))
        except CoachError as error:
            log.warning("chat is resting: %s", error.code)
            return [text_card("resting", language)]
        return self._cards(conversation, messages) or [self._failed("could_not_answer", language)]

    async def _inject(self, conversation: Conversation, button: Pressed) -> list[Card]:
        try:
            messages = await self.rasa.inject(
                conversation.sender, button.intent, button.entities, metadata=self._metadata(conversation)
            )
            cards = self._cards(conversation, messages)
        except CoachError as error:
            log.warning("chat is resting: %s", error.code)
            cards = []
        return cards or await self._alone(conversation, button)

    async def _check(self, conversation: Conversation, draft: Draft) -> list[Card]:
        services, sender = self.services, conversation.sender
        reference = services.vault.put(sender, HeldDraft(draft))
        conversation.draft_ref = reference
        resting = False
        try:
            messages = await self.rasa.inject(
                sender, "check_draft", {"draft_ref": reference}, metadata=self._metadata(conversation)
            )
            cards = self._cards(conversation, messages)
        except CoachError as error:
            log.warning("checking without the dialogue: %s", error.code)
            cards, resting = [], True
        if cards:
            return cards
        try:
            told = await check_held(services, sender, reference, conversation.language)
        except Exception as error:  # the author must hear that nothing was checked, whatever went wrong
            log.error(
                "a draft of %d characters could not be checked: %s", len(draft.text), type(error).__name__
            )
            return [self._failed("could_not_check", conversation.language)]
        return [told.card, *([text_card("resting_checked", conversation.language)] if resting else [])]

    async def _alone(self, conversation: Conversation, button: Pressed) -> list[Card]:
        language = conversation.language
        try:
            answer = await answer_without_rasa(
                self.services,
                button,
                owner=conversation.sender,
                draft_ref=conversation.draft_ref,
                language=language,
            )
        except Exception as error:  # as above: never silence
            log.error("a pressed button could not be answered: %s", type(error).__name__)
            return [self._failed("could_not_answer", language)]
        conversation.awaiting_draft = answer["kind"] == "ask_for_draft"
        return [answer]

    def _cards(self, conversation: Conversation, messages: list[dict[str, Any]]) -> list[Card]:
        """Rasa's messages as cards: a reference is opened in the vault, effects on the conversation applied."""
        cards: list[Card] = []
        for message in messages:
            custom = message.get("custom") or {}
            shown = custom.get("card") or self.services.vault.take(
                conversation.sender, custom.get("card_ref")
            )
            if shown is None and message.get("text"):
                shown = {"kind": "text", "text": message["text"], "language": conversation.language}
            if shown is not None:
                cards.append(shown)
            self._apply(conversation, custom.get("effect") or {})
        conversation.awaiting_draft = any(shown["kind"] == "ask_for_draft" for shown in cards)
        return cards

    def _apply(self, conversation: Conversation, effect: Mapping[str, Any]) -> None:
        if "language" in effect:
            conversation.language, conversation.language_chosen = effect["language"], True
        if effect.get("forget"):
            self.services.vault.forget(conversation.sender)
            conversation.sender, conversation.draft_ref, conversation.pending = new_sender(), None, None

    def _first(self, conversation: Conversation, cards: list[Card]) -> list[Card]:
        """Say once, before anything else, that this is a machine and what becomes of a draft."""
        if conversation.greeted:
            return cards
        conversation.greeted = True
        notice = say("notice", conversation.language)
        return [{**cards[0], "text": f"{notice}\n\n{cards[0]['text']}"}, *cards[1:]]

    def _language(self, conversation: Conversation, text: str) -> str:
        if not conversation.language_chosen:
            conversation.language = detect_language(text, default=conversation.language)
        return conversation.language

    def _metadata(self, conversation: Conversation) -> dict[str, Any]:
        return {"language": conversation.language, "draft_ref": conversation.draft_ref}

    def _failed(self, idea: str, language: str) -> Card:
        person = person_for(self.services.rulebook(), None, language)
        return text_card(idea, language, title=person.title, address=person.address)
