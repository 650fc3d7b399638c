import pytest

from bot.errors import CoachError
from bot.serve.trial import started
from bot.talk import Talk


def test_a_talk_says_and_presses_in_one_conversation(coach):
    with Talk(coach.url) as talk:
        assert talk.say("can I say which client I'm visiting?")[0]["topic"] == "name-client"
        assert talk.press("topic:likes")[0]["topic"] == "likes"


def test_a_talk_passes_on_what_the_coach_refuses(coach):
    with Talk(coach.url) as talk, pytest.raises(CoachError) as refused:
        talk.press("no button holds this")
    assert refused.value.code == "C413"


def test_nobody_answers(coach):
    with pytest.raises(CoachError) as refused:
        Talk("http://127.0.0.1:9")
    assert refused.value.code == "C131"


def test_a_start_that_fails_says_what_the_product_said(tmp_path):
    heard = []
    wrong = {"COACH_RASA_MEMORY_MB": "none"}
    with pytest.raises(CoachError) as refused, started(tmp_path / "run", tell=heard.append, changes=wrong):
        pytest.fail("it started")
    assert refused.value.code == "C124" and "COACH_RASA_MEMORY_MB" in refused.value.hint
    assert heard == ["starting the coach and Rasa …"]
