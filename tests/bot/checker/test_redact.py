"""What is kept of a text must not tell who or what it was about."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.checker import Checker, redact
from bot.rulebook import Rulebook, load_rulebook
from tests.support.coach import DAY, WordEncoder


@pytest.fixture(scope="module")
def shipped() -> Rulebook:
    return load_rulebook(Path("policy"))


@pytest.fixture(scope="module")
def checker() -> Checker:
    return Checker(WordEncoder())


SECRETS = [
    ("write to jan.peeters@example.com", "jan", "[e-mail]"),
    ("mail me at jan dot peeters at example dot com please", "peeters", "[e-mail]"),
    ("j\u200ban@exa\u200bmple.com says so", "mple", "[e-mail]"),
    ("call +32 475 12 34 56 tonight", "475", "[phone]"),
    ("his number is 85.07.30-033.28", "033", "[national number]"),
    ("pay BE68 5390 0754 7034 now", "5390", "[account number]"),
    ("wifi code Zomer2026!", "Zomer", "[secret]"),
    ("the password is sunshine, may I post it?", "sunshine", "[secret]"),
    ("het wachtwoord is 'zonnebloem'", "zonnebloem", "[secret]"),
    ("token ghp_abcdefghijklmnopqrstuvwxyz0123456789", "ghp_", "[secret]"),
    ("can I say that we work for Banque Meridian?", "Meridian", "[client]"),
    ("can I say that we work for banque meridian?", "meridian", "[client]"),
    ("BANQUE\u200b MERIDIAN is ours", "MERIDIAN", "[client]"),
    ("ΒΑNQUE MERIDIAN is ours", "MERIDIAN", "[client]"),
    ("B a n q u e Meridian is ours", "Meridian", "[client]"),
    ("may I mention Delmar Hospitals on X?", "Delmar", "[client]"),
    ("when is kestrel announced?", "kestrel", "[code name]"),
    ("proud of #ProjectKestrel", "Kestrel", "[code name]"),
    ("can I show Halo 3 to friends", "Halo 3", "[unreleased product]"),
    ("Ines Wouters told me so", "Wouters", "[spokesperson]"),
    ("my colleague Sofie is pregnant, can I congratulate her?", "Sofie", "[name]"),
    ("ma collègue Amélie est enceinte", "Amélie", "[name]"),
    ("revenue was 4.2 million, up 40%", "4.2", "[amount]"),
    ("<@U0123ABC> wrote that", "U0123ABC", "[account]"),
    ("@jan_peeters wrote that", "jan_peeters", "[account]"),
    ("see https://intranet.novalys.local/x?u=jan", "intranet", "[secret]"),
    ("ticket 483920175 has it", "483920175", "[number]"),
]


@pytest.mark.parametrize(("text", "secret", "placeholder"), SECRETS, ids=[text[:30] for text, _, _ in SECRETS])
def test_redact_masks(text: str, secret: str, placeholder: str, checker: Checker, shipped: Rulebook):
    shown = redact(text, checker, shipped, as_of=DAY)
    assert secret not in shown
    assert placeholder in shown


@pytest.mark.parametrize("text", [
    "can I say which client I'm visiting?",
    "Puis-je parler de mon salaire sur Instagram ?",
    "Mag ik op LinkedIn zetten dat wij mensen zoeken?",
    "May I put the logo of Novalys on my profile?",
    "is @novalys the official account?",
])
def test_redact_leaves_a_plain_question_readable(text: str, checker: Checker, shipped: Rulebook):
    assert redact(text, checker, shipped, as_of=DAY) == text


def test_redact_of_a_text_that_is_too_long_keeps_no_half_of_a_word(checker: Checker, shipped: Rulebook):
    text = "may I post " * 905 + "0475123456789"
    assert "0475" not in redact(text, checker, shipped, as_of=DAY)


def test_redact_keeps_the_placeholders_that_stand_there(checker: Checker, shipped: Rulebook):
    text = "may I say that [client] paid [amount] to [e-mail]?"
    assert redact(text, checker, shipped, as_of=DAY) == text


HOSTILE = st.text(max_size=80) | st.lists(
    st.sampled_from([text for text, _, _ in SECRETS] + ["[", "]", "\u202e", "\0", "\ud800", "🙂", "[e-mail", "x" * 40]),
    max_size=4,
).map(" ".join)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=HOSTILE)
def test_redact_twice_changes_nothing_and_never_crashes(text: str, checker: Checker, shipped: Rulebook):
    once = redact(text, checker, shipped, as_of=DAY)
    assert redact(once, checker, shipped, as_of=DAY) == once
    once.encode("utf-8")
    for secret in ("Meridian", "kestrel", "jan.peeters@", "zonnebloem"):
        assert secret.lower() not in once.lower()
