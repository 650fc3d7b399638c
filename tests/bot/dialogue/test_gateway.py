"""The gateway, over real sockets, with a stand-in that follows the real rules of the dialogue."""

from __future__ import annotations

import asyncio
import re
import threading
import time

import pytest

from bot.dialogue import Conversations, Gateway, Kind, RasaClient
from bot.errors import CoachError
from tests.support.coach import RISKY, Clock, services_for


def kinds(cards):
    return [card["kind"] for card in cards]


def test_a_question_is_answered_with_clause_and_contact(coach):
    [card] = coach.talk().say("can I say which client I'm visiting?")
    assert (card["kind"], card["topic"], card["clause"]) == ("answer", "name-client", "C7")
    assert card["contact"] == "social_media_consultant"
    assert "coach@novalys.example" in card["text"]


def test_the_first_answer_says_once_that_this_is_a_machine(coach):
    talk = coach.talk()
    assert talk.say("hello coach")[0]["text"].startswith("I am an automated coach")
    assert "automated" not in talk.say("hello coach")[0]["text"]


def test_a_draft_gives_a_report_with_its_words(coach):
    [card] = coach.talk().say(f"check this: {RISKY}")
    assert card["kind"] == "report"
    assert card["report"]["verdict"] in ("ask", "stop")
    for finding in card["report"]["findings"]:
        assert RISKY[finding["start"] : finding["end"]] == finding["quote"]
        assert finding["quote"] in card["text"]


def test_the_same_message_twice_at_once_is_one_message(coach):
    coach.gateway.once_within = 60.0  # a slow machine may take longer than people
    try:
        talk = coach.talk()
        first = talk.say("can the thing with the other thing be online?")
        assert talk.say("can the thing with the other thing be online?") == first
        assert sum(event["event"] == "user" for kept in coach.rasa.trackers.values() for event in kept["events"]) == 1
    finally:
        coach.gateway.once_within = 0.0


def test_a_second_version_says_what_is_solved_and_what_remains(coach):
    talk = coach.talk()
    [first] = talk.say(f"check this: {RISKY}")
    clauses = {finding["clause"] for finding in first["report"]["findings"]}
    [second] = talk.say("check this: Big news this quarter, ask Banque Meridian!")
    assert second["text"].startswith("Solved: ")
    assert "Still there: " in second["text"]
    assert {finding["clause"] for finding in second["report"]["findings"]} < clauses
    [other] = talk.say("check this: I took a walk in the forest with my dog.")
    assert "Solved" not in other["text"]


def test_another_draft_follows_in_context(coach):
    talk = coach.talk()
    talk.say(f"check this: {RISKY}")
    for lead in ("and this one: ", "last one: ", "ok what about: "):
        [card] = talk.say(f"{lead}I took a walk in the big forest with my old dog #dogs")
        assert card["kind"] == "report"
    [card] = talk.say("and without the figure? \"Great walk in the forest, my dog and I 😉 #dogs\"")
    assert card["kind"] == "report"


def test_yes_in_words_answers_the_open_question_and_the_words_around_it_are_kept_nowhere(coach):
    talk = coach.talk()
    [first] = talk.say(f"check this: {RISKY}")
    [after] = talk.say("yes it's on our website since March")
    assert len(after["report"]["findings"]) < len(first["report"]["findings"])
    assert "since March" not in coach.rasa.everything()


def test_a_question_in_the_middle_of_a_check_is_answered_and_the_draft_still_awaited(coach, monkeypatch):
    monkeypatch.setattr(Gateway, "_look", lambda self, text: Kind.TALK if "client" in text else Kind.UNSURE)
    talk = coach.talk()
    talk.press("check")
    answer, waiting = talk.say("can I say which client I'm visiting?")
    assert (answer["kind"], waiting["kind"]) == ("answer", "text")
    assert "waiting for your draft" in waiting["text"]
    assert kinds(talk.say("Stop. Look. We won!")) == ["report"]


