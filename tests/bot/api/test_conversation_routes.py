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


def keyed(coach, talk, key, body):
    return httpx.post(f"{coach.url}/api/v1/conversations/{talk.id}/messages", json=body, trust_env=False, timeout=30,
                      headers={"Authorization": f"Bearer {talk.token}", "Idempotency-Key": key}).json()


def read(coach, talk):
    return httpx.get(f"{coach.url}/api/v1/conversations/{talk.id}/messages", trust_env=False,
                     headers={"Authorization": f"Bearer {talk.token}"})


def test_message_sent_again_under_its_key_is_answered_once_and_read_back(coach):
    talk = coach.talk()
    first = keyed(coach, talk, "1", {"text": "can the thing with the other thing be online?"})
    assert keyed(coach, talk, "1", {"text": "can the thing with the other thing be online?"}) == first
    button = first["messages"][0]["buttons"][0]
    keyed(coach, talk, "2", {"payload": button["payload"]})
    said = read(coach, talk).json()["exchanges"]
    assert [one["said"] for one in said] == ["can the thing with the other thing be online?", button["title"]]
    assert said[0]["messages"] == first["messages"]


def test_resting_chat_is_marked_and_the_same_message_is_answered_later(coach):
    talk = coach.talk()
    coach.rasa.stopped = True
    first = keyed(coach, talk, "1", {"text": "can I say which client I'm visiting?"})
    assert first["resting"] is True
    coach.rasa.stopped = False
    second = keyed(coach, talk, "1", {"text": "can I say which client I'm visiting?"})
    assert "resting" not in second and second["messages"][0]["kind"] == "answer"
    assert len(read(coach, talk).json()["exchanges"]) == 1


def test_forgotten_conversation_has_no_words_left(coach):
    talk = coach.talk()
    keyed(coach, talk, "1", {"text": "hello coach"})
    path = f"{coach.url}/api/v1/conversations/{talk.id}"
    assert httpx.delete(path, headers={"Authorization": f"Bearer {talk.token}"}, trust_env=False).status_code == 204
    assert read(coach, talk).json() == {"exchanges": []}
    keyed(coach, talk, "2", {"text": "hello coach"})
    keyed(coach, talk, "3", {"text": "forget everything about me"})
    assert [one["said"] for one in read(coach, talk).json()["exchanges"]] == ["forget everything about me"]


def test_words_without_a_key_are_kept_nowhere(coach):
    talk = coach.talk()
    talk.say("hello coach")
    assert read(coach, talk).json() == {"exchanges": []}
    assert httpx.get(read(coach, talk).url, trust_env=False).status_code == 401


def test_about_tells_company_contacts_and_clauses(coach):
    assert set(httpx.get(f"{coach.url}/api/v1/about", trust_env=False).json()) == {"company", "contacts", "clauses"}
