"""The stand-in's page: write, mention, use the command, press and fill in forms as a person does in Slack."""

from __future__ import annotations

import asyncio
import json
import time
from html import escape
from pathlib import Path
from typing import Any

from aiohttp import web

from bot.channels.slack.manifest import COMMAND, GLOBAL_SHORTCUT, MESSAGE_SHORTCUT
from bot.channels.slack.stand_in.draw import draw_blocks
from bot.channels.slack.stand_in.server import StandIn
from bot.channels.slack.stand_in.world import BOT, Message, View, direct_channel

YOU, GENERAL = "U0YOU", "C0GENERAL"
QUIET, LONGEST = 0.4, 12.0  # seconds without a call of the coach until the page is drawn, at most so many
HEADERS = {"Content-Security-Policy": "default-src 'none'; style-src 'self'; form-action 'self'"}
PLACES = {"dm": "Messages", "general": "#general", "home": "Home"}


def start_with_page(port: int) -> StandIn:
    """A stand-in with the page at its root."""
    stand_in = StandIn(port=port)
    page = Page(stand_in)
    posts = {"/write": page.write, "/press": page.press, "/submit": page.submit, "/shortcut": page.shortcut,
             "/close": page.close}  # fmt: skip
    gets = [web.get("/", page.show), web.get("/page.css", page.style)]
    return stand_in.start(pages=[*gets, *(web.post(path, handler) for path, handler in posts.items())])