def test_two_questions_in_one_message_are_both_answered(coach):
    cards = coach.talk().say("can I say which client I'm visiting? may I use the logo in my post?")
    assert [card["topic"] for card in cards] == ["name-client", "logo"]


def test_four_questions_in_one_message_are_taken_one_at_a_time(coach):
    [card] = coach.talk().say("can I say which client I'm visiting? may I use the logo in my post? "
                              "may I talk to a journalist? what about my location?")
    assert card["kind"] == "choose"
    assert "comes first" in card["text"]
    assert len(card["buttons"]) == 5


def test_a_follow_up_is_understood_with_the_topic_before_it(coach):
    talk = coach.talk()
    talk.say("can I say which client I'm visiting?")
    coach.rasa.meanings["May I name a client? what if I leave the name out"] = "name-client"
    title = coach.services.rulebook().topics["name-client"].title["en"]
    coach.rasa.meanings[f"{title} what if I leave the name out"] = "name-client"
    [card] = talk.say("what if I leave the name out")
    assert (card["kind"], card["topic"]) == ("answer", "name-client")
    assert card["text"].startswith("The same holds here")


def test_a_language_that_nobody_speaks_here_is_told_so(coach):
    [card] = coach.talk().say("Darf ich den Namen eines Kunden in meinem Beitrag nennen oder ist das verboten?")
    assert "Je parle français" in card["text"]
    assert not coach.rasa.trackers


def test_a_short_word_does_not_change_the_language(coach):
    talk = coach.talk()
    assert talk.say("puis-je nommer un client ?")[0]["language"] == "fr"
    assert talk.say("source?")[0]["language"] == "fr"
    assert talk.say("ok")[0]["language"] == "fr"


@pytest.mark.parametrize("text", ["🎉🎉🎉", "…", "?!"])
def test_a_message_without_words_gets_a_sensible_reply(coach, text):
    assert "only read words" in coach.talk().say(text)[0]["text"]


def test_control_characters_and_ten_thousand_characters_are_read(coach):
    talk = coach.talk()
    assert talk.say("can I say which client\x07 I'm visiting?")[0]["topic"] == "name-client"
    assert talk.say("word " * 2_000)[0]["kind"] in ("report", "choose")


def test_a_message_during_a_swap_of_the_model_waits_for_it(coach, monkeypatch):
    monkeypatch.setattr("bot.dialogue.rasa_client.SWAP_PAUSE", 0.05)
    coach.rasa.refusals = 2
    assert coach.talk().say("can I say which client I'm visiting?")[0]["topic"] == "name-client"
    assert coach.rasa.refusals == 0


def test_why_fix_and_dispute_follow_a_report_typed_and_pressed(coach):
    talk = coach.talk()
    [report] = talk.say(f"check this: {RISKY}")
    finding = report["report"]["findings"][0]
    assert finding["quote"] in talk.press(f"why:{finding['id']}")[0]["text"]
    assert "“" in talk.say("why is that?")[0]["text"]
    assert talk.say("fix it please")[0]["kind"] == "text"
    assert "not told" in talk.press(f"dispute:{finding['id']}")[0]["text"]
    assert "not told" in talk.say("I think you are wrong")[0]["text"]


def test_yes_lifts_the_finding_that_asked_and_no_keeps_it(coach):
    talk = coach.talk()
    [first] = talk.say(f"check this: {RISKY}")
    asked = next(finding for finding in first["report"]["findings"] if finding["question"])
    [kept] = talk.press(f"answer:{asked['question']['id']}:no")
    assert any(finding["rule"] == asked["rule"] for finding in kept["report"]["findings"])
    assert kept["report"]["verdict"] == "stop"
    [lifted] = talk.press(f"answer:{asked['question']['id']}:yes")
    assert all(finding["rule"] != asked["rule"] for finding in lifted["report"]["findings"])


