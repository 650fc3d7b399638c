"""“This is wrong”: nothing is kept without consent, and with it no more than was agreed."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from bot.dialogue import HeldDraft
from bot.findings import Draft
from bot.store import StoreSettings, open_store
from tests.actions.test_actions import OWNER, run, slots_of
from tests.support.coach import RISKY


@pytest.fixture
def kept(services, tmp_path):
    store = open_store(StoreSettings(state=tmp_path))
    yield replace(services, store=store)
    store.close()


@pytest.fixture
def held(kept) -> str:
    reference = kept.vault.put(OWNER, HeldDraft(Draft(RISKY)))
    run(kept, "action_check_draft", intent="check_draft", entities={"draft_ref": reference})
    return reference


def test_a_dispute_asks_before_anything_is_kept(kept, held):
    [card], events = run(kept, "action_dispute", metadata={"draft_ref": held}, text="this is wrong")
    payloads = [button["payload"] for button in card["buttons"]]
    assert payloads[0].startswith("consent:") and payloads[0].endswith(":yes")
    assert slots_of(events)["last_kind"] == "consent"
    assert kept.store.inbox.items() == []


@pytest.mark.parametrize(("intent", "words"), [("affirm", True), ("deny", False)])
def test_a_typed_yes_or_no_is_the_consent_and_the_text_is_redacted(kept, held, intent, words):
    run(kept, "action_dispute", metadata={"draft_ref": held}, text="this is wrong")
    run(kept, "action_answer_closed_question", intent=intent, metadata={"draft_ref": held, "channel": "slack"},
        slots={"last_kind": "consent"})
    [item] = kept.store.inbox.items()
    assert (item.item.kind, item.item.channel, bool(item.item.rule)) == ("finding", "slack", True)
    assert bool(item.item.text) is words
    assert bool(item.item.reason) is words
    for secret in ("40%", "Meridian"):
        assert secret not in json.dumps([item.item.text, item.item.reason])


def test_a_pressed_consent_names_its_finding(kept, held):
    finding = kept.vault.get(OWNER, held).report.findings[-1]
    run(kept, "action_take_consent", intent="consent", entities={"finding_id": finding.id, "value": "no"},
        metadata={"draft_ref": held})
    [item] = kept.store.inbox.items()
    assert (item.item.rule, item.item.text) == (finding.rule, "")


def test_cancel_keeps_nothing_and_a_later_yes_means_something_else(kept, held):
    slots = {"last_kind": "consent"}
    _, events = run(kept, "action_small_talk", intent="cancel", metadata={"draft_ref": held}, slots=slots)
    assert slots_of(events)["last_kind"] == "report"
    run(kept, "action_answer_closed_question", intent="affirm", metadata={"draft_ref": held}, slots=slots_of(events))
    assert kept.store.inbox.items() == []


def test_a_question_that_nobody_could_answer_is_in_the_inbox_redacted(kept):
    [card], _ = run(kept, "action_offer_topics", text="may Banque Meridian see the 40% zzz?", slots={"missed": 2},
                    ranking=["nlu_fallback", "logo", "location"])
    assert card["kind"] == "hand_over"
    [item] = kept.store.inbox.items()
    assert (item.item.kind, item.item.topics) == ("question", ("logo", "location"))
    assert "Meridian" not in item.item.text
    assert "consultants' list" in card["text"]
    assert "not sent anything" not in card["text"]
