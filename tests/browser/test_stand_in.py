"""The stand-in keeps the contract, so that what the browser tests show holds for the real service."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient

from .stand_in import State, build_app, check
from .stand_in_texts import ANSWERS, KNOWN

KINDS = {"answer", "report", "ask_for_draft", "choose", "passage", "hand_over", "text"}


@pytest.fixture
def client() -> TestClient:
    return TestClient(build_app(State()))


def test_every_quote_is_what_stands_at_its_code_points() -> None:
    text = "👩‍👩‍👧 é " + " 🎉 ".join(known.phrase for known in KNOWN)
    report = check(text, {})
    assert len(report.findings) == len(KNOWN)
    assert all(text[finding.start : finding.end] == finding.quote for finding in report.findings)


def test_a_yes_removes_the_finding_it_was_asked_for() -> None:
    text = "revenue reached 4.2 million"
    assert check(text, {}).findings[0].question
    assert check(text, {"published": False}).findings[0].question is None
    assert check(text, {"published": True}).findings == ()


def test_cards_have_the_kinds_and_payloads_of_the_contract() -> None:
    cards = [card for _, said in ANSWERS for card in said]
    assert {card["kind"] for card in cards} <= KINDS
    payloads = {button["payload"].split(":")[0] for card in cards for button in card.get("buttons", [])}
    assert payloads <= {"topic", "answer", "why", "fix", "dispute", "check", "hand_over", "cancel"}


def test_a_message_needs_the_token_of_its_own_conversation(client: TestClient) -> None:
    opened = client.post("/api/v1/conversations").json()
    path = f"/api/v1/conversations/{opened['id']}/messages"
    assert client.post(path, json={"text": "hello"}).status_code == 401
    headers = {"Authorization": f"Bearer {opened['token']}", "Idempotency-Key": "1"}
    allowed = client.post(path, json={"text": "hello"}, headers=headers)
    assert allowed.json()["messages"][0]["kind"] == "text"


def test_page_and_files_carry_the_policy(client: TestClient) -> None:
    for path in ("/", "/widget.js", "/coach.js", "/widget.css"):
        policy = client.get(path).headers["content-security-policy"]
        assert "script-src 'self'" in policy and "unsafe" not in policy