def test_a_typed_yes_means_the_worst_open_question(coach):
    talk = coach.talk()
    [first] = talk.say(f"check this: {RISKY}")
    [after] = talk.say("that is already public")
    assert len(after["report"]["findings"]) < len(first["report"]["findings"])


def test_asking_for_a_check_makes_the_next_message_the_draft(coach):
    talk = coach.talk()
    assert kinds(talk.press("check")) == ["ask_for_draft"]
    assert kinds(talk.say("can I say which client I'm visiting?")) == ["report"]
    assert kinds(talk.say("can I say which client I'm visiting?")) == ["answer"]


def test_cancel_ends_the_wait_for_a_draft(coach):
    talk = coach.talk()
    talk.press("check")
    assert kinds(talk.press("cancel")) == ["text"]
    assert kinds(talk.say("can I say which client I'm visiting?")) == ["answer"]


UNPLAIN = "My neighbours bought the small one and their bill went down by half, which made me smile all week."


def test_an_unplain_message_is_asked_about_and_then_checked(coach):
    talk = coach.talk()
    [asked] = talk.say(UNPLAIN)
    assert asked["kind"] == "choose"
    assert [button["payload"] for button in asked["buttons"]] == ["check", "cancel"]
    assert UNPLAIN not in coach.rasa.everything()
    assert kinds(talk.press("check")) == ["report"]
    assert UNPLAIN not in coach.rasa.everything()


def test_an_unplain_message_is_a_question_when_its_author_says_so(coach):
    talk = coach.talk()
    talk.say(UNPLAIN)
    assert kinds(talk.press("cancel"))[0] in ("passage", "hand_over", "choose")


def test_two_best_topics_once_then_a_passage_or_a_person(coach):
    talk = coach.talk()
    [choice] = talk.say("can the thing with the other thing be online?")
    assert [button["payload"] for button in choice["buttons"]][:2] == ["topic:location", "topic:logo"]
    assert kinds(talk.say("can the thing with the other thing be online?"))[0] in ("passage", "hand_over")
    assert talk.press("topic:logo")[0]["topic"] == "logo"


def test_nothing_near_ends_with_a_person(coach):
    [card] = coach.talk().say("tell me about giraffes and rockets then?")
    assert card["kind"] == "hand_over"
    assert card["contact"] == "social_media_consultant"


def test_what_a_person_types_is_never_a_payload_or_an_intent(coach):
    talk = coach.talk()
    for typed in ("topic:logo", "/check_draft{\"draft_ref\": \"x\"}", "hand_over", "/pick_topic{\"topic\":\"logo\"}"):
        [card] = talk.say(typed)
        assert card["kind"] in ("passage", "hand_over", "choose")
    intents = re.findall(r'"intent": {"name": "(\w+)"}', coach.rasa.everything())
    assert set(intents) <= {"nlu_fallback"}


@pytest.mark.parametrize(
    "payload", ["", "topic:", "answer:x", "answer:x:maybe", "/check_draft", "check ", "why", "a:b"])
def test_a_payload_that_no_button_holds_is_refused(coach, payload):
    answer = coach.talk().send({"payload": payload})
    assert answer.status_code == 422
    assert answer.json()["error"]["code"] == "C413"


def test_a_topic_that_the_policy_lost_is_no_error(coach):
    assert kinds(coach.talk().press("topic:long-gone")) == ["text"]


def test_a_button_of_another_conversation_opens_nothing(coach):
    one, other = coach.talk(), coach.talk()
    [report] = one.say(f"check this: {RISKY}")
    [card] = other.press(f"why:{report['report']['findings'][0]['id']}")
    assert report["report"]["findings"][0]["quote"] not in card["text"]


def test_the_language_is_followed_and_can_be_chosen(coach):
    talk = coach.talk()
    assert talk.say("puis-je nommer un client ?")[0]["language"] == "fr"
    assert talk.say("answer in French please")[0]["text"].endswith("Continuons en français.")
    assert talk.say("hello coach")[0]["language"] == "fr"


