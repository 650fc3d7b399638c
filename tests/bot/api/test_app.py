"""The service as a whole: health, documents, headers, errors, logs, the action webhook."""

from __future__ import annotations

import logging

import httpx
import pytest

from bot.api import create_app
from bot.dialogue import Gateway, RasaClient
from bot.errors import CoachError
from tests.support.coach import ACTION_TOKEN, RISKY, services_for


def get(coach, path, method="GET", **options):
    return httpx.request(method, coach.url + path, trust_env=False, **options)


def test_health_and_readiness(coach):
    assert get(coach, "/healthz").json() == {"status": "ok"}
    assert get(coach, "/readyz").json() == {"status": "ok", "chat": "ok",
                                            "policy_version": coach.services.rulebook().version}
    coach.rasa.stopped = True
    assert get(coach, "/readyz").json()["chat"] == "resting"


def test_the_page_gets_a_language_of_ours_and_no_other(coach):
    assert get(coach, "/?lang=fr").text == "<p>fr</p>"
    assert get(coach, "/?lang=<script>").text == "<p>any</p>"
    assert get(coach, "/widget.js").status_code == 200


def test_the_documents_name_every_endpoint_and_load_nothing_from_elsewhere(coach):
    page = get(coach, "/docs")
    for path in get(coach, "/openapi.json").json()["paths"]:
        assert path.replace("{", "{") in page.text
    assert "<script" not in page.text
    assert "//" not in page.text.replace("</", "")
    assert "script-src" not in page.headers["content-security-policy"]


@pytest.mark.parametrize("path", ["/", "/docs", "/healthz", "/api/v1/nothing", "/widget.js"])
def test_every_answer_has_strict_headers(coach, path):
    headers = get(coach, path).headers
    assert "unsafe" not in headers["content-security-policy"]
    assert headers["content-security-policy"].startswith("default-src 'none'")
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert "uvicorn" not in headers.get("server", "")


@pytest.mark.parametrize(("method", "path", "status"), [
    ("GET", "/nothing", 404), ("GET", "/api/v1/nothing", 404), ("GET", "/api/v1/check", 405),
    ("PUT", "/api/v1/conversations", 405), ("DELETE", "/healthz", 405), ("GET", "/internal/actions/webhook", 405),
    ("GET", "/../pyproject.toml", 404), ("GET", "/%2e%2e/page.py", 404), ("POST", "/", 405),
])  # fmt: skip
def test_a_wrong_address_or_method_gets_the_error_shape(coach, method, path, status):
    answer = get(coach, path, method)
    assert answer.status_code == status
    assert set(answer.json()["error"]) <= {"code", "message", "hint"}


def test_nothing_under_the_api_is_cached(coach):
    assert get(coach, "/api/v1/conversations", "POST").headers["cache-control"] == "no-store"


def test_the_action_webhook_wants_its_token(coach):
    call = {"next_action": "action_small_talk", "tracker": {"sender_id": "x"}}
    path = "/internal/actions/webhook"
    assert get(coach, path, "POST", json=call).status_code == 401
    wrong = {"Authorization": f"Bearer {ACTION_TOKEN}x"}
    assert get(coach, path, "POST", json=call, headers=wrong).status_code == 401
    right = {"Authorization": f"Bearer {ACTION_TOKEN}"}
    assert get(coach, path, "POST", json={"next_action": "nope", "tracker": {"sender_id": "x"}},
               headers=right).status_code == 404
    assert get(coach, path, "POST", content=b"[]", headers=right).status_code == 400
    assert get(coach, path, "POST", json=call, headers=right).status_code == 200


def test_the_action_webhook_is_not_documented(coach):
    assert "/internal" not in get(coach, "/openapi.json").text


@pytest.mark.parametrize("token", ["", "short"])
def test_a_service_without_a_good_action_token_does_not_start(services, token):
    with pytest.raises(CoachError, match="COACH_ACTION_TOKEN"):
        create_app(services, gateway=Gateway(services, RasaClient("http://127.0.0.1:9", "t")), action_token=token)


class BrokenChecker:
    def check(self, *args, **options):
        raise RuntimeError("Marzipan")


def test_an_unforeseen_error_is_told_without_its_words(rulebook, caplog):
    from tests.support.coach import Served

    services = services_for(rulebook, checker=BrokenChecker())
    gateway = Gateway(services, RasaClient("http://127.0.0.1:9", "t"))
    served = Served(create_app(services, gateway=gateway, action_token=ACTION_TOKEN))
    try:
        answer = httpx.post(f"{served.url}/api/v1/check", json={"text": "Marzipan"}, trust_env=False)
    finally:
        served.stop()
    assert answer.status_code == 500
    assert answer.json()["error"]["code"] == "C399"
    assert "Marzipan" not in answer.text + caplog.text


def test_logs_hold_no_words_and_no_tokens(coach, caplog):
    caplog.set_level(logging.DEBUG)
    talk = coach.talk()
    talk.say(f"check this: {RISKY} Marzipanturm")
    talk.say("can I say which client I'm visiting?")
    get(coach, "/api/v1/check?text=Marzipanturm", "POST", json={"text": "Marzipanturm"})
    ours = ("bot", "actions", "uvicorn")
    own = "\n".join(record.getMessage() for record in caplog.records if record.name.startswith(ours))
    assert "/api/v1/conversations/{conversation_id}/messages" in own
    for secret in ("Marzipanturm", "Meridian", "visiting", talk.token, talk.id):
        assert secret not in own
