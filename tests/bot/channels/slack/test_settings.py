from __future__ import annotations

import logging

import pytest
from starlette.applications import Starlette

from bot.channels.slack.manifest import COMMAND, EVENTS, SCOPES, manifest
from bot.channels.slack.settings import SLACK_API, read_slack_settings
from bot.errors import CoachError
from bot.serve.slack import start_slack

TOKENS = {"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_APP_TOKEN": "xapp-1"}


def test_without_any_token_there_is_no_slack():
    assert read_slack_settings({}) is None
    assert read_slack_settings({"SLACK_BOT_TOKEN": " "}) is None


def test_two_tokens_are_all_it_takes():
    settings = read_slack_settings(TOKENS)
    assert settings.by_socket
    assert settings.api_url == SLACK_API


def test_a_signing_secret_in_place_of_the_app_token_means_http():
    assert not read_slack_settings({"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_SIGNING_SECRET": "s"}).by_socket


def test_a_token_is_never_shown():
    shown = repr(read_slack_settings({**TOKENS, "SLACK_SIGNING_SECRET": "secret"}))
    assert "xoxb" not in shown and "xapp" not in shown and "secret" not in shown


@pytest.mark.parametrize(("given", "named"), [
    ({"SLACK_APP_TOKEN": "xapp-1"}, "SLACK_BOT_TOKEN"),
    ({"SLACK_BOT_TOKEN": "xoxb-1"}, "SLACK_APP_TOKEN"),
    ({**TOKENS, "SLACK_BOT_TOKEN": "xoxp-1"}, "xoxb-"),
    ({**TOKENS, "SLACK_APP_TOKEN": "xoxb-1"}, "xapp-"),
])
def test_half_a_setting_is_named(given, named):
    with pytest.raises(CoachError, match=named) as raised:
        read_slack_settings(given)
    assert raised.value.code == "C420"


@pytest.mark.parametrize(("given", "said"), [({}, "runs without Slack"), ({"SLACK_BOT_TOKEN": "xoxb-1"}, "C420")])
def test_without_tokens_the_coach_starts_and_says_so_once(caplog, given, said):
    caplog.set_level(logging.INFO)
    app = Starlette()
    start_slack(app, None, given)
    assert caplog.text.count(said) == 1
    assert app.router.routes == []


def test_the_manifest_asks_for_no_more_than_the_code_uses():
    made = manifest()
    assert made["oauth_config"]["scopes"]["bot"] == ["app_mentions:read", "chat:write", "commands", "im:history"]
    assert made["settings"]["event_subscriptions"] == {"bot_events": list(EVENTS)}
    assert made["settings"]["socket_mode_enabled"] is True
    assert [command["command"] for command in made["features"]["slash_commands"]] == [COMMAND]
    assert made["features"]["slash_commands"][0]["should_escape"] is False
    assert {shortcut["type"] for shortcut in made["features"]["shortcuts"]} == {"global", "message"}
    assert all(len(shortcut["name"]) <= 24 for shortcut in made["features"]["shortcuts"])
    assert len(SCOPES) == 4


def test_the_manifest_for_http_names_the_address_everywhere():
    made = manifest(url="https://coach.example.org/")
    address = "https://coach.example.org/slack/events"
    assert made["settings"]["event_subscriptions"]["request_url"] == address
    assert made["settings"]["interactivity"]["request_url"] == address
    assert made["features"]["slash_commands"][0]["url"] == address
    assert made["settings"]["socket_mode_enabled"] is False
