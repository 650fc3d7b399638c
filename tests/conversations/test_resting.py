"""Rasa gone: drafts are checked, chat says that it rests, and Rasa is started again. A product of its own."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest

from tests.conversations.conftest import Stack, start_stack, stop_stack

pytestmark = pytest.mark.stack


@pytest.fixture(scope="module")
def own_stack(tmp_path_factory) -> Stack:
    running = start_stack(tmp_path_factory.mktemp("resting"))
    yield running
    stop_stack(running)


def test_rasa_killed_then_checks_work_chat_rests_and_rasa_comes_back(own_stack):
    talk = own_stack.talk()
    assert talk.say("can I say which client I'm visiting?")[0]["kind"] == "answer"
    os.kill(own_stack.number_of("rasa"), signal.SIGKILL)
    assert own_stack.chat_is("resting", within=10)
    [report, note] = talk.say("check this: we signed Banque Meridian, revenue is up 40%")
    assert report["report"]["findings"]
    assert "resting" in note["text"]
    assert "resting" in talk.say("can I say which client I'm visiting?")[0]["text"]
    assert talk.press(f"why:{report['report']['findings'][0]['id']}")[0]["clause"]
    assert own_stack.chat_is("ok", within=120)
    assert talk.say("can I say which client I'm visiting?")[0]["topic"] == "name-client"


def test_a_second_start_trains_nothing_and_the_end_leaves_no_process(own_stack, tmp_path):
    """The product of this module may have been the first; the next one finds everything trained."""
    second = start_stack(tmp_path / "second")
    numbers = [second.number_of(name) for name in ("coach", "rasa")]
    stop_stack(second)
    said = (second.run / "serve.log").read_text()
    assert "training" not in said
    assert second.supervisor.returncode == 0
    for number in numbers:
        assert not Path(f"/proc/{number}").exists()
