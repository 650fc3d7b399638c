"""What Bolt calls: each listener acknowledges and hands on to a surface; nothing is decided here."""

from __future__ import annotations

import logging
import re
import uuid
from collections.abc import Mapping
from typing import Any

from slack_bolt.async_app import AsyncApp
from slack_bolt.error import BoltUnhandledRequestError
from slack_bolt.response import BoltResponse

from bot.channels.slack.cards import ACTION
from bot.channels.slack.delivery import Place
from bot.channels.slack.desk import Desk, Member
from bot.channels.slack.forms import Ack, Forms
from bot.channels.slack.home import OPEN_FORM as OPEN_FORM_BUTTON
from bot.channels.slack.home import PICK_LANGUAGE, PICK_TOPIC
from bot.channels.slack.manifest import CHECK_MESSAGE, COMMAND, OPEN_FORM
from bot.channels.slack.messages import Messages
from bot.channels.slack.modal import FORM
from bot.channels.slack.words import decode, read_message

log = logging.getLogger(__name__)

Body = Mapping[str, Any]


def listen(app: AsyncApp, desk: Desk) -> None:
    """Attach every surface to a Bolt app."""
    messages, forms = Messages(desk), Forms(desk)
    _listen_to_events(app, messages, forms)
    _listen_to_openings(app, messages, forms)
    _listen_to_buttons(app, messages, forms)

    @app.error
    async def _unforeseen(error: Exception) -> BoltResponse:
        # Acknowledged all the same: Slack would send it again, and it would fail again.
        if not isinstance(error, BoltUnhandledRequestError):
            log.error("C428 a message of Slack could not be read: %s", type(error).__name__)
        return BoltResponse(status=200, body="")


def _listen_to_events(app: AsyncApp, messages: Messages, forms: Forms) -> None:
    @app.event("message")
    async def _message(body: Body, event: Body, context: Body) -> None:
        if event.get("channel_type") == "im" and event.get("user"):
            messages.written(_member(body, event), _event(body), event, bot=context.get("bot_user_id"))

    @app.event("app_mention")
    async def _mention(body: Body, event: Body, context: Body) -> None:
        # What is said to the coach in a direct message comes as a message already.
        if not str(event.get("channel", "D")).startswith("D") and event.get("user"):
            messages.written(_member(body, event), _event(body), event, bot=context.get("bot_user_id"))

    @app.event("app_home_opened")
    async def _home(body: Body, event: Body) -> None:
        if event.get("tab") == "home":
            forms.home(_member(body, event), _event(body))


def _listen_to_openings(app: AsyncApp, messages: Messages, forms: Forms) -> None:
    @app.command(COMMAND)
    async def _command(ack: Ack, body: Body) -> None:
        await ack()
        member = Member(str(body.get("team_id")), str(body.get("user_id")))
        place = Place(str(body.get("channel_id")), member.user, reply_url=body.get("response_url"))
        text = decode(str(body.get("text") or ""), marks=False)
        if text:
            messages.commanded(member, _event(body), place, text)
        else:
            await forms.open(member, _event(body), str(body.get("trigger_id")), place)

    @app.shortcut({"callback_id": OPEN_FORM, "type": "shortcut"})
    async def _shortcut(ack: Ack, body: Body) -> None:
        await ack()
        member = _member(body)
        await forms.open(member, _event(body), str(body.get("trigger_id")), Place(member.user, member.user))

    @app.shortcut({"callback_id": CHECK_MESSAGE, "type": "message_action"})
    async def _check_message(ack: Ack, body: Body) -> None:
        await ack()
        member = _member(body)
        place = Place(member.user, member.user, reply_url=body.get("response_url"))
        text = read_message(body.get("message") or {})
        await forms.open_checked(member, _event(body), str(body.get("trigger_id")), place, text)


def _listen_to_buttons(app: AsyncApp, messages: Messages, forms: Forms) -> None:
    @app.action(re.compile(f"^{ACTION}:"))
    async def _pressed(ack: Ack, body: Body, action: Body) -> None:
        await ack()
        member, event, trigger = _member(body), _event(body, action), str(body.get("trigger_id"))
        chosen = str((action.get("selected_option") or {}).get("value") or "")
        view = body.get("view") or {}
        if action.get("action_id") == PICK_LANGUAGE:
            forms.home(member, event, language=chosen)
        elif action.get("action_id") == PICK_TOPIC:
            messages.picked(member, event, chosen)
        elif action.get("action_id") == OPEN_FORM_BUTTON:
            await forms.open(member, event, trigger, Place(member.user, member.user))
        elif view.get("type") == "modal":
            await forms.pressed(member, event, view, trigger, str(action.get("value") or ""))
        else:
            messages.pressed(member, event, body, str(action.get("value") or ""))

    @app.view(FORM)
    async def _submitted(ack: Ack, body: Body, view: Body) -> None:
        await forms.submitted(_member(body), view, ack)


def _member(body: Body, event: Body | None = None) -> Member:
    user = (event or {}).get("user") or (body.get("user") or {}).get("id")
    team = body.get("team_id") or (body.get("team") or {}).get("id")
    return Member(str(team), str(user))


def _event(body: Body, action: Body | None = None) -> str:
    """What Slack repeats an event under. A trigger is made for one press and for nothing else."""
    named = body.get("event_id") or body.get("trigger_id") or uuid.uuid4().hex
    return f"{named}:{(action or {}).get('action_ts', '')}"
