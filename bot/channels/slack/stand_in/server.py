"""A Slack for one machine: its Web API, its sockets, its HTTP events, and people who write and press."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable, Coroutine
from random import Random
from typing import Any

from aiohttp import web

from bot.channels.slack.stand_in import payloads
from bot.channels.slack.stand_in.http_events import send_signed, send_until_taken
from bot.channels.slack.stand_in.socket_mode import ACK_WITHIN, SocketMode
from bot.channels.slack.stand_in.web_api import APP_TOKEN, BOT_TOKEN, SIGNING_SECRET, Moods, WebApi, put_view
from bot.channels.slack.stand_in.world import Message, View, World

PATIENCE = 30.0  # seconds a call from outside waits


class StandIn:
    """Runs in a thread of its own. Every method may be called from any other thread."""

    def __init__(self, *, port: int = 0, seed: int = 1, ack_within: float = ACK_WITHIN) -> None:
        self.world = World()
        self.events_url: str | None = None  # where HTTP events go; None sends by socket
        self._port, self._ack_within = port, ack_within
        self._api = WebApi(self.world, Moods(), Random(seed), self._socket_url)
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True, name="slack stand-in")
        self._pages: list[web.RouteDef] = []

    def start(self, *, pages: list[web.RouteDef] | None = None) -> StandIn:
        """Listen; ``pages`` are addresses besides."""
        self._pages = pages or []
        self._thread.start()
        self.do(self._start())
        return self

    def stop(self) -> None:
        """Hang up and end."""
        self.do(self._stop())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(timeout=5)

    @property
    def moods(self) -> Moods:
        return self._api.moods

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._port}"

    def environment(self, *, by_socket: bool = True) -> dict[str, str]:
        """What a coach needs to take this for Slack."""
        made = {"SLACK_BOT_TOKEN": BOT_TOKEN, "SLACK_API_URL": f"{self.url}/api/"}
        return made | ({"SLACK_APP_TOKEN": APP_TOKEN} if by_socket else {"SLACK_SIGNING_SECRET": SIGNING_SECRET})

    def reset(self) -> None:
        """An empty workspace, in a good mood."""
        self.do(self._reset())

    def do(self, work: Coroutine[Any, Any, Any], *, within: float = PATIENCE) -> Any:
        """Run in the stand-in's thread and wait for the outcome."""
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(within)

    def later(self, work: Coroutine[Any, Any, Any]) -> None:
        """Run in the stand-in's thread without waiting."""
        asyncio.run_coroutine_threadsafe(work, self._loop)

    def wait(self, met: Callable[[], Any], *, within: float = 15.0) -> Any:
        """What ``met`` returns as soon as it is true. Raises TimeoutError."""
        end = time.monotonic() + within
        while time.monotonic() < end:
            found = met()
            if found:
                return found
            time.sleep(0.01)
        raise TimeoutError(f"not within {within} s")

    # --- people; each returns what the app answered, {} for a plain acknowledgement

    async def write(self, user: str, text: str, *, name: str | None = None, **options: Any) -> dict[str, Any]:
        """A direct message to the coach. ``name`` repeats an event that was sent before."""
        return await self.send_event(payloads.written(user, text, self.world.ts(), **options), name=name)

    async def mention(self, user: str, channel: str, text: str, *, name: str | None = None) -> dict[str, Any]:
        """A message in a channel that mentions the coach."""
        ts = self.world.ts()
        self.world.messages.append(Message(channel, ts, user, text))
        return await self.send_event(payloads.mentioned(user, channel, text, ts), name=name)

    async def open_home(self, user: str) -> dict[str, Any]:
        """Look at the Home tab."""
        return await self.send_event(payloads.home_opened(user, self.world.ts()))

    async def command(self, user: str, channel: str, text: str = "") -> dict[str, Any]:
        """The command, with or without a draft."""
        trigger, reply = self.world.trigger(user), self._reply_url(channel, user)
        return await self.send("slash_commands", payloads.commanded(user, channel, text, trigger, reply))

    async def shortcut(self, user: str) -> dict[str, Any]:
        """The global shortcut."""
        return await self.send("interactive", payloads.shortcut(user, self.world.trigger(user)))

    async def message_shortcut(self, user: str, message: Message) -> dict[str, Any]:
        """The shortcut in the menu of a message."""
        trigger, reply = self.world.trigger(user), self._reply_url(message.channel, user)
        return await self.send("interactive", payloads.message_shortcut(user, message, trigger, reply))

    async def press(
        self, user: str, message: Message, element: dict[str, Any], *, chosen: dict[str, Any] | None = None
    ) -> dict[str, Any]:
        """A button of a message."""
        trigger, reply = self.world.trigger(user), self._reply_url(message.channel, user, message)
        body = payloads.pressed_in_message(user, message, element, trigger, reply, chosen)
        return await self.send("interactive", body)

    async def press_in_view(
        self, user: str, element: dict[str, Any], *, view: View | None = None, chosen: dict[str, Any] | None = None
    ) -> dict[str, Any]:
        """A button of a form, or of the Home tab."""
        content = view.content if view else self.world.homes[user]
        trigger = self.world.trigger(user)
        body = payloads.pressed_in_view(user, view, content, element, trigger, chosen)
        return await self.send("interactive", body)

    async def submit(self, user: str, view: View) -> dict[str, Any]:
        """Send a form off; its view changes as the app answers."""
        answer = await self.send("interactive", payloads.submitted(user, view, self.world.trigger(user)))
        action = answer.get("response_action")
        if action == "update":
            put_view(view, answer["view"])
        elif action == "errors":
            view.errors = answer["errors"]
        elif not answer.get("timed_out") and "status" not in answer:
            view.open = False
        return answer

    async def send_event(self, inner: dict[str, Any], *, name: str | None = None) -> dict[str, Any]:
        """An event of the Events API."""
        named = name or f"Ev{self.world.number()}"
        return await self.send("events_api", payloads.event(named, inner))

    async def send(self, kind: str, payload: dict[str, Any]) -> dict[str, Any]:
        """Anything, by socket or HTTP, and what the app answered."""
        if self.events_url:
            return await send_until_taken(self.events_url, kind, payload, secret=SIGNING_SECRET)
        envelope = await self.socket.send(kind, payload, name=f"e{self.world.number()}")
        return await envelope.acked

    async def send_forged(self, inner: dict[str, Any], *, secret: str = SIGNING_SECRET, age: float = 0.0) -> int:
        """An HTTP event with another signature or age; the status of the answer."""
        payload = payloads.event(f"Ev{self.world.number()}", inner)
        status, _ = await send_signed(str(self.events_url), "events_api", payload, secret=secret, age=age)
        return status

    def _reply_url(self, channel: str, user: str, message: Message | None = None) -> str:
        return f"{self.url}/reply/{self.world.reply_address(channel, user, message)}"

    def _socket_url(self) -> str:
        return f"ws://127.0.0.1:{self._port}/socket/{self.world.number()}"

    async def _start(self) -> None:
        self.socket = SocketMode(ack_within=self._ack_within)
        app = web.Application()
        app.add_routes(self._api.routes())
        app.add_routes([web.get("/socket/{name}", self.socket.connect), *self._pages])
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", self._port)
        await site.start()
        self._port = self._runner.addresses[0][1]
        self._sending = asyncio.create_task(self.socket.run())

    async def _stop(self) -> None:
        self._sending.cancel()
        await self.socket.hang_up(kindly=False)
        await self._runner.cleanup()

    async def _reset(self) -> None:
        self.world.reset()
        self._api.moods = Moods()
        self.events_url = None
