from __future__ import annotations

from dataclasses import replace
from string import Formatter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answers import person_for
from bot.cards import (
    KINDS,
    choose_card,
    explain_card,
    hand_over_card,
    named_language,
    report_card,
    say,
    to_text,
    unsure_card,
)
from bot.cards.wording import wordings
from bot.findings import Draft, Finding, Fix, ProtectedPassage, Question, Report, Severity, Verdict
from tests.support.coach import DAY, RISKY

TEXT = "Kestrel ships, and Anna is late 🎉"


def finding(number: int, *, severity: Severity = Severity.ERROR, **changes) -> Finding:
    made = Finding(
        id=f"f{number}", rule="confidential.code-name", category="confidential", clause="C5", severity=severity,
        confidence=0.9, start=0, end=7, quote="Kestrel", message="“Kestrel” is a code name.", why="It is not public.",
        fixes=(Fix(0, 7, "our project", "public name"),), question=None, contact="social_media_strategist", trace=(),
    )  # fmt: skip
    return replace(made, **changes)


def report(*findings: Finding, **changes) -> Report:
    made = Report(Verdict.STOP if findings else Verdict.CLEAR, "en", "abc", (), tuple(findings), None,
                  ("pictures", "links", "truth"), False)
    return replace(made, **changes)


def test_every_sentence_stands_in_three_languages_with_the_same_values():
    for idea, texts in wordings().items():
        assert set(texts) == {"en", "fr", "nl"}, idea
        fields = [{name for _, name, _, _ in Formatter().parse(text) if name} for text in texts.values()]
        assert fields[0] == fields[1] == fields[2], idea


def test_clear_always_says_what_was_not_checked(rulebook):
    for language, word in (("en", "pictures"), ("fr", "images"), ("nl", "beelden")):
        text = report_card(report(language=language), rulebook, language)["text"]
        assert word in text


def test_a_part_of_a_check_is_never_shown_as_clear(rulebook):
    text = report_card(report(partial=True), rulebook, "en")["text"]
    assert say("verdict_clear", "en") not in text
    assert "only a part" in text


def test_a_report_shows_severity_words_message_reason_clause_fix_and_contact(rulebook):
    card = report_card(report(finding(1), rewrite="Our project ships"), rulebook, "en")
    for part in ("Change before posting", "“Kestrel”", "is a code name", "It is not public", "C5", "our project",
                 "Our project ships", "strategy@novalys.example"):
        assert part in card["text"]
    assert (card["clause"], card["contact"]) == ("C5", "social_media_strategist")
    assert card["report"]["schema"] == "postcoach.report/1"


def test_every_finding_has_its_buttons_and_an_open_question_comes_first(rulebook):
    asked = finding(2, severity=Severity.WARNING, question=Question("q2", "Is it public?"), fixes=())
    buttons = report_card(report(finding(1), asked), rulebook, "en")["buttons"]
    payloads = [button["payload"] for button in buttons]
    assert payloads == ["answer:q2:yes", "answer:q2:no", "why:f1", "fix:f1", "dispute:f1", "why:f2", "dispute:f2"]
    assert len({button["title"] for button in buttons}) == len(buttons)


def test_protected_speech_gets_its_reply_and_no_discouraging_word(rulebook):
    passage = ProtectedPassage(0, 7, "my pay", "You may post this, and I do not judge it.")
    text = report_card(report(protected=(passage,)), rulebook, "en")["text"]
    assert text.startswith("You may post this")
    for word in ("risk", "careful", "however", "should not", "negative", "before posting"):
        assert word not in text.lower()


def test_suggestions_alone_are_called_ideas(rulebook):
    card = report_card(report(finding(1, severity=Severity.SUGGESTION), verdict=Verdict.CLEAR), rulebook, "en")
    assert "Nothing has to change" in card["text"]


def test_an_empty_replacement_is_said_in_words(rulebook):
    dropping = finding(1, fixes=(Fix(0, 7, "", "drop"),))
    assert "leave these words out" in report_card(report(dropping), rulebook, "en")["text"]


def test_the_reason_of_a_finding_holds_the_whole_clause(rulebook):
    card = explain_card(finding(1), rulebook, "nl")
    assert rulebook.clauses["C5"].text["nl"].strip() in card["text"]


def test_choices_hold_the_topics_and_a_way_to_a_person(rulebook):
    card = choose_card(rulebook, ["logo", "location"], "fr")
    assert [button["payload"] for button in card["buttons"]] == ["topic:logo", "topic:location", "hand_over"]


def test_a_hand_over_says_that_nothing_was_sent(rulebook):
    card = hand_over_card(person_for(rulebook, "press_office", "en"), "en", about="A journalist writes to me")
    assert "press@novalys.example" in card["text"]
    assert "not sent anything" in card["text"]


def test_plain_text_lists_the_buttons():
    assert to_text(unsure_card("en")).endswith("[1] A draft: check it\n  [2] A question: answer it")


@pytest.mark.parametrize(
    ("text", "language"), [("in het Frans aub", "fr"), ("not English, Dutch", "nl"), ("hello", None)])
def test_a_language_is_recognised_by_its_name(text, language):
    assert named_language(text) == language


@given(words=st.text(min_size=1, max_size=60), language=st.sampled_from(["en", "fr", "nl"]))
def test_any_words_of_a_draft_render_as_they_are(rulebook, words, language):
    made = finding(1, quote=words, message=words, fixes=(Fix(0, 1, words, "x"),))
    card = report_card(report(made, rewrite=words), rulebook, language)
    assert card["kind"] in KINDS
    assert words in card["text"]


def test_a_real_report_renders_in_every_language(rulebook, services):
    checked = services.checker.check(Draft(RISKY), rulebook, as_of=DAY, answers={})
    for language in ("en", "fr", "nl"):
        assert "{" not in report_card(checked, rulebook, language)["text"]
