"""The development dialogues with the whole product: no word of a draft is kept anywhere, and forgetting forgets."""

from __future__ import annotations

import json
import re
import stat
from pathlib import Path

import pytest

from tests.conversations.conftest import Stack, start_stack, stop_stack

pytestmark = [pytest.mark.stack, pytest.mark.rasa]
DIALOGUES = [json.loads(line) for line in Path("tests/blind/dialogues-dev.jsonl").read_text().splitlines()]
MARK = "zwq{}marzipan"


@pytest.fixture(scope="module")
def own_stack(tmp_path_factory) -> Stack:
    folder = tmp_path_factory.mktemp("dialogues")
    running = start_stack(folder / "run", COACH_STATE=str(folder / "state"))
    yield running
    stop_stack(running)


def kept(stack: Stack) -> bytes:
    """All that the product has written: logs, trackers, inbox, counters."""
    folders = (stack.run, stack.run.parent / "state")
    return b"".join(path.read_bytes() for folder in folders for path in folder.rglob("*") if path.is_file())


def test_no_draft_of_any_dialogue_is_in_tracker_log_or_event(own_stack):
    """Every draft ends with a word of its own, so that none can be overlooked."""
    marks = []
    for number, dialogue in enumerate(DIALOGUES):
        talk = own_stack.talk()
        for turn, said in enumerate(dialogue["turns"]):
            text = said["user"]
            if said["expect"]["kind"] == "report" and "already public" not in text:
                mark = MARK.format(f"{number}x{turn}")
                text = re.sub(r"(\W*)$", rf" {mark}\1", text, count=1)
                marks.append(mark)
            cards = talk.say(text)
            assert cards and all(card["text"] for card in cards)
            for card in cards:
                for pressed in [button["payload"] for button in card.get("buttons", [])][:3]:
                    talk.press(pressed)
                    break
    everything = kept(own_stack)
    assert [mark for mark in marks if mark.encode() in everything] == []
    assert b"client" in everything, "typed questions are the control: they are kept"


def test_the_tracker_file_is_its_owners_alone_and_forget_me_empties_it(own_stack):
    path = own_stack.run.parent / "state" / "dialogue.db"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    talk = own_stack.talk()
    talk.say("may I post a picture of my quittengelee before breakfast?")
    assert b"quittengelee" in kept(own_stack)
    [card] = talk.say("forget me")
    assert "deleted" in card["text"]
    assert b"quittengelee" not in kept(own_stack)
