"""What must be deleted at Rasa: conversations whose authors said “forget me”, and all that is too old."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from bot.dialogue.conversations import Conversation, new_sender
from bot.dialogue.rasa_client import RasaClient

_FORGOTTEN = ("sender", "draft_ref", "pending", "topic", "asked", "said", "said_digest", "awaiting_draft")


class Forgetting:
    """Names that wait for deletion, while Rasa rests; ``rasa`` gives the line to it at each call."""

    def __init__(self, rasa: Callable[[], RasaClient]) -> None:
        self._rasa = rasa
        self._waiting: set[str] = set()
        self._purged: date | None = None

    def add(self, conversation: Conversation) -> None:
        """Give the conversation a new name and an empty memory; its old name is to be deleted."""
        self._waiting.add(conversation.sender)
        blank = Conversation(conversation.id, new_sender())
        for name in _FORGOTTEN:
            setattr(conversation, name, getattr(blank, name))

    async def tidy(self, *, today: date, keep_days: int | None) -> None:
        """Delete what waits and, once a day, what is older than ``keep_days``; None purges nothing."""
        for sender in list(self._waiting):
            if await self._rasa().forget(sender):
                self._waiting.discard(sender)
        if keep_days is not None and self._purged != today and await self._rasa().purge(keep_days):
            self._purged = today
