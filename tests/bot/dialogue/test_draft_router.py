"""What is a draft, what is talk: explicit forms in three languages, and the exact text of the draft."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.dialogue import Kind, Route, route_draft

DRAFTS = {
    "/check We won!": "We won!",
    "/CHECK: We won!": "We won!",
    "  /check\nWe won!\nAll of us.": "We won!\nAll of us.",
    "check this: We won the prize": "We won the prize",
    "Check this post: We won: twice": "We won: twice",
    "is this ok to post? We won the prize today": "We won the prize today",
    "Hi, can you check this post please: We won": "We won",
    "Is this okay?\nWe won the prize": "We won the prize",
    "Can you review my draft?\n\nWe won!\n\nAll of us.": "We won!\n\nAll of us.",
    "Here's my LinkedIn post:\nWe won!": "We won!",
    "can i tweet this - we just won": "we just won",
    "> We won the prize\n> today": "We won the prize\ntoday",
    "is this fine?\n> We won\n>\n> today": "We won\n\ntoday",
    "```\nWe won\n  twice\n```": "We won\n  twice",
    "what about this\n```We won```\nthanks": "We won",
    "“We had a great day”": "We had a great day",
    'check this: "We had a great day"': "We had a great day",
    "Can I post “We had a great quarter, more on Thursday” on LinkedIn?": "We had a great quarter, more on Thursday",
    "We signed a client today, so proud! Is this ok to post?": "We signed a client today, so proud!",
    "Proud of the team 🎉 #novalys\n\ncan I post this?": "Proud of the team 🎉 #novalys",
    "vérifie ceci : Nous avons gagné": "Nous avons gagné",
    "Bonjour, peux-tu vérifier ce post : Nous avons gagné": "Nous avons gagné",
    "je peux publier ça ? Nous avons gagné": "Nous avons gagné",
    "Est-ce que je peux poster ceci ?\nNous avons gagné": "Nous avons gagné",
    "Voici mon brouillon :\n« Nous avons gagné le prix »": "Nous avons gagné le prix",
    "kijk dit na: We hebben gewonnen": "We hebben gewonnen",
    "Check dit even: we hebben gewonnen": "we hebben gewonnen",
    "Mag ik dit zo posten? We hebben gewonnen": "We hebben gewonnen",
    "Kan je deze post nakijken: We hebben gewonnen": "We hebben gewonnen",
    "Is dit oké? We hebben gewonnen": "We hebben gewonnen",
}  # fmt: skip
REQUESTS = [
    "check this", "/check", "is this ok to post?", "Can you check my post?", "check my draft please",
    "Can I post this?",
    "vérifie mon post", "controleer mijn bericht", "kun je mijn tekst nakijken?",
]
TALK = [
    "can I say which client I'm visiting?", "why?", "thanks!", "hello", "fix it", "Can I post about my job?",
    "May I write 'the best' or '100% green'?", "Do I need 'opinions are my own'?", "Can I use this song in my post?",
    "Can I post this photo of my colleague?", "Is this photo ok? There's a whiteboard in it", "is a like ok?",
    "what should I do if a journalist calls?", "who can check my draft?", "is it ok to post about my holiday?",
    "Mag ik een foto van een collega posten?", "Puis-je nommer un client ?", "/check_draft{\"draft_ref\": \"x\"}?",
    "I run a small shop in the evening and promote it on my profile. Is it allowed?",
]  # fmt: skip


@pytest.mark.parametrize("text", DRAFTS)
def test_an_explicit_form_gives_the_draft_alone(text):
    assert route_draft(text) == Route(Kind.DRAFT, DRAFTS[text])


@pytest.mark.parametrize("text", REQUESTS)
def test_a_request_without_a_text_asks_for_it(text):
    assert route_draft(text).kind is Kind.REQUEST


@pytest.mark.parametrize("text", TALK)
def test_a_question_stays_a_question(text):
    assert route_draft(text).kind is Kind.TALK


def test_the_message_after_the_request_is_the_draft_whatever_it_looks_like():
    assert route_draft("can I name a client?", awaiting=True) == Route(Kind.DRAFT, "can I name a client?")
    assert route_draft("“We won!”", awaiting=True) == Route(Kind.DRAFT, "We won!")


@pytest.mark.parametrize("text", ["cancel", "Never mind.", "laat maar", "annuler"])
def test_a_waiting_coach_understands_never_mind(text):
    assert route_draft(text, awaiting=True).kind is Kind.TALK


def test_a_look_of_the_classifier_decides_what_is_not_explicit():
    text = "The new one arrived at my neighbours this week"
    assert route_draft(text, look=lambda _: Kind.UNSURE) == Route(Kind.UNSURE, text)
    assert route_draft(text, look=lambda _: Kind.DRAFT) == Route(Kind.DRAFT, text)
    assert route_draft(text, look=lambda _: Kind.TALK) == Route(Kind.TALK)
    assert route_draft("check this: We won", look=lambda _: Kind.TALK).kind is Kind.DRAFT


def test_signs_alone_ask_when_nothing_is_plain():
    assert route_draft("My neighbours bought the small one and their bill went down by half, which made me smile "
                       "all week.").kind is Kind.UNSURE
    assert route_draft("So proud of the team! 🎉 Come and see us at the fair #novalys #heat").kind is Kind.DRAFT


@given(st.text(max_size=300), st.booleans())
def test_any_text_gets_a_route_and_a_draft_is_part_of_the_text(text, awaiting):
    route = route_draft(text, awaiting=awaiting)
    if route.kind in (Kind.DRAFT, Kind.UNSURE):
        assert route.draft
        assert all(line.strip() in text for line in route.draft.splitlines())


@given(st.text(alphabet="check this:?!. \n\"“”>`-–", max_size=400))
def test_no_text_takes_long(text):
    route_draft(text)
