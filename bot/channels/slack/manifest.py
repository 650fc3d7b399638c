"""The app manifest: what the coach is in a workspace, with the fewest scopes that work."""

from __future__ import annotations

from typing import Any

from bot.channels.slack.settings import EVENTS_PATH

COMMAND = "/postcheck"
GLOBAL_SHORTCUT, MESSAGE_SHORTCUT = "Check a draft", "Check before posting"
OPEN_FORM, CHECK_MESSAGE = "check_draft", "check_message"
SCOPES = {
    "app_mentions:read": "to be mentioned in a channel",
    "chat:write": "to answer",
    "commands": f"for {COMMAND} and the shortcuts",
    "im:history": "to read what is written to the coach itself",
}
EVENTS = ("app_home_opened", "app_mention", "message.im")


def manifest(*, name: str = "Postcoach", url: str | None = None) -> dict[str, Any]:
    """The manifest for Socket Mode, or for HTTP when ``url`` says where Slack reaches the coach."""
    address = {"url": url.rstrip("/") + EVENTS_PATH} if url else {}
    request = {"request_url": address["url"]} if url else {}
    return {
        "_metadata": {"major_version": 1, "minor_version": 1},
        "display_information": {
            "name": name,
            "description": "Checks drafts against our social media policy and answers questions about it.",
            "background_color": "#1d3c45",
        },
        "features": {
            "app_home": {
                "home_tab_enabled": True,
                "messages_tab_enabled": True,
                "messages_tab_read_only_enabled": False,
            },
            "bot_user": {"display_name": name.lower(), "always_online": True},
            "shortcuts": [
                {
                    "name": GLOBAL_SHORTCUT,
                    "type": "global",
                    "callback_id": OPEN_FORM,
                    "description": "Opens a form for the text that you want to post",
                },
                {
                    "name": MESSAGE_SHORTCUT,
                    "type": "message",
                    "callback_id": CHECK_MESSAGE,
                    "description": "Checks the text of this message; only you see the result",
                },
            ],
            "slash_commands": [
                {
                    "command": COMMAND,
                    "description": "Check a draft before you post it",
                    "usage_hint": "[your draft]",
                    # Names of people and channels arrive as they were typed, not as ids.
                    "should_escape": False,
                    **address,
                }
            ],
        },
        "oauth_config": {"scopes": {"bot": list(SCOPES)}},
        "settings": {
            "event_subscriptions": {**request, "bot_events": list(EVENTS)},
            "interactivity": {"is_enabled": True, **request},
            "org_deploy_enabled": False,
            "socket_mode_enabled": url is None,
            "token_rotation_enabled": False,
        },
    }
