from __future__ import annotations

import time
from datetime import date

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.checker import Checker, apply_fixes
from bot.errors import CoachError
from bot.findings import Draft, Verdict
from tests.bot.checker.conftest import DAY, SilentEncoder
from tests.bot.checker.test_normalise import TEXTS

RISKY = [
    "The side gate code is 4471 this week.", "Great day at Banque Meridian!", "Kestrel ships in March 😀",
    "Anna Peeters, call her on 0475 12 34 56", "mail jan (at) gmail [dot] com", "revenue reached 4.2 million",
    "our wifi is Kachel-2019", "server db-prod.novalys.internal:5432", "WE ARE THE BEST!!!!!! #a #b #c #d #e #f",
    "on lance Halo 3 en mars", "het wachtwoord is Tulp-88-geel", "key AKIA" + "Q3EGRT7XKLMN2PQR",
]  # fmt: skip


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.one_of(TEXTS, st.sampled_from(RISKY)), min_size=1, max_size=5).map(" ".join))
def test_offsets_are_exact_on_any_text(rulebook, checker, text):
    try:
        report = checker.check(Draft(text), rulebook, as_of=DAY)
    except CoachError as error:
        assert error.code in ("C302", "C303")
        return
    starts = [finding.start for finding in report.findings]
    assert starts == sorted(starts)
    for finding in (*report.findings, *report.protected):
        assert text[finding.start : finding.end] == finding.quote and finding.quote
    for finding in report.findings:
        assert "{matched}" not in finding.message and finding.trace
        for fix in finding.fixes:
            assert 0 <= fix.start <= fix.end <= len(text)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from(RISKY), min_size=1, max_size=4, unique=True).map("\n".join))
def test_what_is_proposed_raises_nothing_new(rulebook, text):
    checker = Checker(SilentEncoder())
    report = checker.check(Draft(text), rulebook, as_of=DAY)
    known = {finding.category for finding in report.findings}
    for proposal in [report.rewrite, *(apply_fixes(text, [fix]) for f in report.findings for fix in f.fixes)]:
        if proposal:
            again = checker.check(Draft(proposal), rulebook, as_of=DAY)
            assert {finding.category for finding in again.findings} <= known


def test_do_not_name_client_stops_the_post_and_tells_clause_and_contact(check):
    text = "Great day at Banque Meridian with the team"
    report = check(text)
    (finding,) = [f for f in report.findings if f.category == "client"]
    assert report.verdict is Verdict.STOP and finding.clause == "C7"
    assert "Banque Meridian" in finding.quote and finding.contact == "social_media_consultant"


def test_cleared_client_and_partner_may_be_named(check):
    assert not check("A lovely day at Hotel Belvoir with Lumen Installers").findings


def test_code_name_is_an_error_even_run_together_in_a_hashtag(check):
    report = check("Big week! #ProjectKestrel")
    assert "confidential" in {f.category for f in report.findings} and report.verdict is Verdict.STOP


def test_embargo_that_has_passed_is_no_finding(check):
    text = "Halo 3 is here and I am proud of it"
    assert any(f.category == "confidential" for f in check(text).findings)
    assert not any(f.category == "confidential" for f in check(text, as_of=date(2027, 3, 15)).findings)


def test_answer_changes_the_verdict(check):
    report = check("Revenue reached 4.2 million this quarter")
    (finding,) = [f for f in report.findings if f.category == "market-sensitive"]
    assert finding.question and report.verdict in (Verdict.ASK, Verdict.STOP)
    assert not [f for f in check("Revenue reached 4.2 million this quarter", answers={finding.question.id: True}).findings
                if f.category == "market-sensitive"]
    settled = check("Revenue reached 4.2 million this quarter", answers={finding.question.id: False})
    assert settled.verdict is Verdict.STOP and settled.findings[0].question is None


def test_clear_says_what_was_not_checked(check):
    report = check("Lovely walk with the dog this morning")
    assert report.verdict is Verdict.CLEAR and {"pictures", "links", "truth"} <= set(report.not_checked)


@pytest.mark.parametrize(
    ("draft", "code"),
    [
        (Draft("x" * 10_001), "C301"), (Draft(""), "C302"), (Draft("😀 🎉"), "C302"), (Draft("a\0b"), "C303"),
        (Draft("a\ud83d b"), "C303"), (Draft("hi", platform="myspace"), "C304"), (Draft("hi", language="de"), "C304"),
        (Draft("hi", account="bot"), "C304"),
    ],
)  # fmt: skip
def test_bad_input_is_refused_in_words(rulebook, checker, draft, code):
    with pytest.raises(CoachError) as caught:
        checker.check(draft, rulebook, as_of=DAY)
    assert caught.value.code == code and caught.value.status == 400


def test_no_representation_shows_the_words_of_a_draft(check):
    marker = "zebrafinch"
    report = check(f"the wifi password is {marker}-2019-x and Kestrel")
    assert report.findings
    assert marker not in repr(report) and marker not in repr(Draft(marker))


def test_text_that_takes_too_long_is_partial_and_never_clear_about_it(rulebook):
    class SlowEncoder(SilentEncoder):
        def encode(self, texts):
            time.sleep(0.12)
            return super().encode(texts)

    class QuietJudge:
        labels = ("mockery",)

        def probabilities(self, sentences, vectors):
            return np.zeros((len(sentences), 1))

        def threshold(self, label):
            return 0.5

    checker = Checker(SlowEncoder(), QuietJudge())
    report = checker.check(Draft(" ".join(f"Sentence number {n} stands here." for n in range(30))), rulebook, as_of=DAY)
    assert report.partial and "rest" in report.not_checked
