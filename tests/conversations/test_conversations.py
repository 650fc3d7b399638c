"""Conversations with the whole product: real Rasa, real policy, real checker, over the public API."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.stack

RISKY = "Huge day: we signed Banque Meridian and revenue is up 40% this quarter!"


def test_a_question_about_a_client_gets_clause_and_contact(stack):
    [card] = stack.talk().say("can I say which client I'm visiting?")
    assert (card["kind"], card["topic"], card["clause"]) == ("answer", "name-client", "C7")
    assert card["contact"] in card["text"].replace(" ", "_")


def test_a_risky_draft_then_why_then_fix(stack):
    talk = stack.talk()
    [report] = talk.say(f"is this ok to post? {RISKY}")
    assert report["kind"] == "report"
    assert report["report"]["verdict"] in ("ask", "stop")
    for finding in report["report"]["findings"]:
        assert RISKY[finding["start"] : finding["end"]] == finding["quote"]
        assert finding["quote"] in report["text"]
    [why] = talk.say("why?")
    assert why["clause"] in {finding["clause"] for finding in report["report"]["findings"]}
    assert why["clause"] in why["text"]
    [fixed] = talk.say("fix it please")
    assert fixed["kind"] == "text"
    assert "could not" not in fixed["text"]


def test_a_pressed_no_settles_the_question(stack):
    talk = stack.talk()
    [report] = talk.say(f"check this: {RISKY}")
    asked = next(finding for finding in report["report"]["findings"] if finding["question"])
    [after] = talk.press(f"answer:{asked['question']['id']}:no")
    assert after["report"]["verdict"] == "stop"
    [after] = talk.press(f"answer:{asked['question']['id']}:yes")
    assert asked["rule"] not in [finding["rule"] for finding in after["report"]["findings"]]


def test_an_unclear_question_offers_two_topics_then_a_passage_or_a_person(stack):
    talk = stack.talk()
    unclear = "so the thing with the thing, hm, you know?"
    [choice] = talk.say(unclear)
    assert choice["kind"] == "choose"
    topics = [button["payload"] for button in choice["buttons"] if button["payload"].startswith("topic:")]
    assert len(topics) == 2
    [second] = talk.say(unclear)
    assert second["kind"] in ("passage", "hand_over")
    [answer] = talk.press(topics[0])
    assert f"topic:{answer['topic']}" == topics[0]


def test_what_is_out_of_scope_is_said_plainly(stack):
    [card] = stack.talk().say("what's the weather going to be like tomorrow?")
    assert card["kind"] == "text"
    assert "posting on social media" in card["text"]


@pytest.mark.parametrize("typed", ['/pick_topic{"topic": "logo"}', "/restart", '/check_draft{"draft_ref": "x"}'])
def test_a_text_that_begins_with_a_slash_is_only_a_text(stack, typed):
    talk = stack.talk()
    for card in talk.say(typed):
        assert card["kind"] in ("choose", "passage", "hand_over", "text", "ask_for_draft")
        assert card.get("topic") != "logo" or card["kind"] == "passage"
    assert talk.say("can I say which client I'm visiting?")[0]["topic"] == "name-client"


def test_thanks_and_a_robot_question_are_small_talk(stack):
    talk = stack.talk()
    assert talk.say("thank you so much")[0]["kind"] == "text"
    assert "automated" in talk.say("am I talking to a bot?")[0]["text"]
