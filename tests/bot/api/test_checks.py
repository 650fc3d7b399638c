"""POST /api/v1/check and everything that callers get wrong."""

from __future__ import annotations

import json
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from bot.api import create_app
from bot.checker import Checker
from bot.dialogue import Gateway, RasaClient
from bot.dialogue.services import CHECKS_AT_ONCE
from tests.support.coach import ACTION_TOKEN, RISKY, Served, WordEncoder, services_for


def post(coach, body, **headers):
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    return httpx.post(f"{coach.url}/api/v1/check", content=content, trust_env=False,
                      headers={"Content-Type": "application/json", **headers})


def test_a_check_gives_the_report_of_the_contract(coach):
    report = post(coach, {"text": RISKY, "platform": "linkedin"}).json()
    assert list(report) == ["schema", "verdict", "language", "policy_version", "protected", "findings", "rewrite",
                            "not_checked", "partial"]
    assert report["schema"] == "postcoach.report/1"
    assert report["verdict"] == "stop"
    for finding in report["findings"]:
        assert list(finding) == ["id", "rule", "category", "clause", "severity", "confidence", "start", "end", "quote",
                                 "message", "why", "fixes", "question", "contact", "trace"]
        assert RISKY[finding["start"] : finding["end"]] == finding["quote"]


def test_answers_change_the_findings(coach):
    asked = next(f for f in post(coach, {"text": RISKY}).json()["findings"] if f["question"])
    after = post(coach, {"text": RISKY, "answers": {asked["question"]["id"]: True}}).json()
    assert asked["rule"] not in [finding["rule"] for finding in after["findings"]]


def test_offsets_count_code_points_after_emoji(coach):
    text = f"👩‍👩‍👧 مرحبا {RISKY}"
    for finding in post(coach, {"text": text}).json()["findings"]:
        assert text[finding["start"] : finding["end"]] == finding["quote"]


BAD = {
    "not JSON": (b"{", 422, "C305"),
    "not UTF-8": (b"\xff\xfe", 422, "C305"),
    "invalid UTF-8 in a string": (b'{"text": "\xff"}', 400, "C305"),
    "nested without end": (b"[" * 100_000, 400, "C305"),
    "a list": (b"[]", 422, "C306"),
    "no text": (b"{}", 422, "C306"),
    "text is a number": (b'{"text": 5}', 422, "C306"),
    "text is null": (b'{"text": null}', 422, "C306"),
    "empty": (b'{"text": ""}', 422, "C302"),
    "blanks": (b'{"text": " \\n "}', 422, "C302"),
    "emoji only": ('{"text": "🎉🎉"}'.encode(), 422, "C302"),
    "NUL": (b'{"text": "a\\u0000b"}', 422, "C303"),
    "half a surrogate pair": (b'{"text": "a\\ud800"}', 422, "C303"),
    "too long": (b'{"text": "' + b"a" * 10_001 + b'"}', 422, "C301"),
    "unknown platform": (b'{"text": "a", "platform": "myspace"}', 422, "C304"),
    "unknown account": (b'{"text": "a", "account": "bot"}', 422, "C304"),
    "unknown language": (b'{"text": "a", "language": "de"}', 422, "C304"),
    "platform is a list": (b'{"text": "a", "platform": []}', 422, "C304"),
    "no such day": (b'{"text": "a", "as_of": "2027-02-30"}', 422, "C306"),
    "a day as a number": (b'{"text": "a", "as_of": 1}', 422, "C306"),
    "a time stamp": (b'{"text": "a", "as_of": "2027-01-01T00:00:00Z"}', 422, "C306"),
    "an answer that is a word": (b'{"text": "a", "answers": {"q": "yes"}}', 422, "C306"),
    "answers as a list": (b'{"text": "a", "answers": [true]}', 422, "C306"),
    "a misspelt field": (b'{"text": "a", "asof": "2027-01-01"}', 422, "C306"),
    "too large": (b'{"text": "a", "x": "' + b"a" * 1_000_000 + b'"}', 413, "C307"),
}  # fmt: skip


@pytest.mark.parametrize("name", BAD)
def test_a_request_that_cannot_be_used_gets_the_error_shape(coach, name):
    body, status, code = BAD[name]
    answer = post(coach, body)
    error = answer.json()["error"]
    assert (answer.status_code, error["code"]) == (status, code)
    assert set(error) <= {"code", "message", "hint", "where"}
    assert "Traceback" not in answer.text


def test_ten_thousand_characters_are_read(coach):
    assert post(coach, {"text": "word " * 2000}).status_code == 200


def test_the_words_of_a_refused_draft_are_not_repeated(coach):
    assert "Marzipan" not in post(coach, {"text": "Marzipan\0"}).text
    assert "Marzipan" not in post(coach, {"text": ["Marzipan"]}).text


def test_a_body_without_end_is_cut_off_before_it_is_read(coach):
    sent = 0

    def endless():
        nonlocal sent
        while sent < 50_000_000:
            sent += 65_536
            yield b"a" * 65_536

    try:
        answer = httpx.post(f"{coach.url}/api/v1/check", content=endless(), trust_env=False)
        assert answer.status_code == 413
    except httpx.HTTPError:
        pass  # the server closed the line while the rest was still being sent
    assert sent < 50_000_000


def test_null_stands_for_what_was_left_out(coach):
    body = {"text": "We won", "platform": None, "account": None, "language": None, "as_of": None}
    assert post(coach, body).status_code == 200


class CountingChecker:
    """Says how many checks ran at the same time."""

    def __init__(self, inner):
        self.inner, self.now, self.most, self.lock = inner, 0, 0, threading.Lock()

    def check(self, *args, **options):
        with self.lock:
            self.now += 1
            self.most = max(self.most, self.now)
        time.sleep(0.02)
        with self.lock:
            self.now -= 1
        return self.inner.check(*args, **options)


def test_many_callers_at_once_are_all_answered_and_few_run_together(rulebook):
    checker = CountingChecker(Checker(WordEncoder()))
    services = services_for(rulebook, checker=checker)
    gateway = Gateway(services, RasaClient("http://127.0.0.1:9", "t"))
    served = Served(create_app(services, gateway=gateway, action_token=ACTION_TOKEN))
    try:
        with ThreadPoolExecutor(16) as callers:
            answers = list(callers.map(lambda _: httpx.post(f"{served.url}/api/v1/check", json={"text": RISKY},
                                                            trust_env=False, timeout=60).json(), range(48)))
    finally:
        served.stop()
    assert all(answer["findings"] == answers[0]["findings"] for answer in answers)
    assert checker.most <= CHECKS_AT_ONCE
