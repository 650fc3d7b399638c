"""What Slack sends, built as Slack builds it: events, commands, shortcuts, presses, submitted forms."""

from __future__ import annotations

import re
import time
from typing import Any

from bot.channels.slack.manifest import CHECK_MESSAGE, COMMAND, OPEN_FORM
from bot.channels.slack.stand_in.world import APP, BOT, TEAM, Message, View, direct_channel
from bot.channels.slack.words import escape

_MENTION = re.compile(r"@coach\b")


def event(name: str, inner: dict[str, Any]) -> dict[str, Any]:
    """The frame of an event; ``name`` is what Slack repeats it under."""
    return {
        "token": "stand-in",
        "team_id": TEAM,
        "api_app_id": APP,
        "event": inner,
        "type": "event_callback",
        "event_id": name,
        "event_time": int(time.time()),
        "authorizations": [{"team_id": TEAM, "user_id": BOT, "is_bot": True}],
        "is_ext_shared_channel": False,
    }


def written(user: str, text: str, ts: str, *, thread: str | None = None, rich: bool = True) -> dict[str, Any]:
    """A direct message. ``text`` is what the person typed."""
    made: dict[str, Any] = {
        "type": "message",
        "user": user,
        "channel": direct_channel(user),
        "channel_type": "im",
        "ts": ts,
        "event_ts": ts,
        "text": escape(text),
        "client_msg_id": f"m{ts}",
        "team": TEAM,
    }
    if rich:
        made["blocks"] = _rich({"type": "text", "text": text})
    return {**made, "thread_ts": thread} if thread else made


def mentioned(user: str, channel: str, text: str, ts: str, *, thread: str | None = None) -> dict[str, Any]:
    """A message in a channel; ``@coach`` in it is the mention, in front when it is not there."""
    named = text if _MENTION.search(text) else f"@coach {text}"
    elements: list[dict[str, Any]] = []
    for index, part in enumerate(_MENTION.split(named)):
        elements += [{"type": "user", "user_id": BOT}] if index else []
        elements += [{"type": "text", "text": part}] if part else []
    made = {
        "type": "app_mention",
        "user": user,
        "channel": channel,
        "ts": ts,
        "event_ts": ts,
        "text": _MENTION.sub(f"<@{BOT}>", escape(named)),
        "blocks": _rich(*elements),
        "team": TEAM,
    }
    return {**made, "thread_ts": thread} if thread else made


def home_opened(user: str, ts: str) -> dict[str, Any]:
    """Somebody looks at the Home tab."""
    return {"type": "app_home_opened", "user": user, "channel": direct_channel(user), "tab": "home", "event_ts": ts}


def commanded(user: str, channel: str, text: str, trigger: str, reply_url: str) -> dict[str, Any]:
    """The command with what was typed after it."""
    return {
        "token": "stand-in",
        "team_id": TEAM,
        "team_domain": "stand-in",
        "channel_id": channel,
        "channel_name": "directmessage" if channel.startswith("D") else "general",
        "user_id": user,
        "user_name": user.lower(),
        "command": COMMAND,
        "text": escape(text),
        "api_app_id": APP,
        "is_enterprise_install": "false",
        "response_url": reply_url,
        "trigger_id": trigger,
    }


def shortcut(user: str, trigger: str) -> dict[str, Any]:
    """The global shortcut."""
    return {**_interactive("shortcut", user, trigger), "callback_id": OPEN_FORM, "action_ts": trigger}


def message_shortcut(user: str, message: Message, trigger: str, reply_url: str) -> dict[str, Any]:
    """The shortcut in the menu of a message."""
    return {
        **_interactive("message_action", user, trigger),
        "callback_id": CHECK_MESSAGE,
        "message_ts": message.ts,
        "channel": {"id": message.channel, "name": "general"},
        "message": {"type": "message", "user": message.author, "ts": message.ts, "text": message.text,
                    "blocks": message.blocks},
        "response_url": reply_url,
    }  # fmt: skip


def pressed_in_message(
    user: str, message: Message, element: dict[str, Any], trigger: str, reply_url: str, chosen: dict[str, Any] | None
) -> dict[str, Any]:
    """A button or a menu of a message."""
    container = {
        "type": "message",
        "message_ts": message.ts,
        "channel_id": message.channel,
        "is_ephemeral": message.only_for is not None,
    }
    body: dict[str, Any] = {
        **_interactive("block_actions", user, trigger),
        "container": container,
        "channel": {"id": message.channel, "name": "general"},
        "response_url": reply_url,
        "actions": [_action(element, trigger, chosen)],
    }
    if message.only_for is None:
        shown = {"ts": message.ts, "text": message.text, "blocks": message.blocks, "user": BOT}
        body["message"] = {**shown, "thread_ts": message.thread} if message.thread else shown
    return body


def pressed_in_view(
    user: str, view: View | None, content: dict[str, Any], element: dict[str, Any], trigger: str,
    chosen: dict[str, Any] | None,
) -> dict[str, Any]:  # fmt: skip
    """A button or a menu of a form, or of the Home tab when there is no ``view``."""
    body = _interactive("block_actions", user, trigger)
    shown = view_payload(view, content) if view else {**content, "id": f"VH{user}", "state": {"values": {}}}
    return {
        **body,
        "container": {"type": "view", "view_id": shown["id"]},
        "view": shown,
        "actions": [_action(element, trigger, chosen)],
    }


def submitted(user: str, view: View, trigger: str) -> dict[str, Any]:
    """A form sent off."""
    return {**_interactive("view_submission", user, trigger), "view": view_payload(view, view.content),
            "response_urls": []}  # fmt: skip


def view_payload(view: View, content: dict[str, Any]) -> dict[str, Any]:
    """A view as Slack sends it back, with what stands in its fields."""
    return {**content, "id": view.id, "team_id": TEAM, "state": {"values": view.values}, "hash": f"h{view.id}",
            "root_view_id": view.below or view.id, "bot_id": "B0COACH"}  # fmt: skip


def _interactive(kind: str, user: str, trigger: str) -> dict[str, Any]:
    return {
        "type": kind,
        "user": {"id": user, "username": user.lower(), "team_id": TEAM},
        "team": {"id": TEAM, "domain": "stand-in"},
        "api_app_id": APP,
        "token": "stand-in",
        "trigger_id": trigger,
        "is_enterprise_install": False,
        "enterprise": None,
    }


def _action(element: dict[str, Any], trigger: str, chosen: dict[str, Any] | None) -> dict[str, Any]:
    made = {"type": element["type"], "action_id": element["action_id"], "block_id": "b", "action_ts": trigger}
    return {**made, "selected_option": chosen} if chosen else {**made, "value": element.get("value", "")}


def _rich(*elements: dict[str, Any]) -> list[dict[str, Any]]:
    inner = {"type": "rich_text_section", "elements": list(elements)}
    return [{"type": "rich_text", "block_id": "x", "elements": [inner]}]
