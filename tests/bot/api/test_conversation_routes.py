from __future__ import annotations

import httpx
import pytest


def test_a_conversation_opens_with_an_id_and_a_token(coach):
    answer = httpx.post(f"{coach.url}/api/v1/conversations", trust_env=False)
    assert set(answer.json()) == {"id", "token"}
    assert len(answer.json()["token"]) >= 32


def test_a_card_has_the_fields_of_the_contract_and_no_empty_ones(coach):
    [card] = coach.talk().say("can I say which client I'm visiting?")
    assert set(card) == {"kind", "text", "language", "topic", "clause", "contact"}
    [choice] = coach.talk().say("can the thing with the other thing be online?")
    assert set(choice) == {"kind", "text", "language", "buttons"}
    assert all(set(button) == {"title", "payload"} for button in choice["buttons"])


def test_an_unknown_conversation_is_404_and_a_wrong_token_401(coach):
    one, other = coach.talk(), coach.talk()
    path = f"{coach.url}/api/v1/conversations/{{}}/messages"
    for number, token, status in ((one.id + "x", one.token, 404), (one.id, other.token, 401), (one.id, "é", 401)):
        headers = {"Authorization": f"Bearer {token}".encode()}
        answer = httpx.post(path.format(number), json={"text": "x"}, headers=headers, trust_env=False)
        assert answer.status_code == status
        assert answer.json()["error"]["code"] in ("C411", "C412")
    answer = httpx.post(path.format(one.id), json={"text": "x"}, trust_env=False)
    assert (answer.status_code, answer.headers["www-authenticate"]) == (401, "Bearer")


@pytest.mark.parametrize("body", [{}, {"text": "a", "payload": "check"}, {"text": 5}, {"text": ""}, {"text": " \n"},
                                  {"payload": 5}, {"text": "a", "more": 1}, {"text": "a" * 10_001}, {"text": "a\0"}])
def test_a_message_that_cannot_be_used_gets_the_error_shape(coach, body):
    answer = coach.talk().send(body)
    assert answer.status_code == 422
    assert set(answer.json()["error"]) <= {"code", "message", "hint", "where"}


def test_emoji_alone_get_a_friendly_word(coach):
    assert "only read words" in coach.talk().say("👍")[0]["text"]
