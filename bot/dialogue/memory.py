"""What a conversation keeps of its last turn: the cards that answered, for a message that is sent twice at once."""

from __future__ import annotations

import hashlib
import time
from typing import Any

from bot.cards import Card
from bot.dialogue.conversations import Conversation
from bot.dialogue.vault import Vault


def said_before(
    conversation: Conversation, vault: Vault, text: str, *, came: float, within: float
) -> list[Card] | None:
    """The cards that answered the same words, when this message came at most ``within`` seconds later; else None."""
    if conversation.said_digest != _digest(conversation, text) or came - conversation.said_at > within:
        return None
    return vault.get(conversation.sender, conversation.said)


def remember(conversation: Conversation, vault: Vault, text: str, cards: list[Card]) -> None:
    """Keep the cards in the vault, and of the words a digest that only this conversation can compare."""
    vault.take(conversation.sender, conversation.said)
    conversation.said_digest = _digest(conversation, text)
    conversation.said = vault.put(conversation.sender, cards)
    conversation.said_at = time.monotonic()
    for card in cards:
        _note(conversation, card)


def _note(conversation: Conversation, card: dict[str, Any]) -> None:
    """Topic and open question, for “and in a closed group?” and “yes, since March”."""
    if card["kind"] == "answer":
        conversation.topic = card.get("topic") or conversation.topic
    if card["kind"] == "report":
        conversation.topic = None
        findings = (card.get("report") or {}).get("findings", [])
        order = {"error": 0, "warning": 1, "suggestion": 2}
        asking = sorted((one for one in findings if one["question"]), key=lambda one: order[one["severity"]])
        conversation.asked = asking[0]["question"]["id"] if asking else None


def _digest(conversation: Conversation, text: str) -> bytes:
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), key=conversation.sender.encode()[:64]).digest()
