"""What every action reads from Rasa, how it speaks, and what happens when it fails."""

from __future__ import annotations

import logging
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from bot.answers import person_for
from bot.cards import Card, text_card
from bot.dialogue import Context, Services
from bot.findings import LANGUAGES
from bot.store import count_cards

log = logging.getLogger(__name__)
CONSENT = "consent"  # in the slot last_kind: the coach has asked what may be passed on


@dataclass(frozen=True)
class Turn:
    """One message as Rasa understood it. ``draft_ref`` and ``language`` come with each message of the gateway.

    ``ranking`` holds intents with their confidence, best first; ``context`` how the message ranks together with the
    topic before it.
    """

    owner: str
    intent: str
    text: str = field(repr=False)
    entities: Mapping[str, Any]
    slots: Mapping[str, Any]
    ranking: Sequence[tuple[str, float]]
    language: str
    draft_ref: str | None
    channel: str = "chat"
    context: Context | None = None

    @property
    def after_report(self) -> bool:
        """Whether the last thing that was said is about a draft."""
        return self.slots.get("last_kind") in ("report", CONSENT) and self.draft_ref is not None


class Voice:
    """Sends cards through Rasa. A card that may quote a draft travels as a reference into the vault,
    for Rasa keeps everything that it passes on."""

    def __init__(self, dispatcher: CollectingDispatcher, services: Services, owner: str) -> None:
        self._dispatcher, self._services, self._owner = dispatcher, services, owner
        self.said: list[Card] = []

    def say(self, card: Card, *, effect: Mapping[str, Any] | None = None) -> None:
        """Send a card that quotes nothing. ``effect`` changes the conversation: language, forget."""
        self.said.append(card)
        self._dispatcher.utter_message(
            json_message={"card": card, **({"effect": dict(effect)} if effect else {})}
        )

    def say_in_private(self, card: Card, *, effect: Mapping[str, Any] | None = None) -> None:
        """Send a card that quotes a draft."""
        self.said.append(card)
        reference = self._services.vault.put(self._owner, card)
        self._dispatcher.utter_message(
            json_message={"card_ref": reference, **({"effect": dict(effect)} if effect else {})}
        )


class CoachAction(Action, ABC):
    """Base of all actions: ``answer`` does the work; whatever it raises, the author hears that it failed."""

    action = ""
    failure = "could_not_answer"

    def __init__(self, services: Services) -> None:
        self.services = services

    def name(self) -> str:
        return self.action

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Mapping[str, Any]
    ) -> list[EventType]:
        turn = read_turn(tracker)
        try:
            voice = Voice(dispatcher, self.services, turn.owner)
            events = await self.answer(turn, voice)
            if turn.slots.get("last_kind") == CONSENT and not any(event.get("name") == "last_kind" for event in events):
                # Only the next word may be the answer: a later "yes" means something else.
                events = [*events, SlotSet("last_kind", "report")]
            if self.services.store:
                count_cards(self.services.store.counters, voice.said, action=self.action, channel=turn.channel,
                            rule_ids=turn.slots.get("rule_ids"))
            return events
        except Exception as error:  # Rasa drops a failed action silently, and silence would look like "fine"
            log.error("%s failed: %s", self.action, type(error).__name__)
            person = person_for(self.services.rulebook(), None, turn.language)
            dispatcher.messages.clear()
            failed = text_card(self.failure, turn.language, title=person.title, address=person.address)
            Voice(dispatcher, self.services, turn.owner).say(failed)
            return []

    @abstractmethod
    async def answer(self, turn: Turn, voice: Voice) -> list[EventType]:
        """Say something and return the events for Rasa; no event may hold words of a draft."""


def read_turn(tracker: Tracker) -> Turn:
    """The last message, its intent and entities, and what the gateway sent along."""
    message = tracker.latest_message
    metadata = _metadata(tracker)
    language = metadata.get("language") or tracker.slots.get("language") or "en"
    return Turn(
        owner=tracker.sender_id,
        intent=(message.get("intent") or {}).get("name") or "",
        text=message.get("text") or "",
        entities={found["entity"]: found.get("value") for found in message.get("entities") or []},
        slots=tracker.slots,
        ranking=[(ranked["name"], ranked.get("confidence") or 0.0) for ranked in message.get("intent_ranking") or []],
        language=language if language in LANGUAGES else "en",
        draft_ref=metadata.get("draft_ref") or tracker.slots.get("draft_ref"),
        channel=metadata.get("channel") or "chat",
        context=_context(metadata),
    )


def kind_of(card: Card) -> EventType:
    """Remember what kind of card was said last."""
    return SlotSet("last_kind", card["kind"])


def _context(metadata: Mapping[str, Any]) -> Context | None:
    before, ranking = metadata.get("before"), metadata.get("context")
    if not before or not ranking:
        return None
    return Context(str(before), [(str(name), float(confidence)) for name, confidence in ranking])


def _metadata(tracker: Tracker) -> Mapping[str, Any]:
    for event in reversed(tracker.events):
        if event.get("event") == "user":
            return event.get("metadata") or {}
    return tracker.latest_message.get("metadata") or {}
