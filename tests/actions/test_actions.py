"""Actions by themselves: a tracker as Rasa sends it → events and cards; no network, no clock."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions import ACTIONS, action_executor
from bot.dialogue import HeldDraft
from bot.findings import Draft
from tests.support.coach import RISKY, services_for
from tests.support.rasa_stand_in import actions_by_intent

OWNER = "sender-1"


def run(services, name: str, *, intent: str = "", text: str = "", entities=None, slots=None, metadata=None,
        ranking=()) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """The cards that an action sends, private ones opened, and its events."""
    message = {"intent": {"name": intent}, "text": text, "intent_ranking": [{"name": name} for name in ranking],
               "entities": [{"entity": key, "value": value} for key, value in (entities or {}).items()]}
    events = [{"event": "user", "text": text, "metadata": metadata or {}}]
    tracker = Tracker(OWNER, slots or {}, message, events, False, None, {}, None)
    dispatcher = CollectingDispatcher()
    happened = asyncio.run(action_executor(services).actions[name](dispatcher, tracker, {}))
    sent = [said["custom"] for said in dispatcher.messages]
    cards = [said.get("card") or services.vault.get(OWNER, said["card_ref"]) for said in sent]
    assert RISKY not in json.dumps([happened, sent])
    return cards, happened


def slots_of(events) -> dict[str, Any]:
    return {event["name"]: event["value"] for event in events if event["event"] == "slot"}


@pytest.fixture
def held(services) -> str:
    reference = services.vault.put(OWNER, HeldDraft(Draft(RISKY)))
    run(services, "action_check_draft", intent="check_draft", entities={"draft_ref": reference})
    return reference


def test_every_action_of_the_domain_exists_and_every_rule_has_one(services):
    domain = yaml.safe_load(Path("domain.yml").read_text(encoding="utf-8"))
    assert set(domain["actions"]) == set(action_executor(services).actions)
    assert set(actions_by_intent().values()) <= set(domain["actions"])
    assert len(ACTIONS) == 15


def test_every_topic_is_answered_in_every_language(services, rulebook):
    for topic in rulebook.topics:
        for language in ("en", "fr", "nl"):
            [card], events = run(services, "action_answer_question", intent=topic, metadata={"language": language})
            assert (card["kind"], card["topic"], card["language"]) == ("answer", topic, language)
            assert slots_of(events)["last_topic"] == topic


def test_every_small_talk_and_refusal_has_its_sentence_in_every_language(services):
    for intent, action in actions_by_intent().items():
        if action in ("action_small_talk", "action_out_of_scope"):
            texts = {run(services, action, intent=intent, metadata={"language": language})[0][0]["text"]
                     for language in ("en", "fr", "nl")}
            assert len(texts) == 3, intent
            assert not any("could not" in text for text in texts), intent


def test_check_keeps_verdict_and_rule_ids_and_no_words(services):
    reference = services.vault.put(OWNER, HeldDraft(Draft(RISKY)))
    [card], events = run(services, "action_check_draft", entities={"draft_ref": reference})
    slots = slots_of(events)
    assert card["kind"] == slots["last_kind"] == "report"
    assert slots["draft_ref"] == reference
    assert slots["verdict"] == card["report"]["verdict"]
    assert set(slots["rule_ids"]) == {finding["rule"] for finding in card["report"]["findings"]}


def test_check_of_a_draft_that_is_gone_says_so(services):
    [card], _ = run(services, "action_check_draft", entities={"draft_ref": "gone"})
    assert card["kind"] == "text"
    assert "30 minutes" in card["text"]


class BrokenChecker:
    def check(self, *args, **options):
        raise RuntimeError(RISKY)


@pytest.mark.parametrize("action", ["action_check_draft", "action_answer_closed_question"])
def test_a_failing_check_says_that_nothing_was_checked(rulebook, caplog, action):
    services = services_for(rulebook, checker=BrokenChecker())
    reference = services.vault.put(OWNER, HeldDraft(Draft(RISKY)))
    [card], events = run(services, action, metadata={"draft_ref": reference},
                         entities={"draft_ref": reference, "question_id": "q", "value": "yes"})
    assert "could not check" in card["text"]
    assert events == []
    assert RISKY not in caplog.text


def test_topics_are_offered_once_then_a_passage_or_a_person(services):
    ranking = ["nlu_fallback", "greet", "location", "logo"]
    [card], events = run(services, "action_offer_topics", text="hm?", ranking=ranking)
    assert [button["payload"] for button in card["buttons"]] == ["topic:location", "topic:logo", "hand_over"]
    assert slots_of(events)["missed"] == 1
    [card], events = run(services, "action_offer_topics", text="zz qq?", ranking=ranking, slots={"missed": 1})
    assert card["kind"] == "hand_over"
    assert slots_of(events)["missed"] == 3


def test_a_passage_of_the_policy_is_offered_when_one_is_near(services, rulebook):
    clause = rulebook.clauses["C16"].text["en"]
    [card], _ = run(services, "action_offer_topics", text=" ".join(clause.split()[:30]), slots={"missed": 1})
    assert (card["kind"], card["clause"]) == ("passage", "C16")


def test_what_is_not_understood_never_gets_the_same_apology_twice(services):
    ranking, said, missed = ["nlu_fallback", "location", "logo"], [], 0
    for _ in range(6):
        [card], events = run(services, "action_offer_topics", text="May I say it?", ranking=ranking,
                             slots={"missed": missed})
        missed = slots_of(events)["missed"]
        said.append(card["text"].split("\n")[0])
    assert len(set(said)) == len(said)


def test_an_answer_ends_the_count_of_what_was_not_understood(services):
    _, events = run(services, "action_answer_question", intent="logo", slots={"missed": 2})
    assert slots_of(events)["missed"] == 0


def test_posted_already_says_what_to_do_first_by_what_came_out(services, rulebook, held):
    rules = [rule.id for rule in rulebook.rules]
    [card], _ = run(services, "action_answer_question", intent="mistake", slots={"rule_ids": rules},
                    metadata={"draft_ref": held})
    first = card["text"].split("\n\n")[1].splitlines()
    assert "screenshot" in " ".join(first)
    told = next(line for line in first if "Tell" in line)
    assert told.index("reputation@novalys.example") < told.index("ir@novalys.example")
    [plain], _ = run(services, "action_answer_question", intent="mistake")
    assert plain["text"].index("password") < plain["text"].index("screenshot")


@pytest.mark.parametrize("text", [
    "I already put it on Instagram this morning...", "je l'ai déjà publié hier", "ik heb het al op Facebook gezet"])
def test_posted_by_the_author_is_no_yes_to_is_it_public(services, held, text):
    before = services.vault.get(OWNER, held).answers
    [card], _ = run(services, "action_answer_closed_question", intent="already_public", text=text,
                    metadata={"draft_ref": held}, slots={"last_kind": "report"})
    assert (card["kind"], card["topic"]) == ("answer", "mistake")
    assert services.vault.get(OWNER, held).answers == before


def test_the_link_of_something_public_is_checked_with_the_draft(services, held):
    [card], events = run(services, "action_answer_closed_question", intent="already_public",
                         text="that is public, here: https://www.novalys.example/news/results", slots={"last_kind": "report"},
                         metadata={"draft_ref": held})
    assert card["kind"] == "report"
    assert "With the link" in card["text"]
    assert slots_of(events)["draft_ref"] not in (None, held)


def test_a_hint_of_who_after_an_answer_names_its_contact(services, rulebook):
    [card], _ = run(services, "action_offer_topics", text="wie moet ik verwittigen",
                    ranking=["nlu_fallback", "out_of_scope", "who-to-ask", "logo"],
                    slots={"last_topic": "mistake", "last_kind": "answer"})
    assert (card["kind"], card["contact"]) == ("hand_over", "reputation_manager")


def test_the_version_and_date_of_the_policy_are_said_on_request(services, rulebook):
    [card], _ = run(services, "action_answer_question", intent="policy-version")
    assert rulebook.guidelines.version in card["text"]
    assert f"{rulebook.guidelines.effective:%d/%m/%Y}" in card["text"]


def test_the_answer_in_another_language_is_added_when_it_is_named(services, rulebook):
    [card], _ = run(services, "action_answer_question", intent="disclosure-wording", text="and in French?")
    assert "Je travaille chez Novalys" in card["text"]


def test_a_refusal_is_not_said_twice_in_the_same_words(services):
    for intent in ("out_of_scope", "abuse", "prompt_injection", "attack_request"):
        [first], events = run(services, "action_out_of_scope", intent=intent)
        [second], _ = run(services, "action_out_of_scope", intent=intent, slots=slots_of(events))
        assert first["text"] != second["text"]


def test_why_after_an_answer_shows_its_clause(services, rulebook):
    [card], _ = run(services, "action_explain_finding", slots={"last_topic": "logo", "last_kind": "answer"})
    assert rulebook.clauses["C11"].title["en"] in card["text"]


def test_why_after_a_report_explains_the_worst_finding(services, held):
    [card], _ = run(services, "action_explain_finding", metadata={"draft_ref": held}, slots={"last_kind": "report"})
    assert card["clause"] in card["text"]


def test_why_and_fix_out_of_the_blue_ask_what_it_is_about(services):
    for action in ("action_explain_finding", "action_apply_fix", "action_refine"):
        assert "first what it is about" in run(services, action)[0][0]["text"]


def test_yes_and_no_without_a_question_are_no_answer(services):
    for intent in ("affirm", "deny", "already_public"):
        assert "yes-or-no" in run(services, "action_answer_closed_question", intent=intent)[0][0]["text"]


def test_no_leaves_the_finding_and_yes_lifts_it(services, held):
    asked = services.vault.get(OWNER, held).report.findings
    question = next(finding.question.id for finding in asked if finding.question)
    for value, stays in (("no", True), ("yes", False)):
        [card], _ = run(services, "action_answer_closed_question", metadata={"draft_ref": held},
                        entities={"question_id": question, "value": value})
        assert any(finding["id"].startswith(question) for finding in card["report"]["findings"]) is stays


def test_shorter_and_source_after_an_answer_and_after_a_report(services, rulebook, held):
    answer = {"last_topic": "logo", "last_kind": "answer"}
    [card], _ = run(services, "action_refine", intent="shorter", slots=answer)
    assert rulebook.topics["logo"].short["en"] in card["text"]
    assert run(services, "action_refine", intent="source", slots=answer)[0][0]["clause"] == "C11"
    report = {"slots": {"last_kind": "report"}, "metadata": {"draft_ref": held}}
    [short], _ = run(services, "action_refine", intent="shorter", **report)
    [full], _ = run(services, "action_check_draft", entities={"draft_ref": held})
    assert len(short["text"]) < len(full["text"])
    assert run(services, "action_refine", intent="source", **report)[0][0]["clause"].startswith("C")


def test_hand_over_names_the_contact_of_the_last_answer(services, rulebook):
    slots = {"last_topic": "journalist", "last_kind": "answer"}
    [card], _ = run(services, "action_hand_over", slots=slots)
    assert card["contact"] == rulebook.company.contact_key(rulebook.topics["journalist"].contact)
    [card], _ = run(services, "action_hand_over")
    assert card["contact"] == "social_media_consultant"


def test_a_dispute_is_granted_and_nothing_is_passed_on(services, held):
    [card], events = run(services, "action_dispute", metadata={"draft_ref": held})
    assert "consultant was not told" in card["text"]
    assert events == []


@pytest.mark.parametrize(
    ("text", "language"), [("in French please", "fr"), ("nederlands graag", "nl"), ("English?", "en")])
def test_the_language_is_the_one_that_was_named(services, text, language):
    [card], events = run(services, "action_switch_language", text=text)
    assert card["language"] == language
    assert slots_of(events)["language"] == language


def test_an_unknown_language_is_answered_with_the_known_ones(services):
    assert "English, French and Dutch" in run(services, "action_switch_language", text="in Klingon")[0][0]["text"]


def test_forget_empties_the_vault_and_the_slots(services, held):
    _, events = run(services, "action_forget", metadata={"draft_ref": held})
    assert [event["event"] for event in events] == ["reset_slots"]
    assert len(services.vault) == 0
