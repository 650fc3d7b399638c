"""The stand-in's Web API and its addresses to reply to."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from typing import Any

from aiohttp import web

from bot.channels.slack.manifest import SCOPES
from bot.channels.slack.stand_in.block_rules import message_faults, view_faults
from bot.channels.slack.stand_in.world import BOT, BOT_ID, TEAM, Message, View, World, direct_channel

BOT_TOKEN, APP_TOKEN, SIGNING_SECRET = "xoxb-stand-in", "xapp-stand-in", "stand-in-signing-secret"
WITHOUT_LIMIT = ("auth.test", "apps.connections.open")


@dataclass
class Moods:
    """How unkind the stand-in is: the share of calls that it asks to wait, the scopes that it grants."""

    limited: float = 0.0
    retry_after: int = 1
    scopes: tuple[str, ...] = tuple(SCOPES)
    errors: tuple[tuple[str, str], ...] = ()  # method → error, for every call


class WebApi:
    """``/api/<method>`` and ``/reply/<name>``. ``socket_url`` gives an address for a new socket."""

    def __init__(self, world: World, moods: Moods, random: Random, socket_url: Callable[[], str]) -> None:
        self._world, self.moods, self._random, self._socket_url = world, moods, random, socket_url

    def routes(self) -> list[web.RouteDef]:
        return [web.post("/api/{method}", self.call), web.post("/reply/{name}", self.reply)]

    async def call(self, request: web.Request) -> web.Response:
        """One call of a method."""
        method = request.match_info["method"]
        self._world.calls.append(method)
        token = APP_TOKEN if method == "apps.connections.open" else BOT_TOKEN
        if request.headers.get("Authorization") != f"Bearer {token}":
            return _error("invalid_auth")
        if method not in WITHOUT_LIMIT and self._limited():
            return _wait(self.moods.retry_after)
        error = dict(self.moods.errors).get(method)
        if error:
            return _error(error)
        arguments = await _arguments(request)
        handler = getattr(self, "_" + method.replace(".", "_"), None)
        return handler(arguments) if handler else _error("unknown_method")

    async def reply(self, request: web.Request) -> web.Response:
        """An answer to a press or a command."""
        self._world.calls.append("reply")
        if self._limited():
            return _wait(self.moods.retry_after)
        address = self._world.replies.get(request.match_info["name"])
        if address is None or address.left <= 0:
            return web.Response(status=404, text="used_url")
        body = await request.json()
        text, blocks = body.get("text") or "", body.get("blocks") or []
        faults = message_faults(text, blocks)
        if faults:
            self._world.refused.append(faults)
            return web.Response(status=400, text=faults[0])
        address.left -= 1
        if body.get("replace_original") and address.message:
            address.message.text, address.message.blocks = text, blocks
            address.message.changed += 1
        else:
            alone = address.user if body.get("response_type", "ephemeral") == "ephemeral" else None
            thread = address.message.thread if address.message else None
            said = Message(address.channel, self._world.ts(), BOT, text, blocks, thread, alone)
            self._world.messages.append(said)
        return web.Response(text="ok")

    def _limited(self) -> bool:
        limited = self._random.random() < self.moods.limited
        self._world.limited += limited
        return limited

    def _auth_test(self, arguments: dict[str, Any]) -> web.Response:
        made = {"ok": True, "url": "http://stand-in/", "team": "Stand-in", "user": "coach", "team_id": TEAM,
                "user_id": BOT, "bot_id": BOT_ID}  # fmt: skip
        return web.json_response(made, headers={"x-oauth-scopes": ",".join(self.moods.scopes)})

    def _apps_connections_open(self, arguments: dict[str, Any]) -> web.Response:
        return web.json_response({"ok": True, "url": self._socket_url()})

    def _chat_postMessage(self, arguments: dict[str, Any]) -> web.Response:
        channel = str(arguments.get("channel") or "")
        if channel.startswith(("U", "W")):
            channel = direct_channel(channel)
        if not channel.startswith(("C", "D", "G")):
            return _error("channel_not_found")
        text, blocks = arguments.get("text") or "", arguments.get("blocks") or []
        faults = message_faults(text, blocks)
        if faults:
            self._world.refused.append(faults)
            return _error(faults[0])
        said = Message(channel, self._world.ts(), BOT, text, blocks, arguments.get("thread_ts"))
        self._world.messages.append(said)
        return web.json_response({"ok": True, "channel": channel, "ts": said.ts})

    def _views_open(self, arguments: dict[str, Any]) -> web.Response:
        return self._opened(arguments, below=False)

    def _views_push(self, arguments: dict[str, Any]) -> web.Response:
        return self._opened(arguments, below=True)

    def _views_update(self, arguments: dict[str, Any]) -> web.Response:
        view = self._world.views.get(str(arguments.get("view_id")))
        if view is None or not view.open:
            return _error("not_found")
        return self._checked(arguments["view"]) or self._shown(put_view(view, arguments["view"]))

    def _views_publish(self, arguments: dict[str, Any]) -> web.Response:
        refusal = self._checked(arguments["view"])
        if refusal is None:
            self._world.homes[str(arguments["user_id"])] = arguments["view"]
        return refusal or web.json_response({"ok": True, "view": {"id": f"VH{arguments['user_id']}"}})

    def _opened(self, arguments: dict[str, Any], *, below: bool) -> web.Response:
        trigger = self._world.take_trigger(str(arguments.get("trigger_id")))
        if isinstance(trigger, str):
            return _error(trigger)
        refusal = self._checked(arguments["view"])
        if refusal:
            return refusal
        under = self._world.open_view(trigger.user) if below else None
        view = View(f"V{self._world.number()}", trigger.user, arguments["view"], below=under.id if under else None)
        self._world.views[view.id] = put_view(view, arguments["view"])
        return self._shown(view)

    def _checked(self, view: dict[str, Any]) -> web.Response | None:
        faults = view_faults(view)
        if faults:
            self._world.refused.append(("invalid_arguments", faults))
        return _error("invalid_arguments") if faults else None

    @staticmethod
    def _shown(view: View) -> web.Response:
        return web.json_response({"ok": True, "view": {"id": view.id}})


def put_view(view: View, content: dict[str, Any]) -> View:
    """Draw a view anew: a field keeps what was typed while its name stays, a new one takes its first value."""
    kept = view.values
    view.content, view.values, view.errors = content, {}, {}
    for block in content.get("blocks") or ():
        if block["type"] == "input":
            name, element = block["block_id"], block["element"]
            view.values[name] = kept.get(name) or {element["action_id"]: _first_value(element)}
    return view


def _first_value(element: dict[str, Any]) -> dict[str, Any]:
    if element["type"] == "plain_text_input":
        return {"type": element["type"], "value": element.get("initial_value")}
    return {"type": element["type"], "selected_option": element.get("initial_option")}


async def _arguments(request: web.Request) -> dict[str, Any]:
    if request.content_type == "application/json":
        return await request.json()
    form = await request.post()
    made: dict[str, Any] = {key: value for key, value in form.items() if isinstance(value, str)}
    for name in ("blocks", "view"):
        if name in made:
            made[name] = json.loads(made[name])
    return made


def _error(name: str) -> web.Response:
    return web.json_response({"ok": False, "error": name})


def _wait(seconds: int) -> web.Response:
    return web.json_response({"ok": False, "error": "ratelimited"}, status=429, headers={"Retry-After": str(seconds)})
