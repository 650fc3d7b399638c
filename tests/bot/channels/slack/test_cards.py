"""Cards within Slack's limits, whatever stands in them."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.cards import card, fix_card
from bot.channels.slack import blocks
from bot.channels.slack.cards import draw, headline, read_value
from bot.channels.slack.home import home_view
from bot.channels.slack.modal import Filled, form_view, read_form
from bot.channels.slack.stand_in.block_rules import controls, message_faults, shown_text, view_faults
from bot.findings import LANGUAGES, Report, Verdict
from bot.rulebook import Rulebook
from tests.support.fixtures import rulebook

TEXTS = st.text(max_size=4000) | st.sampled_from(["<!channel>", "*b*", "`", "&lt;", "https://x.example", "\u202e"])


def finding(number: int, text: str, severity: str, *, question: bool, fix: bool) -> dict:
    return {
        "id": f"client.do-not-name-{number}", "rule": "client.do-not-name", "category": "client", "clause": "C7",
        "severity": severity, "confidence": 0.9, "start": number, "end": number + 1, "quote": text or "x",
        "message": f"“{text}” is it.", "why": text, "contact": "legal", "trace": [],
        "fixes": [{"start": 0, "end": 1, "replacement": text, "label": "x"}] if fix else [],
        "question": {"id": f"q{number}", "text": f"Is {text} public?"} if question else None,
    }


def report_with(texts: list[str], rewrite: str | None, *, protected: list[str] = ()) -> dict:
    found = [finding(number, text, ("error", "warning", "suggestion")[number % 3], question=number % 2 == 0,
                     fix=number % 3 != 1) for number, text in enumerate(texts)]
    report = {"schema": "postcoach.report/1", "verdict": "stop", "language": "en", "policy_version": "x",
              "protected": [{"start": 0, "end": 1, "quote": text or "x", "reply": "Fine."} for text in protected],
              "findings": found, "rewrite": rewrite, "not_checked": ["pictures"], "partial": False}
    return card("report", "Stop.\n\nNot checked: pictures.", "en", report=report, contact="legal")


@settings(max_examples=60, deadline=None)
@given(texts=st.lists(TEXTS, max_size=60), rewrite=TEXTS | st.none(), protected=st.lists(TEXTS, max_size=8),
       in_view=st.booleans())
def test_any_report_is_one_that_slack_takes_and_reads_nothing_in(rulebook, texts, rewrite, protected, in_view):
    drawn = draw(report_with(texts, rewrite, protected=protected), rulebook, ref="r" * 22, notice="I am.",
                 in_view=in_view)
    faults = view_faults({"type": "home", "blocks": drawn.blocks}) if in_view else message_faults(drawn.text, drawn.blocks)
    assert not faults
    assert controls(drawn.text, drawn.blocks) == []


@settings(max_examples=60, deadline=None)
@given(text=st.text(min_size=1, max_size=30_000), kind=st.sampled_from(["answer", "passage", "text", "choose"]))
def test_any_text_is_one_that_slack_takes(rulebook, text, kind):
    buttons = [{"title": text[:200], "payload": "topic:logo"}] * 30
    drawn = draw(card(kind, text, "en", buttons=buttons), rulebook)
    faults = message_faults(drawn.text, drawn.blocks)
    # Slack wants every button of a row to have a name of its own; thirty of them do.
    assert not faults
    assert controls(drawn.text, drawn.blocks) == []


def test_findings_that_do_not_fit_are_counted(rulebook):
    drawn = draw(report_with(["word " * 60] * 40, None), rulebook)
    assert "more. Change these first" in shown_text(drawn.blocks)
    assert "Stop" not in drawn.text


def test_what_the_dialogue_sets_around_a_report_is_drawn_around_it(rulebook):
    report = report_with(["Banque Meridian"], None)
    own = f"{headline(report['report'], 'en')}\n\n1. …\n\nNot checked: pictures."
    shown = shown_text(draw({**report, "text": f"Solved: C7.\n\n{own}\n\nPeople who listen."}, rulebook).blocks)
    assert "Solved: C7." in shown and "People who listen." in shown
    assert shown.count("Not checked: pictures.") == 1
    assert "1. …" not in shown


def test_the_notification_quotes_nothing(rulebook):
    report = report_with(["marzipan"], "marzipan")
    assert "marzipan" not in draw(report, rulebook).text
    after = Report(Verdict.CLEAR, "en", "x", (), (), None, (), False)
    assert "marzipan" not in draw(fix_card("marzipan", after, "en", whole=True), rulebook).text
    assert "marzipan" not in draw(card("text", "“marzipan” is why", "en"), rulebook).text


def test_buttons_carry_the_reference_and_the_finding_and_nothing_else(rulebook):
    drawn = draw(report_with(["marzipan"], None), rulebook, ref="abc")
    values = [element["value"] for block in drawn.blocks if block["type"] == "actions" for element in block["elements"]]
    assert ("abc", "why:client.do-not-name-0") in [read_value(value) for value in values]
    assert all("marzipan" not in value for value in values)


def test_a_wording_stands_alone_and_whole(rulebook):
    after = Report(Verdict.CLEAR, "en", "x", (), (), None, (), False)
    text = "A *bold* <!channel> text.\n\nWith two paragraphs."
    drawn = draw(fix_card(text, after, "en", whole=True), rulebook)
    ready = [block["elements"][0] for block in drawn.blocks if block["type"] == "rich_text"
             and block["elements"][0]["type"] == "rich_text_preformatted"]
    assert [part["elements"][0]["text"] for part in ready] == [text]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_home_tab_fits_in_every_language(rulebook, language):
    view = home_view(rulebook, language)
    assert view_faults(view) == []
    assert len(json.dumps(view)) < 60_000


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("text", ["", "x" * 3000, "x" * 9000])
def test_the_form_fits_in_every_language_and_never_holds_the_draft_twice(language, text):
    view = form_view(Filled(text, language=language), [blocks.small("above")] * 80)
    assert view_faults(view) == []
    assert "x" not in view["private_metadata"]


def test_the_form_is_read_back_and_unknown_choices_are_the_usual_ones():
    state = {"draft-2": {"draft": {"value": "words"}},
             "platform": {"platform": {"selected_option": {"value": "myspace"}}}, "account": {}}
    filled = read_form({"private_metadata": '{"turn": 2, "language": "nl"}', "state": {"values": state}})
    assert filled == Filled("words", "linkedin", "personal", 2, "nl")


def test_a_report_is_drawn_as_it_is_kept(rulebook):
    drawn = draw(report_with(["Banque Meridian", "a warning", "an idea"], "We met a client"), rulebook, ref="REF",
                 notice="I am an automated coach.")
    kept = Path(__file__).with_name("report.json")
    shown = json.dumps({"text": drawn.text, "blocks": drawn.blocks}, indent=1, ensure_ascii=False) + "\n"
    if os.environ.get("UPDATE_CARDS"):
        kept.write_text(shown, encoding="utf-8")
    assert shown == kept.read_text(encoding="utf-8"), "with UPDATE_CARDS=1 it is written anew; read the difference"


__all__ = ["Rulebook", "rulebook"]