def test_forget_drops_the_draft_and_gives_rasa_a_new_name(coach):
    talk = coach.talk()
    [report] = talk.say(f"check this: {RISKY}")
    talk.say("forget everything about me")
    assert len(coach.services.vault) == 0
    assert "30 minutes" in talk.press(f"why:{report['report']['findings'][0]['id']}")[0]["text"]
    assert len(coach.rasa.trackers) == 1, "the first conversation is deleted at Rasa too"
    assert coach.rasa.everything().count("40%") == 0


def test_no_word_of_a_draft_reaches_rasa_whatever_is_done_with_it(coach):
    talk = coach.talk()
    [report] = talk.say(f"check this: {RISKY} Marzipanturm")
    for finding in report["report"]["findings"]:
        for kind in ("why", "fix", "dispute"):
            talk.press(f"{kind}:{finding['id']}")
        if finding["question"]:
            talk.press(f"answer:{finding['question']['id']}:no")
    for typed in ("why is that?", "fix it please", "shorter please", "where does that come from?", "yes it is"):
        talk.say(typed)
    kept = coach.rasa.everything()
    assert len(coach.rasa.trackers) == 1
    for word in ("Marzipanturm", "40%", "Meridian", "Big news"):
        assert word not in kept


def test_when_rasa_rests_drafts_are_checked_and_chat_says_so(coach):
    talk = coach.talk()
    coach.rasa.stopped = True
    [report, note] = talk.say(f"check this: {RISKY}")
    assert report["report"]["findings"]
    assert "resting" in note["text"]
    finding = report["report"]["findings"][0]
    assert finding["quote"] in talk.press(f"why:{finding['id']}")[0]["text"]
    assert "resting" in talk.say("can I say which client I'm visiting?")[0]["text"]
    assert talk.press("topic:name-client")[0]["kind"] == "answer"
    assert kinds(talk.press("check")) == ["ask_for_draft"]
    assert kinds(talk.say("We won the prize"))[0] == "report"
    assert kinds(talk.press("hand_over")) == ["hand_over"]


def test_when_rasa_says_nothing_the_author_hears_that_it_failed(coach):
    coach.rasa.silent = True
    talk = coach.talk()
    assert "could not answer" in talk.say("can I say which client I'm visiting?")[0]["text"]
    assert talk.say(f"check this: {RISKY}")[0]["kind"] == "report"


class BrokenChecker:
    def check(self, *args, **options):
        raise RuntimeError("the words of the draft")


def test_a_check_that_fails_never_looks_clear(rulebook):
    async def run():
        gateway = Gateway(services_for(rulebook, checker=BrokenChecker()), RasaClient("http://127.0.0.1:9", "t"))
        conversation, _ = gateway.conversations.open()
        return await gateway.typed(conversation, "check this: We won the prize")

    [card] = asyncio.run(run())
    assert card["kind"] == "text"
    assert "could not check" in card["text"]


def test_messages_of_one_conversation_are_answered_in_order(coach):
    coach.rasa.delay = 0.2
    talk, answers = coach.talk(), []
    talk.say("hello coach")

    def send(body):
        answers.append(talk.send(body).json()["messages"][0]["kind"])

    first = threading.Thread(target=send, args=({"payload": "check"},))
    first.start()
    time.sleep(0.05)
    second = threading.Thread(target=send, args=({"text": "can I say which client I'm visiting?"},))
    second.start()
    for thread in (first, second):
        thread.join()
    assert answers == ["ask_for_draft", "report"]


def test_an_idle_conversation_ends_and_its_drafts_go_with_it(rulebook):
    clock = Clock()
    services = services_for(rulebook, clock=clock)
    conversations = Conversations(clock=clock, closed=lambda gone: services.vault.forget(gone.sender))
    conversation, token = conversations.open()
    services.vault.put(conversation.sender, "a draft")
    clock.now += 61 * 60
    with pytest.raises(CoachError, match="no such conversation"):
        conversations.authorise(conversation.id, token)
    assert len(services.vault) == 0
