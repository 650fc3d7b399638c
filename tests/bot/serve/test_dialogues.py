import pytest

from bot.errors import CoachError
from bot.serve.dialogues import judge_turn, read_dialogues, run_dialogue, summarise


def card(kind, **more):
    return {"kind": kind, "text": "", "language": "en", **more}


def report(verdict, *categories, protected=()):
    findings = [{"category": name} for name in categories]
    return card("report", report={"verdict": verdict, "findings": findings, "protected": [{"quote": p} for p in protected]})


def judged(expect, *cards):
    found = judge_turn(expect, list(cards), dialogue="d", language="en", turn=1, said="words")
    return {outcome.key: outcome.met for outcome in found}


def test_a_report_is_held_to_verdict_and_categories():
    expect = {"kind": "report", "verdict": "stop", "categories": ["secrets"], "not_categories": ["tone"], "protected": True}
    assert judged(expect, report("stop", "secrets", "personal-data", protected=["pay"])) == {
        "kind": True, "verdict": True, "categories": True, "not_categories": True, "protected": True,
    }  # fmt: skip
    assert judged(expect, report("clear", "tone")) == {
        "kind": True, "verdict": False, "categories": False, "not_categories": False, "protected": False,
    }  # fmt: skip


def test_a_missing_report_meets_nothing_that_was_expected_of_it():
    assert judged({"kind": "report", "verdict": "stop", "not_categories": ["tone"]}, card("text")) == {
        "kind": False, "verdict": False, "not_categories": False,
    }  # fmt: skip


def test_another_accepted_kind_is_not_asked_for_what_it_cannot_hold():
    expect = {"kind": "answer", "topic": "mistake", "also_kinds": ["text", "choose"]}
    assert judged(expect, card("text")) == {"kind": True}
    buttons = [{"title": "Likes", "payload": "topic:likes"}, {"title": "Mistakes", "payload": "topic:mistake"}]
    assert judged(expect, card("choose", buttons=buttons)) == {"kind": True, "topic": True}
    assert judged(expect, card("choose", buttons=buttons[:1])) == {"kind": True, "topic": False}
    assert judged(expect, card("answer", topic="likes")) == {"kind": True, "topic": False}
    assert judged(expect, card("hand_over")) == {"kind": False, "topic": False}


def test_a_topic_that_does_as_well_is_right():
    assert judged({"kind": "answer", "topic": "likes", "also": ["logo"]}, card("answer", topic="logo"))["topic"]


def test_words_are_looked_for_without_case_and_in_buttons_and_reports_where_they_are_forbidden():
    spoken = card("text", text="Write to DPO@novalys.example, don’t wait")
    assert judged({"kind": "text", "contains_any": ["giraffe", "dpo@Novalys.example"]}, spoken)["contains_any"]
    assert judged({"kind": "text", "contains_any": ["don't wait"]}, spoken)["contains_any"]
    told = card("text", buttons=[{"title": "Ask about Meridian", "payload": "hand_over"}])
    assert not judged({"kind": "text", "contains_none": ["meridian", "buttons"]}, told)["contains_none"]
    assert judged({"kind": "text", "contains_none": ["meridian", "buttons"]}, spoken)["contains_none"]


def test_every_card_of_a_turn_speaks_the_expected_language():
    assert not judged({"kind": "text", "language": "fr"}, card("text", language="fr"), card("text"))["language"]


def test_an_expectation_that_nothing_can_judge_is_refused_before_anything_is_said():
    rows = [{"id": "d", "lang": "en", "turns": [{"user": "hi", "expect": {"kind": "text", "mood": "merry"}}]}]
    with pytest.raises(CoachError) as refused:
        read_dialogues(rows)
    assert refused.value.code == "C529" and "'mood'" in refused.value.message and refused.value.where == "line 1, turn 1"


def test_a_turn_that_the_coach_refuses_meets_nothing_and_the_dialogue_goes_on():
    said = []

    def say(text):
        said.append(text)
        if text == "one":
            raise CoachError("C301", "Too long.")
        return [card("text")]

    row = {"id": "d", "lang": "en", "turns": [{"user": "one", "expect": {"kind": "text", "contains_none": ["x"]}},
                                              {"user": "two", "expect": {"kind": "text"}}]}
    outcomes = list(run_dialogue(row, say))
    assert said == ["one", "two"]
    assert [(outcome.turn, outcome.key, outcome.met) for outcome in outcomes] == [
        (1, "kind", False), (1, "contains_none", False), (2, "kind", True),
    ]  # fmt: skip


def test_protected_and_private_expectations_are_counted_apart_and_a_sealed_set_shows_totals_alone():
    outcomes = [
        *judge_turn({"kind": "report", "protected": True}, [report("clear", protected=["pay"])], dialogue="a",
                    language="en", turn=1, said=""),
        *judge_turn({"kind": "text", "contains_none": ["meridian"]}, [card("text", text="Meridian")], dialogue="b",
                    language="nl", turn=1, said=""),
        *judge_turn({"kind": "report", "categories": ["secrets"]}, [report("stop", "secrets")], dialogue="b",
                    language="nl", turn=2, said=""),
    ]  # fmt: skip
    found = summarise("small", outcomes, every=False)
    assert found == {
        "set": "small", "all": {"share": 0.8333, "part": 5, "whole": 6}, "protected": {"share": 1.0, "part": 2, "whole": 2},
        "private": {"share": 0.75, "part": 3, "whole": 4}, "dialogues": {"share": 0.5, "part": 1, "whole": 2},
    }  # fmt: skip
    assert summarise("small", outcomes, every=True)["languages"]["nl"]["part"] == 3