class Page:
    """Draws the workspace as one person sees it."""

    def __init__(self, stand_in: StandIn) -> None:
        self._stand_in = stand_in

    async def show(self, request: web.Request) -> web.Response:
        """One place, and the form on top when one is open."""
        at = request.query.get("at", "dm")
        view = self._stand_in.world.open_view(YOU)
        content = self._home() if at == "home" else self._messages(at)
        body = (f"<nav>{self._links(at)}<p>A stand-in. Nothing here leaves this machine.</p></nav>"
                f"<main>{self._view(view, at) if view else content + self._compose(at)}</main>")  # fmt: skip
        head = "<meta charset='utf-8'><title>Slack stand-in</title><link rel='stylesheet' href='/page.css'>"
        page = f"<!doctype html><html lang='en'>{head}{body}"
        return web.Response(text=page, content_type="text/html", headers=HEADERS)

    async def style(self, request: web.Request) -> web.Response:
        """How it looks."""
        look = Path(__file__).with_name("page.css").read_text(encoding="utf-8")
        return web.Response(text=look, content_type="text/css")

    async def write(self, request: web.Request) -> web.Response:
        """What was typed: a message, a mention, or the command."""
        form = await request.post()
        at, text = str(form.get("at", "dm")), str(form.get("text", "")).replace("\r\n", "\n").strip()
        channel = GENERAL if at == "general" else direct_channel(YOU)
        if text == COMMAND or text.startswith(f"{COMMAND} "):
            await self._stand_in.command(YOU, channel, text.removeprefix(COMMAND).strip())
        elif at == "general" and "@coach" in text:
            await self._stand_in.mention(YOU, channel, text)
        elif text:
            self._stand_in.world.messages.append(Message(channel, self._stand_in.world.ts(), YOU, text))
            if at == "dm":
                await self._stand_in.write(YOU, text)
        return await self._back(at)

    async def press(self, request: web.Request) -> web.Response:
        """A button or menu of a message, a form or the Home tab."""
        form = await request.post()
        where, at, element = str(form["where"]), str(form["at"]), json.loads(str(form["element"]))
        chosen = {"value": str(form["chosen"])} if "chosen" in form else None
        kind, _, name = where.partition(":")
        if kind == "message":
            message = self._stand_in.world.find(*name.split("/", 1))  # type: ignore[arg-type]
            if message:
                await self._stand_in.press(YOU, message, element, chosen=chosen)
        else:
            view = self._stand_in.world.views.get(name) if kind == "view" else None
            await self._stand_in.press_in_view(YOU, element, view=view, chosen=chosen)
        return await self._back(at)

    async def submit(self, request: web.Request) -> web.Response:
        """A form sent off, with what stands in its fields."""
        form = await request.post()
        view = self._stand_in.world.views[str(form["view"])]
        for name, value in form.items():
            block, _, action = name.partition("|")
            held = (view.values.get(block) or {}).get(action)
            if held is not None:
                text = str(value).replace("\r\n", "\n")
                held.update({"value": text} if "value" in held else {"selected_option": {"value": text}})
        await self._stand_in.submit(YOU, view)
        return await self._back(str(form["at"]))

    async def shortcut(self, request: web.Request) -> web.Response:
        """The global shortcut, or the one of a message."""
        form = await request.post()
        named = str(form.get("message", ""))
        message = self._stand_in.world.find(*named.split("/", 1)) if named else None  # type: ignore[arg-type]
        await (self._stand_in.message_shortcut(YOU, message) if message else self._stand_in.shortcut(YOU))
        return await self._back(str(form["at"]))

    async def close(self, request: web.Request) -> web.Response:
        """Close the form on top."""
        form = await request.post()
        self._stand_in.world.views[str(form["view"])].open = False
        raise web.HTTPSeeOther(f"/?at={form['at']!s}")

    async def _back(self, at: str) -> web.Response:
        """Draw the page when the coach has been silent for a moment."""
        calls, since, end = -1, time.monotonic(), time.monotonic() + LONGEST
        while time.monotonic() < end and time.monotonic() - since < QUIET:
            now = len(self._stand_in.world.calls)
            calls, since = now, time.monotonic() if now != calls else since
            await asyncio.sleep(0.05)
        raise web.HTTPSeeOther(f"/?at={at}")

    def _links(self, at: str) -> str:
        return "".join(
            f"<a href='/?at={key}'{' class=here' if key == at else ''}>{escape(title)}</a>"
            for key, title in PLACES.items()
        )

    def _home(self) -> str:
        home = self._stand_in.world.homes.get(YOU)
        if home is None:
            self._stand_in.later(self._stand_in.open_home(YOU))
            return "<p>The coach is drawing this tab. <a href='/?at=home'>Look again</a></p>"
        return draw_blocks(home["blocks"], lambda element: _hidden("home:", "home", element))

    def _messages(self, at: str) -> str:
        channel = GENERAL if at == "general" else direct_channel(YOU)
        shown = [said for said in self._stand_in.world.messages
                 if said.channel == channel and said.only_for in (None, YOU)]  # fmt: skip
        return "".join(self._message(said, at) for said in shown) or "<p>Nothing here yet.</p>"

    def _message(self, said: Message, at: str) -> str:
        mine = said.author != BOT
        name = f"{said.channel}/{said.ts}"
        notes = " · ".join(note for note in ("in thread" if said.thread else "",
                                             "Only visible to you" if said.only_for else "",
                                             "edited" if said.changed else "") if note)  # fmt: skip
        body = draw_blocks(said.blocks, lambda element: _hidden(f"message:{name}", at, element))
        text = body or f"<div class='block'>{escape(said.text)}</div>"
        menu = (f"<form method='post' action='/shortcut'><input type='hidden' name='at' value='{at}'>"
                f"<input type='hidden' name='message' value='{name}'><button>⋮ {MESSAGE_SHORTCUT}</button></form>"
                if mine and at == "general" else "")  # fmt: skip
        return (f"<div class='said{' me' if mine else ''}'><div class='face'>{'Y' if mine else 'P'}</div>"
                f"<div class='body'><span class='who'>{'You' if mine else 'Postcoach'}</span> "
                f"<span class='note'>{notes}</span>{text}{menu}</div></div>")  # fmt: skip

    def _compose(self, at: str) -> str:
        if at == "home":
            return ""
        who = "Write to the coach" if at == "dm" else "@coach and a question, any message"
        hint = escape(f"{who}, or {COMMAND} and a draft")
        place = f"<input type='hidden' name='at' value='{at}'>"
        return (f"<div class='compose'><form method='post' action='/write'>{place}"
                f"<textarea name='text' rows='3' aria-label='message' placeholder='{hint}' autofocus></textarea>"
                "<button class='primary'>Send</button></form>"
                f"<form method='post' action='/shortcut'>{place}<button>⚡ {GLOBAL_SHORTCUT}</button></form></div>")

    def _view(self, view: View, at: str) -> str:
        content = view.content
        fields = [block for block in content["blocks"] if block["type"] == "input"]
        others = [block for block in content["blocks"] if block["type"] != "input"]
        hidden = f"<input type='hidden' name='at' value='{at}'><input type='hidden' name='view' value='{view.id}'>"
        drawn = draw_blocks(others, lambda element: _hidden(f"view:{view.id}", at, element))
        faults = "".join(f"<p class='fault'>{escape(fault)}</p>" for fault in view.errors.values())
        inputs = draw_blocks(fields, lambda element: "", view.values)
        form = (f"<form method='post' action='/submit'>{hidden}{inputs}{faults}<p>"
                f"<button class='primary'>{escape(content['submit']['text'])}</button></p></form>"
                if fields else "")  # fmt: skip
        label = escape(content["close"]["text"])
        close = f"<form method='post' action='/close'>{hidden}<button>{label}</button></form>"
        return f"<div class='modal'><h2>{escape(content['title']['text'])}</h2>{drawn}{form}{close}</div>"


def _hidden(where: str, at: str, element: dict[str, Any]) -> str:
    pressed = {key: element[key] for key in ("type", "action_id", "value") if key in element}
    return "".join(
        f"<input type='hidden' name='{name}' value='{escape(value)}'>"
        for name, value in (("where", where), ("at", at), ("element", json.dumps(pressed)))
    )
