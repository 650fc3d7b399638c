"""Counters add up, survive a database that rests, and withhold groups in which a person could be seen."""

from __future__ import annotations

import csv
import io
from datetime import date
from pathlib import Path

import pytest

from bot.errors import CoachError
from bot.store import Event, Row, Store, StoreSettings, as_csv, count_cards, monthly_report, open_store
from bot.store.tables import METADATA

DAY = date(2026, 11, 24)


@pytest.fixture
def store(tmp_path: Path):
    opened = open_store(StoreSettings(state=tmp_path / "state"))
    yield opened
    opened.close()


def asked(store: Store, topic: str, times: int, *, outcome: str = "answered", day: date = DAY, channel: str = "web"):
    for _ in range(times):
        store.counters.count(Event("question", topic, "", channel, "en", outcome), today=day)


def test_counts_of_two_writings_add_up(store: Store):
    asked(store, "salary", 4)
    store.counters.flush()
    asked(store, "salary", 3)
    assert store.insights.table("question", "subject") == [Row(("salary",), 7)]


def test_small_groups_are_withheld_and_never_a_single_one(store: Store):
    asked(store, "salary", 9)
    asked(store, "logo", 6)
    asked(store, "politics", 4)
    assert store.insights.table("question", "subject") == [
        Row(("salary",), 9), Row(("logo",), None), Row(("politics",), None)]
    assert store.insights.total("question") == 19


def test_a_total_under_five_is_withheld_too(store: Store):
    asked(store, "salary", 4)
    assert store.insights.total("question") is None
    assert store.insights.total("check") == 0


def test_a_share_is_told_only_when_both_parts_are_large_enough(store: Store):
    asked(store, "salary", 15)
    asked(store, "", 5, outcome="passage")
    assert store.insights.share("question", ["passage"]) == 0.25
    assert store.insights.share("question", ["hand_over"]) == 0.0
    asked(store, "", 2, outcome="hand_over")
    assert store.insights.share("question", ["hand_over"]) is None


def test_a_period_and_months(store: Store):
    asked(store, "salary", 5, day=date(2026, 10, 31))
    asked(store, "salary", 6, day=date(2026, 11, 1))
    assert store.insights.table("question", "month") == [Row(("2026-11",), 6), Row(("2026-10",), 5)]
    assert store.insights.total("question", first=date(2026, 11, 1)) == 6


def test_an_unknown_grouping_is_refused(store: Store):
    with pytest.raises(CoachError, match="C604"):
        store.insights.table("question", "person")


def test_counts_wait_for_a_database_that_rests(store: Store, caplog: pytest.LogCaptureFixture):
    METADATA.tables["counts"].drop(store.engine)
    asked(store, "salary", 5)
    store.counters.flush()
    assert "could not be written" in caplog.text
    METADATA.tables["counts"].create(store.engine)
    assert store.insights.total("question") == 5


def test_csv_quotes_cells_and_disarms_formulas():
    text = as_csv([Row(('=cmd|"x"', "a,b"), 7), Row(("b", "c"), None)], ("subject", "channel"))
    assert list(csv.reader(io.StringIO(text))) == [
        ["subject", "channel", "count"], ["'=cmd|\"x\"", "a,b", "7"], ["b", "c", ""]]


def test_cards_of_actions_are_counted_by_what_they_mean(store: Store):
    report = {"language": "en", "verdict": "stop", "protected": [{}],
              "findings": [{"rule": "secrets.password", "category": "secrets", "severity": "error"}] * 2}
    said = [
        ("action_check_draft", {"kind": "report", "language": "en", "report": report}),
        ("action_answer_question", {"kind": "answer", "language": "en", "topic": "salary"}),
        ("action_offer_topics", {"kind": "choose", "language": "en"}),
        ("action_dispute", {"kind": "text", "language": "en"}),
        ("action_apply_fix", {"kind": "text", "language": "en"}),
        ("action_out_of_scope", {"kind": "text", "language": "en"}),
        ("action_small_talk", {"kind": "text", "language": "en"}),
    ]
    for action, card in said * 5:
        count_cards(store.counters, [card], action=action, channel="web", rule_ids=["secrets.password"])
    insights = store.insights
    assert insights.table("check", "outcome") == [Row(("stop",), 5)]
    assert insights.table("finding", "subject", "outcome") == [Row(("secrets.password", "error"), 5)]
    assert insights.table("question", "subject", "outcome") == [
        Row(("", "offered"), 5), Row(("", "out_of_scope"), 5), Row(("salary", "answered"), 5)]
    assert insights.table("dispute", "category") == [Row(("secrets",), 5)]
    assert [insights.total(kind) for kind in ("protected", "fix")] == [5, 5]


@pytest.mark.parametrize("form", ["markdown", "html"])
def test_the_monthly_report_names_topics_and_withholds_small_groups(store: Store, form: str):
    asked(store, "salary", 12)
    asked(store, "logo", 1)
    asked(store, "politics", 2)
    text = monthly_report(store.insights, DAY, name=lambda key: {"salary": "Pay | <hours>"}.get(key, key), form=form)
    assert "November 2026" in text
    assert "12" in text
    assert ("Pay \\| <hours>" if form == "markdown" else "Pay | &lt;hours&gt;") in text
    assert "| politics | 2 |" not in text
    assert "<td>2</td>" not in text
