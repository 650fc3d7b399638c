import itertools
import time

import pytest

from bench import conversations
from bench.conversations import Held, Script, compare, scripts
from bot.errors import CoachError
from tests.support.fixtures import coach, rulebook, running

__all__ = ["coach", "rulebook", "running"]

NO_PAUSE = {"at once": (0.0, 0.0)}


CLIENTS = ("Banque Meridian", "Delmar Hospitals")


def draft_and_questions(number):
    lines = ("can I say which client I'm visiting?", "shorter please", f"check this: What a day at {CLIENTS[number]}!",
             "hello coach")  # fmt: skip
    return Script("en", CLIENTS[number], lines)


def test_conversations_on_a_coach_do_not_mix(coach, monkeypatch):
    monkeypatch.setattr(conversations, "ROUNDS", 1)
    found = compare(coach.url, [draft_and_questions(number) for number in range(2)], pauses=NO_PAUSE)
    assert found["alone"]["errors"] == [] and found["alone"]["own_draft"] == 2
    assert found["at once"]["errors"] == [] and found["at once"]["mixed_up"] == 0
    assert found["at once"]["own_draft"] == 2 and found["at once"]["turns"] == 2 * 4
    assert found["at once"]["p95_to_single_p50"] > 0


class OneMemory:
    """A faulty coach: all conversations share the last thing that was said, and every ninth turn is refused."""

    said = ""
    turns = itertools.count(1)

    def __init__(self, url):
        self.number = url

    def __enter__(self):
        return self

    def __exit__(self, *error):
        return None

    def say(self, text):
        if next(OneMemory.turns) % 9 == 0:
            raise CoachError("C451", "The dialogue is resting.")
        time.sleep(0.002)
        before, OneMemory.said = OneMemory.said, text
        return [{"kind": "text", "language": "en", "text": f"{before} {text}"}]


def test_a_coach_that_mixes_conversations_is_caught(monkeypatch):
    monkeypatch.setattr(conversations, "Talk", OneMemory)
    listed = [Script("en", str(number), (f"first {number}", f"second {number}")) for number in (411, 522, 633)]
    found = compare("http://nowhere", listed, pauses={"slowly": (0.0, 0.01)})
    assert found["slowly"]["mixed_up"] > 0
    assert found["slowly"]["own_draft"] < 3
    assert any(error.startswith("C451") for error in found["slowly"]["errors"])


def test_every_script_has_its_own_words():
    made = scripts()
    assert len(made) == 25 and {script.language for script in made} == {"en", "fr", "nl"}
    assert len({script.lines for script in made}) == 25
    assert len({script.marker for script in made}) == 25
    for one, other in itertools.combinations(made, 2):
        assert one.lines[0] != other.lines[0]
    assert all(script.marker in script.lines[2] for script in made)


def test_a_conversation_that_could_not_be_opened_is_an_error(monkeypatch):
    def refuse(url):
        raise CoachError("C131", "No coach answers.")

    monkeypatch.setattr(conversations, "Talk", refuse)
    held = conversations.hold_at_once("http://nowhere", [draft_and_questions(1)], (0.0, 0.0))
    assert [type(one) for one in held] == [Held] and held[0].errors == ["C131 No coach answers."]
    with pytest.raises(CoachError):
        conversations.hold("http://nowhere", draft_and_questions(1))
