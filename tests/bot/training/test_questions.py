import pytest

from bot.errors import CoachError
from bot.training.questions import Limits, Understood, caught, label_row, measure_rows, reaction
from bot.training.questions_page import questions_as_markdown

LIMITS = Limits(0.6, 0.1, 0.75)
CLAUSES = {"likes": "C2", "logo": "C10", "union": "C2"}


def heard(*labels, confidence=0.9, route="talk", draft=None, distance=0.3, margin=0.5):
    return Understood(route, labels, confidence, margin, distance, draft)


def row(understood, **labels):
    return label_row(0, {"text": "words", "lang": "en", "kind": "short", **labels}, understood, topics=CLAUSES)


def test_a_question_below_any_threshold_is_not_answered():
    assert heard("likes").intent(LIMITS) == "likes"
    for unsure in (heard("likes", confidence=0.59), heard("likes", margin=0.09), heard("likes", distance=0.76)):
        assert unsure.intent(LIMITS) == "nlu_fallback"


def test_another_topic_that_answers_as_well_is_right():
    assert row(heard("logo", "likes"), topic="likes", also=["logo"]).first
    assert not row(heard("union", "likes"), topic="likes", also=["logo"]).first


def test_only_topics_are_offered_as_buttons():
    understood = heard("out_of_scope", "union", "why", "likes", confidence=0.4)
    asked = row(understood, topic="likes")
    assert understood.offered(CLAUSES) == ("union", "likes")
    assert not asked.first and asked.among_two(LIMITS, CLAUSES)
    assert reaction(asked, LIMITS, CLAUSES) == "two buttons, right one among them"


def test_nothing_is_offered_where_another_subject_is_answered_surely():
    asked = row(heard("out_of_scope", "likes"), topic="likes")
    assert not asked.among_two(LIMITS, CLAUSES)
    assert reaction(asked, LIMITS, CLAUSES) == "refused as another subject"


def test_a_question_that_is_checked_as_a_draft_is_wrong():
    asked = row(heard(route="check_draft", draft="words"), topic="likes")
    assert not asked.first and not asked.among_two(LIMITS, CLAUSES)
    assert reaction(asked, LIMITS, CLAUSES) == "checked as a draft"


def test_a_command_is_exact_by_its_intent_or_by_its_draft_to_the_character():
    assert row(heard("why"), expect="why").exact(LIMITS)
    assert not row(heard("why", confidence=0.3), expect="why").exact(LIMITS)
    taken = heard(route="check_draft", draft="I like it ")
    assert not row(taken, expect="check_draft", draft="I like it").exact(LIMITS)
    assert row(taken, expect="check_draft", draft="I like it ").exact(LIMITS)


@pytest.mark.parametrize(
    ("understood", "at_once", "after_asking"),
    [
        (heard("abuse"), True, True), (heard("greet"), True, True), (heard("likes", confidence=0.2), True, True),
        (heard("likes"), False, False), (heard("fix"), False, False), (heard(route="check_draft", draft="x"), False, False),
        (heard("out_of_scope", route="unsure"), False, True), (heard("likes", route="unsure"), False, False),
    ],
)  # fmt: skip
def test_another_subject_is_caught_when_no_answer_is_given(understood, at_once, after_asking):
    other = row(understood, topic="out-of-scope")
    assert (caught(other, LIMITS), caught(other, LIMITS, after_asking=True)) == (at_once, after_asking)


def test_figures_and_page_of_a_small_set():
    rows = [
        row(heard("likes"), topic="likes"), row(heard("likes", "union", confidence=0.3), topic="union"),
        row(heard("likes"), topic="logo"), row(heard("out_of_scope", confidence=0.8), topic="out-of-scope"),
        row(heard("likes"), topic="out-of-scope"), row(heard("why"), expect="why"),
    ]  # fmt: skip
    found = measure_rows(rows, LIMITS, CLAUSES, pairs=True)
    assert found["questions"]["all"] == {
        "first": {"share": 0.3333, "part": 1, "whole": 3}, "among_two": {"share": 0.6667, "part": 2, "whole": 3},
    }  # fmt: skip
    assert list(found["questions"]["clauses"]) == ["C2", "C10"]
    assert found["commands"]["all"]["share"] == 1.0
    assert found["out_of_scope"]["all"]["share"] == 0.5
    by_confidence = {point["confidence"]: point for point in found["curve"]}
    assert by_confidence[0.6]["caught"] == 0.5 and by_confidence[0.9]["caught"] == 0.5
    assert by_confidence[0.2]["wrong"] == 0.6667 and by_confidence[0.6]["wrong"] == 0.3333
    assert {"right": "logo", "took": "likes", "count": 1} in found["confused"]
    page = questions_as_markdown({"set": "small", "model": "m", "policy_version": "v", **found})
    assert "| all | 33.3% (1 of 3) | 66.7% (2 of 3) |" in page
    assert "| **0.60** | **50.0%** |" in page


def test_the_sealed_half_names_no_pairs():
    found = measure_rows([row(heard("likes"), topic="logo")], LIMITS, CLAUSES, pairs=False)
    assert "confused" not in found
    assert "Confused" not in questions_as_markdown({"set": "s", "model": "m", "policy_version": "v", **found})


@pytest.mark.parametrize("line", [{"lang": "en"}, {"text": "a", "lang": "en", "topic": "giraffes"}, {"text": "a"}])
def test_a_line_that_is_not_understood_is_refused(line):
    with pytest.raises(CoachError) as refused:
        label_row(4, line, heard(), topics=CLAUSES)
    assert refused.value.code == "C520" and refused.value.where == "line 5"
