"""Questions that are clear only with the topic before them."""

from __future__ import annotations

import pytest

from bot.dialogue import Context, still_means, topic_in_context
from bot.dialogue.languages import is_foreign, language_of
from bot.dialogue.questions import goes_on, link_in, posted_by_author, split_questions, yes_or_no
from bot.dialogue.versions import is_version_of

TOPICS = {"name-client", "closed-groups", "colleague-photo", "anonymous-account", "mistake", "likes"}


def test_a_near_topic_wins_when_both_readings_know_it():
    context = Context("colleague-photo", [("closed-groups", 0.7), ("colleague-photo", 0.3)])
    plain = [("closed-groups", 0.5), ("likes", 0.2)]
    assert topic_in_context("and in a closed group?", plain, context, TOPICS) == "closed-groups"


def test_a_question_that_goes_on_stays_with_its_topic():
    context = Context("name-client", [("name-client", 0.95)])
    assert topic_in_context("and if I only hint?", [("fix", 0.1)], context, TOPICS) == "name-client"
    assert topic_in_context("is it going to rain?", [("fix", 0.1)], context, TOPICS) is None


def test_a_fact_that_is_added_belongs_to_the_topic_before():
    context = Context("mistake", [("mistake", 0.9)])
    assert topic_in_context("it has been up for three hours", [], context, TOPICS) == "mistake"


def test_without_a_topic_before_nothing_is_guessed():
    assert topic_in_context("and in a closed group?", [("closed-groups", 0.5)], None, TOPICS) is None


def test_what_if_i_do_not_name_them_means_the_client_not_an_anonymous_account():
    plain = [("anonymous-account", 0.78), ("fix", 0.06), ("name-client", 0.05)]
    context = Context("name-client", [("name-client", 0.97)])
    assert still_means("what if I don't name them?", plain, context)
    assert not still_means("can I be anonymous?", plain, context)


@pytest.mark.parametrize(("text", "says"), [
    ("yes it's on our website since March", True), ("nee, nog niet", False), ("Oui, depuis mars", True),
    ("is it?", None), ("our website has it", None), ("no, not yet", False)])
def test_the_first_word_of_an_answer_says_yes_or_no(text, says):
    assert yes_or_no(text) is says


def test_questions_are_split_and_a_story_before_one_stays_with_it():
    assert split_questions("Can I post it?") == ["Can I post it?"]
    assert split_questions("I was at a fair. May I post it? And may I tag my boss?") == [
        "I was at a fair. May I post it?", "And may I tag my boss?"]


def test_links_and_continuations_and_own_posts_are_seen():
    assert link_in("here: https://a.example/x.") == "https://a.example/x"
    assert goes_on("maar wat als") and not goes_on("Android phones")
    assert posted_by_author("I already put it online") and not posted_by_author("it was in the press release")


def test_a_language_is_foreign_only_beyond_doubt():
    assert is_foreign("¿Puedo publicar una foto de mi compañero en mi perfil de empresa?")
    assert is_foreign("можно мне это опубликовать")
    for text in ("ok", "Mag ik dat posten?", "can i post dis", "je peux poster ça ?", "kvertel soms dingen in mn close friends"):
        assert not is_foreign(text)


def test_a_short_word_keeps_the_language():
    assert language_of("source?", now="nl", first=False) == "nl"
    assert language_of("puis-je nommer un client ici ?", now="nl", first=False) == "fr"


def test_two_drafts_are_versions_when_they_share_their_words():
    assert is_version_of("Great quarter for the whole team in Ghent", "Great quarter: 40 % up for the team in Ghent")
    assert not is_version_of("I passed my forklift licence", "Our colleague Petra is ill")
