"""Access over real sockets: this machine, others through a proxy, pages, people signed in, too many requests."""

from __future__ import annotations

import time

import httpx
import jwt
import pytest

from bot.api import Access, AccessSettings, create_app
from bot.api.access import is_local
from bot.api.access_settings import Rate
from bot.dialogue import Gateway, RasaClient
from tests.support.coach import ACTION_TOKEN, Served, services_for

SECRET = "the intranet shares this with the coach"
ORIGIN = "https://intranet.example.org"
ELSEWHERE = {"X-Forwarded-For": "203.0.113.7"}  # what a proxy on this machine adds
DRAFT = {"text": "Good morning everybody"}


def host_token(name: str, *, life: float = 300) -> dict[str, str]:
    token = jwt.encode({"sub": name, "exp": int(time.time() + life)}, SECRET, algorithm="HS256")
    return {"Authorization": f"Bearer {token}"}


@pytest.fixture
def serve(rulebook):
    running = []

    def start(**settings) -> httpx.Client:
        services = services_for(rulebook)
        app = create_app(services, gateway=Gateway(services, RasaClient("http://127.0.0.1:9", "t")),
                         action_token=ACTION_TOKEN, access=Access(AccessSettings(**settings)))
        served = Served(app)
        client = httpx.Client(base_url=served.url, trust_env=False, timeout=30)
        running.append((served, client))
        return client

    yield start
    for served, client in running:
        client.close()
        served.stop()


def opened(client, **headers):
    body = client.post("/api/v1/conversations", headers=headers).json()
    return f"/api/v1/conversations/{body['id']}/messages", {"Authorization": f"Bearer {body['token']}"}


def code(answer) -> tuple[int, str]:
    return answer.status_code, answer.json()["error"]["code"]


def test_this_machine_is_answered_and_others_are_not_by_default(serve):
    client = serve()
    assert client.post("/api/v1/check", json=DRAFT).status_code == 200
    for path, body in (("/api/v1/check", DRAFT), ("/api/v1/conversations", {})):
        answer = client.post(path, json=body, headers=ELSEWHERE)
        assert code(answer) == (401, "C460")
        assert answer.headers["www-authenticate"] == "Bearer"


def test_anonymous_use_is_a_choice(serve):
    client = serve(anonymous=True)
    assert client.post("/api/v1/check", json=DRAFT, headers=ELSEWHERE).status_code == 200
    path, token = opened(client, **ELSEWHERE)
    assert client.post(path, json={"text": "hello"}, headers={**token, **ELSEWHERE}).status_code == 200


@pytest.mark.parametrize("origin", [ORIGIN, "http://127.0.0.1:9999", "http://localhost", "http://[::1]:8765"])
def test_page_of_a_listed_origin_or_of_this_machine_may_call_without_cookies(serve, origin):
    client = serve(origins=frozenset({ORIGIN}))
    before = client.options("/api/v1/check", headers={
        "Origin": origin, "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "authorization,content-type,idempotency-key"})  # fmt: skip
    assert (before.status_code, before.headers["access-control-allow-origin"]) == (204, origin)
    assert "idempotency-key" in before.headers["access-control-allow-headers"]
    answer = client.post("/api/v1/check", json=DRAFT, headers={"Origin": origin})
    assert (answer.status_code, answer.headers["access-control-allow-origin"]) == (200, origin)
    assert "Origin" in answer.headers["vary"]
    assert "access-control-allow-credentials" not in answer.headers and "set-cookie" not in answer.headers


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "https://intranet.example.org.evil.example",
                                    "http://intranet.example.org", "https://127.0.0.1.evil.example"])
def test_page_of_any_other_origin_is_refused_before_its_body_is_read(serve, origin):
    client = serve(origins=frozenset({ORIGIN}), anonymous=True)
    for method in ("POST", "OPTIONS"):
        answer = client.request(method, "/api/v1/check", json=DRAFT,
                                headers={"Origin": origin, "Access-Control-Request-Method": "POST"})
        assert code(answer) == (403, "C418")
        assert "access-control-allow-origin" not in answer.headers


def test_conversation_belongs_to_the_person_whom_the_host_page_signed_in(serve):
    client = serve(jwt_secret=SECRET, origins=frozenset({ORIGIN}))
    anna, bram = host_token("anna"), host_token("bram")
    path, token = opened(client, **anna, **ELSEWHERE)
    for headers in (anna, token, host_token("anna", life=600)):
        assert client.post(path, json={"text": "hello"}, headers={**headers, **ELSEWHERE}).status_code == 200
    assert code(client.post(path, json={"text": "hello"}, headers={**bram, **ELSEWHERE})) == (403, "C417")
    assert code(client.get(path, headers=bram)) == (403, "C417")
    assert code(client.delete(path.removesuffix("/messages"), headers=bram)) == (403, "C417")
    assert client.post("/api/v1/check", json=DRAFT, headers={**bram, **ELSEWHERE}).status_code == 200
    anonymous, _ = opened(client)
    assert code(client.get(anonymous, headers=anna)) == (403, "C417")


def test_sign_in_that_is_over_says_so(serve):
    client = serve(jwt_secret=SECRET)
    assert code(client.post("/api/v1/check", json=DRAFT, headers=host_token("anna", life=-100))) == (401, "C463")
    assert code(client.post("/api/v1/check", json=DRAFT, headers={"Authorization": "Bearer nonsense"})) == (401, "C461")


def test_conversation_goes_on_after_a_restart_with_the_same_secret(serve):
    first, second, other = serve(secret=SECRET), serve(secret=SECRET), serve(secret=SECRET + "2")
    path, token = opened(first)
    assert second.post(path, json={"text": "hello"}, headers=token).status_code == 200
    assert code(other.post(path, json={"text": "hello"}, headers=token)) == (404, "C411")


def test_too_many_requests_of_a_conversation_or_an_address_must_wait(serve):
    client = serve(token_rate=Rate(2, 60), address_rate=Rate(5, 60), anonymous=True)
    path, token = opened(client)
    answers = [client.post(path, json={"text": "👍"}, headers=token) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert answers[2].json()["error"]["code"] == "C419"
    assert 0 < int(answers[2].headers["retry-after"]) <= 30
    from_elsewhere = [client.get(path, headers=ELSEWHERE).status_code for _ in range(6)]
    assert from_elsewhere == [401] * 5 + [429]
    assert client.get(path, headers={"X-Forwarded-For": "203.0.113.8"}).status_code == 401
    assert [client.post("/api/v1/check", json=DRAFT).status_code for _ in range(8)] == [200] * 8


def test_what_a_proxy_passes_on_is_never_local():
    assert is_local({"client": ("127.0.0.1", 1)}, {})
    assert is_local({"client": ("::1", 1)}, {}) and is_local({"client": None}, {})
    assert not is_local({"client": ("203.0.113.7", 1)}, {})
    for header in ("x-forwarded-for", "forwarded", "x-real-ip"):
        assert not is_local({"client": ("127.0.0.1", 1)}, {header: "127.0.0.1"})
