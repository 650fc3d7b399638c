from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from bot.answers import answer_topic, nearest_passage, person_for, role_title
from bot.answers.passages import split_passages
from bot.errors import CoachError
from tests.support.coach import WordEncoder


def test_an_answer_carries_its_clause_and_a_contact_that_exists(rulebook):
    answer = answer_topic(rulebook, "name-client", "nl")
    assert (answer.clause, answer.language) == ("C7", "nl")
    assert answer.contact in rulebook.company.contacts
    assert answer.text != answer_topic(rulebook, "name-client", "en").text


def test_an_unknown_topic_is_an_error_with_a_hint(rulebook):
    with pytest.raises(CoachError, match="no topic 'giraffes'") as raised:
        answer_topic(rulebook, "giraffes", "en")
    assert raised.value.code == "C321"


def test_a_language_without_translation_falls_back_to_english(rulebook):
    topic = rulebook.topics["logo"].model_copy(update={"answer": {"en": "From the kit."}})
    rulebook.topics["logo"], kept = topic, rulebook.topics["logo"]
    try:
        answer = answer_topic(rulebook, "logo", "fr")
    finally:
        rulebook.topics["logo"] = kept
    assert (answer.text, answer.language) == ("From the kit.", "en")


def test_a_role_that_nobody_holds_falls_back_along_the_chain(rulebook):
    assert person_for(rulebook, "chief_dreamer", "en").key == rulebook.company.fallback[0]
    assert person_for(rulebook, None, "en").key == "social_media_consultant"


def test_every_role_of_the_company_has_a_title_in_every_language(rulebook):
    for role in rulebook.company.contacts:
        assert role in yaml.safe_load(Path("bot/answers/roles.yml").read_text(encoding="utf-8"))
        assert all(role_title(role, language) for language in ("en", "fr", "nl"))
    assert role_title("chief_dreamer", "en") == "chief dreamer"


def test_the_nearest_passage_is_of_the_right_clause_and_nothing_is_better_than_anything(rulebook):
    words = " ".join(rulebook.clauses["C20"].text["en"].split()[:25])
    passage = nearest_passage(rulebook, WordEncoder(), words, "en")
    assert passage.clause == "C20"
    assert passage.text in " ".join(rulebook.clauses["C20"].text["en"].split())
    assert nearest_passage(rulebook, WordEncoder(), "xylophone zebra quartz", "en") is None


def test_a_text_is_cut_into_runs_of_two_sentences():
    assert split_passages("One. Two! Three?\nFour.\n\nFive") == ["One. Two!", "Three? Four.", "Five"]


@pytest.mark.models
def test_the_real_encoder_finds_a_passage_for_a_question_and_none_for_chatter(rulebook):
    from bot.encoder import load_encoder

    encoder = load_encoder()
    assert nearest_passage(rulebook, encoder, "do interns have the same rules", "en").clause == "C1"
    assert nearest_passage(rulebook, encoder, "someone wants to interview me for a school paper", "en").clause == "C13"
    for chatter in ("who won the cup final", "my bicycle has a flat tyre", "what time is it in Tokyo"):
        assert nearest_passage(rulebook, encoder, chatter, "en") is None, chatter
