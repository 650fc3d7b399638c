"""Open conversations: who may speak in one, and what the gateway must remember between two messages."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import secrets
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field

from bot.errors import CoachError

IDLE = 60 * 60  # seconds without a message; the dialogue's own session ends then too
MOST_OPEN = 20_000
CHANNELS = ("web", "slack")  # a channel's keys begin with its name


@dataclass
class Conversation:
    """One conversation. It holds references into the vault and never a word that somebody wrote.

    ``sender`` is the name that Rasa knows it by; a new one makes Rasa start afresh. ``pending`` refers to a
    message of which it was not plain whether it is a draft, ``said`` to the cards that answered the last one.
    ``asked`` is the closed question that waits for a yes or no, ``topic`` the one that was answered last.
    """

    id: str
    sender: str
    token_digest: bytes = b""
    language: str = "en"
    language_chosen: bool = False
    greeted: bool = False
    awaiting_draft: bool = False
    pending: str | None = None
    draft_ref: str | None = None
    channel: str = "chat"
    topic: str | None = None
    asked: str | None = None
    said: str | None = None
    said_digest: bytes = b""
    said_at: float = 0.0
    used: float = 0.0
    lock: asyncio.Lock = field(default_factory=asyncio.Lock, repr=False)


class Conversations:
    """Conversations by id, in the order of their last use; the idle and the oldest are closed."""

    def __init__(
        self,
        *,
        clock: Callable[[], float] = time.monotonic,
        idle: float = IDLE,
        most: int = MOST_OPEN,
        closed: Callable[[Conversation], None] = lambda conversation: None,
    ) -> None:
        self._clock, self._idle, self._most, self._closed = clock, idle, most, closed
        self._open: OrderedDict[str, Conversation] = OrderedDict()

    def open(self) -> tuple[Conversation, str]:
        """A new conversation and the token that speaks in it; only the token's digest is kept."""
        token = secrets.token_urlsafe(32)
        conversation = self._add(secrets.token_urlsafe(18))
        conversation.token_digest = _digest(token)
        return conversation, token

    def ensure(self, key: str) -> Conversation:
        """The conversation of a channel that knows its people itself; ``key`` names it and never leaves."""
        conversation_id = "k" + hashlib.sha256(key.encode()).hexdigest()[:32]
        self.close_idle()
        found = self._open.get(conversation_id)
        if found is None:
            found = self._add(conversation_id)
            found.channel = next((name for name in CHANNELS if key.startswith(f"{name}:")), "chat")
        return self._touch(found)

    def get(self, conversation_id: str) -> Conversation:
        """Raises CoachError C411 for a conversation that is not open."""
        self.close_idle()
        found = self._open.get(conversation_id)
        if found is None:
            raise CoachError(
                "C411",
                "There is no such conversation, or it has ended.",
                status=404,
                hint="Open a new one with POST /api/v1/conversations.",
            )
        return self._touch(found)

    def authorise(self, conversation_id: str, token: str | None) -> Conversation:
        """Raises CoachError C411 as ``get``, and C412 for a wrong token or none."""
        conversation = self.get(conversation_id)
        if not token or not hmac.compare_digest(_digest(token), conversation.token_digest):
            raise CoachError(
                "C412",
                "The token does not open this conversation.",
                status=401,
                hint="Send the token of the conversation as 'Authorization: Bearer …'.",
            )
        return conversation

    def close_idle(self, *, now: float | None = None) -> None:
        """Close what nobody used for an hour; at ``now``, by the clock when that is None."""
        limit = (self._clock() if now is None else now) - self._idle
        while self._open:
            conversation = next(iter(self._open.values()))
            if conversation.used > limit:
                return
            self._close(conversation)

    def __len__(self) -> int:
        return len(self._open)

    def _add(self, conversation_id: str) -> Conversation:
        self.close_idle()
        while len(self._open) >= self._most:
            self._close(next(iter(self._open.values())))
        conversation = Conversation(conversation_id, new_sender(), used=self._clock())
        self._open[conversation_id] = conversation
        return conversation

    def _touch(self, conversation: Conversation) -> Conversation:
        conversation.used = self._clock()
        self._open.move_to_end(conversation.id)
        return conversation

    def _close(self, conversation: Conversation) -> None:
        del self._open[conversation.id]
        self._closed(conversation)


def new_sender() -> str:
    """A name for Rasa that says nothing about anybody."""
    return secrets.token_urlsafe(18)


def _digest(token: str) -> bytes:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).digest()
