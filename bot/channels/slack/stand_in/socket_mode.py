"""The stand-in's Socket Mode: sends envelopes, waits for each to be acknowledged, sends again, and hangs up."""

from __future__ import annotations

import asyncio
import json
import time
from collections import deque
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from aiohttp import WSMsgType, web

ACK_WITHIN = 3.0  # seconds


@dataclass
class Envelope:
    """Something that Slack has to say; ``sent`` is when it was sent last, None while it waits for a socket."""

    id: str
    kind: str
    payload: dict[str, Any] = field(repr=False)
    acked: asyncio.Future[dict[str, Any]]
    sent: float | None = None
    on: int = 0
    tries: int = 0
    began: float = 0.0


class SocketMode:
    """Used from the stand-in's loop alone."""

    def __init__(self, *, ack_within: float = ACK_WITHIN) -> None:
        self._ack_within = ack_within
        self._sockets: dict[int, web.WebSocketResponse] = {}
        self._connections = 0
        self._open: dict[str, Envelope] = {}
        self._queue: deque[Envelope] = deque()
        self._ready = asyncio.Event()
        self.waits: list[float] = []
        self.late = self.repeats = self.hang_ups = 0

    async def connect(self, request: web.Request) -> web.WebSocketResponse:
        """One socket, until either side hangs up. What it did not acknowledge is sent again on the next."""
        socket = web.WebSocketResponse(heartbeat=10)
        await socket.prepare(request)
        self._connections += 1
        number = self._connections
        await socket.send_str(json.dumps({"type": "hello", "num_connections": len(self._sockets) + 1}))
        self._sockets[number] = socket
        self._ready.set()
        try:
            async for message in socket:
                if message.type is WSMsgType.TEXT:
                    self._read(json.loads(message.data))
        finally:
            self._sockets.pop(number, None)
            if not self._sockets:
                self._ready.clear()
            self._take_back(number)
        return socket

    async def send(self, kind: str, payload: dict[str, Any], *, name: str, tries: int = 0) -> Envelope:
        """Put an envelope on its way. Await its ``acked`` for what the app answered."""
        envelope = Envelope(name, kind, payload, asyncio.get_running_loop().create_future(), tries=tries)
        envelope.began = time.monotonic()
        self._open[name] = envelope
        self._queue.append(envelope)
        return envelope

    async def run(self) -> None:
        """Send what waits, in order, and again what was not acknowledged in time."""
        last = time.monotonic()
        while True:
            while self._queue and self._sockets:
                await self._post(self._queue.popleft())
            if time.monotonic() - last > 0.2:
                last = time.monotonic()
                self._repeat_unanswered(last)
            await asyncio.sleep(0.002)

    async def hang_up(self, *, kindly: bool) -> None:
        """End every socket: with a word before, as when Slack moves its servers, or without one."""
        self.hang_ups += 1
        for socket in list(self._sockets.values()):
            if kindly:
                with suppress(ConnectionError):  # it is being hung up already
                    await socket.send_str(json.dumps({"type": "disconnect", "reason": "refresh_requested"}))
            else:
                transport = socket._req.transport if socket._req else None
                if transport:
                    transport.abort()

    @property
    def unanswered(self) -> int:
        return len(self._open)

    async def connected(self, within: float) -> bool:
        try:
            await asyncio.wait_for(self._ready.wait(), within)
        except TimeoutError:
            return False
        return True

    async def _post(self, envelope: Envelope) -> None:
        number = max(self._sockets)
        envelope.on, envelope.sent = number, time.monotonic()
        said = {
            "envelope_id": envelope.id,
            "type": envelope.kind,
            "payload": envelope.payload,
            "accepts_response_payload": envelope.kind != "events_api",
            "retry_attempt": envelope.tries,
            "retry_reason": "timeout" if envelope.tries else "",
        }
        try:
            await self._sockets[number].send_str(json.dumps(said))
        except (ConnectionError, RuntimeError):
            envelope.sent = None
            self._queue.appendleft(envelope)
            self._sockets.pop(number, None)

    def _read(self, answer: dict[str, Any]) -> None:
        envelope = self._open.pop(answer.get("envelope_id", ""), None)
        if envelope is not None and not envelope.acked.done():
            if envelope.sent is not None:
                self.waits.append(time.monotonic() - envelope.sent)
            envelope.acked.set_result(answer.get("payload") or {})

    def _take_back(self, number: int) -> None:
        """Slack sends events again that a lost socket did not acknowledge."""
        for envelope in self._open.values():
            if envelope.on == number and envelope.sent is not None:
                envelope.sent, envelope.tries = None, envelope.tries + 1
                self.repeats += 1
                self._queue.append(envelope)

    def _repeat_unanswered(self, now: float) -> None:
        for envelope in list(self._open.values()):
            if envelope.sent is not None and now - envelope.sent > self._ack_within:
                self.late += 1
                if envelope.kind != "events_api":
                    # Slack shows the person that the app did not answer, and gives up.
                    self._open.pop(envelope.id, None)
                    envelope.acked.set_result({"timed_out": True})
                    continue
                envelope.sent, envelope.tries = None, envelope.tries + 1
                self.repeats += 1
                self._queue.append(envelope)
