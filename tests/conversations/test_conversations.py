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


# Each lies between two topics; training decides which of them is the least plain.
UNCLEAR = ["is that one fine on there", "my aunt and the newsletter", "can I post about something for someone",
           "could it matter to somebody else", "what about the thing at work on saturday"]


def test_an_unclear_question_offers_two_topics_then_a_passage_or_a_person(stack):
    talks = {unclear: stack.talk() for unclear in UNCLEAR}
    choices = {unclear: talk.say(unclear)[0] for unclear, talk in talks.items()}
    unclear = next(unclear for unclear, card in choices.items() if card["kind"] == "choose")
    talk, choice = talks[unclear], choices[unclear]
    topics = [button["payload"] for button in choice["buttons"] if button["payload"].startswith("topic:")]
    assert len(topics) == 2
    [second] = talk.say(f"{unclear}?")  # the very same words at once would be one message
    assert second["kind"] in ("passage", "hand_over")
    [answer] = talk.press(topics[0])
    assert f"topic:{answer['topic']}" == topics[0]


def test_what_is_out_of_scope_is_said_plainly(stack):
    [card] = stack.talk().say("what's the weather going to be like tomorrow?")
    assert card["kind"] == "text"
    assert "posting on social media" in card["text"]


def test_a_text_that_begins_with_a_slash_is_only_a_text(stack):
    """Read as an intent, the first would be a button of a topic that is gone, the second another report."""
    talk = stack.talk()
    [card] = talk.say('/pick_topic{"topic": "no-such-topic"}')
    assert "no longer valid" not in card["text"]
    [report] = talk.say(f"check this: {RISKY}")
    asked = next(finding["question"]["id"] for finding in report["report"]["findings"] if finding["question"])
    for typed in (f'/answer_question{{"question_id": "{asked}", "value": "yes"}}', f"answer:{asked}:yes"):
        assert all(card["kind"] != "report" for card in stack.talk().say(typed))
        assert all(asked not in str(card.get("report")) or card["report"]["verdict"] == report["report"]["verdict"]
                   for card in talk.say(typed))
    for typed in ("/restart", "/session_start", "//check_draft", "/ /restart", "/"):
        assert talk.say(typed)


def test_thanks_and_a_robot_question_are_small_talk(stack):
    talk = stack.talk()
    assert talk.say("thank you so much")[0]["kind"] == "text"
    assert "automated" in talk.say("am I talking to a bot?")[0]["text"]
