"""``postcoach slack`` against the stand-in."""

from __future__ import annotations

import json

import httpx
import pytest
from typer.testing import CliRunner

from bot.channels.slack.stand_in import StandIn
from bot.channels.slack.stand_in.page import start_with_page
from bot.cli import application
from bot.errors import CoachError

NAMES = ("SLACK_BOT_TOKEN", "SLACK_APP_TOKEN", "SLACK_SIGNING_SECRET", "SLACK_API_URL")


@pytest.fixture
def stand_in():
    running = StandIn().start()
    yield running
    running.stop()


@pytest.fixture
def doctor(monkeypatch):
    def look(environment):
        for name in NAMES:
            monkeypatch.delenv(name, raising=False)
        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        return CliRunner().invoke(application(), ["slack", "doctor"])

    return look


def test_the_manifest_is_printed_as_json():
    result = CliRunner().invoke(application(), ["slack", "manifest", "--name", "Coach"])
    assert json.loads(result.stdout)["display_information"]["name"] == "Coach"


def test_the_doctor_finds_everything_well(doctor, stand_in):
    result = doctor(stand_in.environment())
    assert result.exit_code == 0
    assert result.stdout.count("ok ") == 4
    assert "socket stands" in result.stdout


def test_the_doctor_names_a_missing_scope_and_the_repair(doctor, stand_in):
    stand_in.moods.scopes = ("chat:write", "commands", "im:history")
    result = doctor(stand_in.environment())
    assert result.exit_code == 1
    assert "app_mentions:read (to be mentioned in a channel)" in result.stdout
    assert "install the app again" in result.stdout


@pytest.mark.parametrize(("name", "value", "said"), [
    ("SLACK_BOT_TOKEN", "xoxb-other", "bot token refused: invalid_auth"),
    ("SLACK_APP_TOKEN", "xapp-other", "app token refused: invalid_auth"),
    ("SLACK_API_URL", "http://127.0.0.1:9/", "cannot be reached"),
])
def test_the_doctor_says_what_is_wrong(doctor, stand_in, name, value, said):
    result = doctor({**stand_in.environment(), name: value})
    assert result.exit_code == 1
    assert said in result.stdout


def test_the_doctor_over_http_says_where_slack_must_reach_the_coach(doctor, stand_in):
    result = doctor(stand_in.environment(by_socket=False))
    assert result.exit_code == 0
    assert "/slack/events" in result.stdout


def test_the_doctor_without_tokens_says_where_to_begin(doctor):
    result = doctor({})
    assert isinstance(result.exception, CoachError)
    assert result.exception.code == "C420"


def test_the_page_of_the_stand_in_draws_and_trusts_nothing():
    running = start_with_page(0)
    try:
        answer = httpx.post(f"{running.url}/write", data={"at": "general", "text": "<script>alert(1)</script>"},
                            follow_redirects=True, trust_env=False, timeout=30)
        assert answer.status_code == 200
        assert "&lt;script&gt;alert(1)" in answer.text and "<script>" not in answer.text
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    finally:
        running.stop()
