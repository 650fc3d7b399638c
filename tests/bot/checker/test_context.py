"""What the words around a place do to its meaning."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.checker.context import in_context, single_quotations
from bot.checker.document import Span, read_draft
from bot.findings import Draft
from tests.bot.checker.conftest import DAY


def context_of(context: str, text: str, words: str, language: str) -> str | None:
    document = read_draft(Draft(text, language=language), as_of=DAY)
    start = document.text.index(words)
    return in_context(context, document, Span(start, start + len(words)))


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("A customer wrote 'you are all idiots' under our post today", "en"),
        ("A customer wrote ‘you are all idiots’ under our post today", "en"),
        ("He didn't stop: 'they're all idiots', in the drivers' room", "en"),
        ("Un client a écrit « tous des idiots » sous notre annonce", "fr"),
        ("Un client a écrit ‹ tous des idiots › sous l'annonce d'hier", "fr"),
        ("J'ai lu ’tous des idiots’ sous l'annonce d'hier soir", "fr"),
        ("Een klant schreef ‘allemaal idiots’ onder ons bericht", "nl"),
        ("Een klant schreef ‚allemaal idiots’ onder zo'n bericht", "nl"),
        ("Een klant schreef „allemaal idiots” onder ons bericht", "nl"),
        ("'t Was weer zover: 'allemaal idiots', 's avonds laat", "nl"),
    ],
)
def test_quotations_of_three_languages_are_seen(text, language):
    assert context_of("quoted", text, "idiots", language)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("They're idiots and that's the drivers' fault", "en"),
        ("Rock 'n' roll idiots don't stop in the '90s, 'cause they can't", "en"),
        ("'Tis true, idiots' words aren't worth it, tell 'em", "en"),
        ("C'est l'équipe d'idiots qu'on n'attendait plus", "fr"),
        ("'s Avonds zijn 't idiots, zo'n foto's en 's ochtends ook", "nl"),
        ("’s Morgens zijn ’t idiots, zo’n auto’s", "nl"),
        ("The 'best' idiots of the 'team'", "en"),
    ],
)
def test_apostrophes_are_no_quotes(text, language):
    assert context_of("quoted", text, "idiots", language) is None


@given(st.text(alphabet="ab s'\"\n.,tn", max_size=60))
def test_single_quotations_stand_apart_and_inside_the_text(text):
    found = single_quotations(text)
    assert all(text[span.start] == text[span.end - 1] == "'" and "\n" not in text[span.start : span.end] for span in found)
    assert all(one.end <= other.start for one, other in pairwise(found))


@pytest.mark.parametrize(
    ("text", "words", "language"),
    [
        ("Orders doubled, but hush until the press release", "doubled", "en"),
        ("Orders doubled. Not in the press release yet!", "doubled", "en"),
        ("Orders doubled, the press release follows on Monday", "doubled", "en"),
        ("Les commandes ont doublé, chut avant le communiqué", "doublé", "fr"),
        ("Les commandes ont doublé. Silence jusqu'au communiqué", "doublé", "fr"),
        ("De bestellingen verdubbelden, sst tot het persbericht", "verdubbelden", "nl"),
        ("De bestellingen verdubbelden, het persbericht volgt maandag", "verdubbelden", "nl"),
    ],
)
def test_what_is_still_to_come_is_no_source(text, words, language):
    assert context_of("sourced", text, words, language) is None


@pytest.mark.parametrize(
    ("text", "words", "language"),
    [
        ("Orders doubled, says this morning's press release", "doubled", "en"),
        ("Orders doubled until June, according to the annual report", "doubled", "en"),
        ("Selon le communiqué les commandes ont doublé", "doublé", "fr"),
        ("Volgens het persbericht verdubbelden de bestellingen", "verdubbelden", "nl"),
    ],
)
def test_what_is_published_is_a_source(text, words, language):
    assert context_of("sourced", text, words, language)
