"""What was said in open conversations, so that a page that was loaded anew can show it: memory only, half an hour."""

from __future__ import annotations

import asyncio
import json
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

LIFETIME = 30 * 60  # seconds, as drafts in the vault
MOST_EXCHANGES = 40  # of one conversation
MOST_BYTES = 50_000_000  # of all conversations


@dataclass
class Exchange:
    """One message and its answer, under the name that the sender gave it."""

    said: str = field(repr=False)
    answer: dict[str, Any] = field(repr=False)
    until: float
    size: int


class Transcripts:
    """Exchanges by conversation. A message that comes again under its old name is answered as before.

    So a page may repeat whatever it got no answer to. An answer that only says that chat rests is not final: it
    is replaced when the message comes again.
    """

    def __init__(self, *, clock: Callable[[], float] = time.monotonic, most_bytes: int = MOST_BYTES) -> None:
        self._clock, self._most_bytes, self._bytes = clock, most_bytes, 0
        self._kept: OrderedDict[str, OrderedDict[str, Exchange]] = OrderedDict()
        self._running: dict[tuple[str, str], asyncio.Task[dict[str, Any]]] = {}

    async def answer(
        self, conversation_id: str, name: str, said: str, work: Callable[[], Awaitable[dict[str, Any]]]
    ) -> dict[str, Any]:
        """The answer to a message: the one it had, the one it is about to get, or a new one."""
        known = self._fresh(conversation_id).get(name)
        if known and not known.answer.get("resting"):
            return known.answer
        running = self._running.get((conversation_id, name))
        if running is None:
            # A task of its own: a caller that hangs up must not end the work that its second try will ask for.
            running = asyncio.ensure_future(work())
            self._running[conversation_id, name] = running
            running.add_done_callback(lambda _: self._running.pop((conversation_id, name), None))
        answer = await asyncio.shield(running)
        self._keep(conversation_id, name, said, answer)
        return answer

    def exchanges(self, conversation_id: str) -> list[Exchange]:
        """What was said, in order."""
        return list(self._fresh(conversation_id).values())

    def title_of(self, conversation_id: str, payload: str) -> str:
        """What stood on the button with this payload; empty when nobody remembers."""
        for exchange in reversed(self.exchanges(conversation_id)):
            for card in exchange.answer["messages"]:
                for button in card.get("buttons") or ():
                    if button["payload"] == payload:
                        return str(button["title"])
        return ""

    def forget(self, conversation_id: str) -> None:
        """Drop a conversation."""
        for exchange in self._kept.pop(conversation_id, {}).values():
            self._bytes -= exchange.size

    def purge(self) -> None:
        """Drop what is too old; call it now and then, so that nothing outlives its time in a quiet hour."""
        for conversation_id in list(self._kept):
            self._fresh(conversation_id)

    def _fresh(self, conversation_id: str) -> OrderedDict[str, Exchange]:
        exchanges = self._kept.get(conversation_id, OrderedDict())
        while exchanges and next(iter(exchanges.values())).until <= self._clock():
            self._bytes -= exchanges.popitem(last=False)[1].size
        if not exchanges:
            self._kept.pop(conversation_id, None)
        return exchanges

    def _keep(self, conversation_id: str, name: str, said: str, answer: dict[str, Any]) -> None:
        exchanges = self._kept.setdefault(conversation_id, OrderedDict())
        self._kept.move_to_end(conversation_id)
        old = exchanges.pop(name, None)
        size = len(said) * 4 + len(json.dumps(answer))
        exchanges[name] = Exchange(said, answer, self._clock() + LIFETIME, size)
        self._bytes += size - (old.size if old else 0)
        while len(exchanges) > MOST_EXCHANGES:
            self._bytes -= exchanges.popitem(last=False)[1].size
        while self._bytes > self._most_bytes and self._kept:
            self.forget(next(iter(self._kept)))  # quiet longest
