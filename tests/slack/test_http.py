"""Slack over HTTP: signed, fresh, repeated, forged."""

from __future__ import annotations

import logging
import time

import httpx
import pytest

from bot.channels.slack.stand_in import direct_channel, payloads
from bot.channels.slack.stand_in.http_events import body_of, sign
from bot.channels.slack.stand_in.web_api import SIGNING_SECRET
from tests.slack.office import Office, open_office, seen
from tests.support.coach import RISKY

ANN = "U0ANN"


@pytest.fixture(scope="module")
def by_http(workspace, running):
    yield from open_office(running, by_socket=False)


@pytest.fixture
def http(by_http: Office) -> Office:
    address = by_http.stand_in.events_url
    by_http.fresh()
    by_http.stand_in.events_url = address
    return by_http


def forged(http: Office, **how) -> int:
    stand_in = http.stand_in
    return stand_in.do(stand_in.send_forged(payloads.written(ANN, "hello coach", stand_in.world.ts()), **how))


def test_every_kind_of_request_is_answered_over_http(http):
    [report] = http.write(ANN, f"check this: {RISKY}")
    assert "Banque Meridian" in seen(report)
    assert len(http.press(ANN, report, "why")) == 1
    [alone] = http.command(ANN, RISKY)
    assert alone.only_for == ANN
    http.stand_in.do(http.stand_in.shortcut(ANN))
    view = http.view(ANN)
    view.values["draft-0"]["draft"]["value"] = "We spoke with Banque Meridian"
    answer = http.stand_in.do(http.stand_in.submit(ANN, view))
    assert answer["response_action"] == "update"


def test_a_repeated_request_is_answered_once(http):
    def twice() -> None:
        for _ in range(2):
            http.stand_in.do(http.stand_in.write(ANN, "can I say which client I'm visiting?", name="Ev0HTTP"))

    assert len(http.answers(twice, direct_channel(ANN))) == 1


def test_a_good_signature_is_taken_up_to_five_minutes(http):
    assert forged(http, age=290) == 200


@pytest.mark.parametrize(
    "how", [{"secret": "somebody else's"}, {"age": 301}, {"age": -301}, {"age": 86_400}],
    ids=["wrong secret", "older than five minutes", "from the future", "a day old"])
def test_a_forged_or_replayed_request_is_refused_and_not_answered(http, how):
    before = len(http.said(direct_channel(ANN)))
    assert forged(http, **how) == 401
    http.settle()
    assert len(http.said(direct_channel(ANN))) == before


@pytest.mark.parametrize("stamp", ["", "yesterday", "1e9", "-1"])
def test_a_time_that_is_none_is_refused(http, stamp):
    body = body_of("events_api", payloads.event("Ev0X", payloads.written(ANN, "hello coach", "1.0")))
    headers = {"X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": sign(body, SIGNING_SECRET, 0),
               "Content-Type": "application/json"}
    assert httpx.post(http.stand_in.events_url, content=body, headers=headers, trust_env=False).status_code == 401


def test_a_changed_body_is_refused_and_its_words_reach_no_log(http, caplog):
    caplog.set_level(logging.DEBUG)
    body = body_of("events_api", payloads.event("Ev0Y", payloads.written(ANN, "marzipan" + "turm", "1.0")))
    headers = {"X-Slack-Request-Timestamp": str(int(time.time())), "X-Slack-Signature": "v0=00",
               "Content-Type": "application/json"}
    assert httpx.post(http.stand_in.events_url, content=body, headers=headers, trust_env=False).status_code == 401
    assert "marzipan" + "turm" not in caplog.text


def test_slack_may_prove_that_the_address_is_ours(http):
    body = body_of("events_api", {"type": "url_verification", "challenge": "abc", "token": "t"})
    stamp = int(time.time())
    headers = {"X-Slack-Request-Timestamp": str(stamp), "X-Slack-Signature": sign(body, SIGNING_SECRET, stamp),
               "Content-Type": "application/json"}
    answer = httpx.post(http.stand_in.events_url, content=body, headers=headers, trust_env=False)
    assert (answer.status_code, answer.json()) == (200, {"challenge": "abc"})
