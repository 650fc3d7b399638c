"""Each event is answered once, in order, in time, whatever the line does; and a failure is said."""

from __future__ import annotations

import asyncio
import re
import time

import pytest

from bot.channels.slack.memory import OwnMemory
from bot.channels.slack.stand_in import direct_channel
from bot.errors import CoachError
from tests.slack.office import Office, open_office, seen

ANN, BEN = "U0ANN", "U0BEN"
QUESTION = "can I say which client I'm visiting?"


@pytest.fixture(scope="module")
def restless(workspace, running):
    """A workspace that notices a lost socket within half a second, and gives an app 1.5 s to acknowledge."""
    yield from open_office(running, ping_every=0.5, ack_within=1.5)


@pytest.fixture
def shaky(restless: Office) -> Office:
    restless.fresh()
    return restless


def test_an_event_that_comes_three_times_is_answered_once(office):
    def three_times() -> None:
        for _ in range(3):
            office.stand_in.do(office.stand_in.write(ANN, QUESTION, name="Ev0SAME"))

    assert len(office.answers(three_times, direct_channel(ANN))) == 1


def test_an_event_that_another_process_has_taken_is_left_to_it(workspace, running):
    shared = OwnMemory()
    for one in open_office(running, memory=shared):
        for other in open_office(running, memory=shared):
            assert len(one.write(ANN, QUESTION, name="Ev0SHARED")) == 1
            assert other.write(ANN, QUESTION, name="Ev0SHARED") == []


def test_a_slow_answer_is_acknowledged_in_time_and_comes_once(shaky):
    shaky.coach.rasa.delay = 2.5
    began = time.monotonic()
    shaky.stand_in.do(shaky.stand_in.write(ANN, QUESTION))
    assert time.monotonic() - began < 1.0
    shaky.settle()
    assert len(shaky.said(direct_channel(ANN))) == 1
    assert shaky.stand_in.socket.late == 0


def test_a_slow_check_keeps_the_form_and_draws_the_result_when_it_is_there(office):
    office.coach.rasa.delay = 2.6
    office.stand_in.do(office.stand_in.shortcut(ANN))
    view = office.view(ANN)
    view.values["draft-0"]["draft"]["value"] = "We spoke with Banque Meridian"
    answer = office.stand_in.do(office.stand_in.submit(ANN, view))
    assert "Checking" in str(answer["view"])
    assert view.open
    office.stand_in.wait(lambda: "a client that we do not name" in str(view.content))
    assert max(office.stand_in.socket.waits) < 3.0


def test_messages_of_one_person_are_answered_in_the_order_they_were_written(office):
    async def all_at_once() -> None:
        texts = [f"check this: We spoke with Banque Meridian on day {number}" for number in range(8)]
        await asyncio.gather(*(office.stand_in.write(ANN, text) for text in texts))

    reports = office.answers(lambda: office.stand_in.do(all_at_once()), direct_channel(ANN))
    days = [next(number for number in range(8) if f"on day {number}" in seen(report)) for report in reports]
    assert days == list(range(8))


def test_a_slow_person_does_not_hold_up_another(office):
    office.coach.rasa.delay = 8.0  # long enough for a busy machine to serve the other meanwhile
    office.stand_in.do(office.stand_in.write(ANN, QUESTION))
    office.stand_in.wait(lambda: len(office.channel.lanes))
    office.stand_in.do(office.stand_in.open_home(BEN))
    office.stand_in.wait(lambda: office.stand_in.world.homes.get(BEN))
    assert office.said(direct_channel(ANN)) == []
    office.coach.rasa.delay = 0.0


@pytest.mark.parametrize("kindly", [True, False], ids=["with a word", "without a word"])
def test_a_lost_socket_is_opened_again_and_nothing_is_lost_or_said_twice(shaky, kindly):
    for number in range(4):
        shaky.stand_in.later(shaky.stand_in.write(ANN, f"check this: We spoke with Banque Meridian on Monday {number}"))
        shaky.stand_in.do(shaky.stand_in.socket.hang_up(kindly=kindly))
        shaky.stand_in.wait(lambda number=number: len(shaky.said(direct_channel(ANN))) > number)
    shaky.settle()
    reports = shaky.said(direct_channel(ANN))
    days = [re.findall(r"Monday \d", seen(report)) for report in reports]
    assert days == [[f"Monday {number}"] for number in range(4)]


def test_when_slack_asks_to_wait_it_is_waited_and_the_answer_comes(office):
    office.stand_in.moods.limited = 1.0
    began = time.monotonic()
    office.stand_in.do(office.stand_in.write(ANN, QUESTION))
    office.stand_in.wait(lambda: office.stand_in.world.limited >= 2)
    office.stand_in.moods.limited = 0.0
    office.stand_in.wait(lambda: office.said(direct_channel(ANN)))
    assert time.monotonic() - began >= 2.0  # a second each, as Retry-After said
    office.settle()
    assert len(office.said(direct_channel(ANN))) == 1


def test_blocks_that_slack_refuses_go_as_text(office, monkeypatch):
    monkeypatch.setattr("bot.channels.slack.blocks.LARGEST_MESSAGE", 100_000)
    monkeypatch.setattr("bot.channels.slack.blocks.MOST_BLOCKS", 100)
    draft = "check this: " + " ".join(["We spoke with Banque Meridian."] * 60)
    [report] = office.write(ANN, draft)
    assert report.blocks == []
    assert "Please do not post this" in report.text
    assert office.stand_in.world.refused


def test_a_failure_is_said_in_words_without_a_code(office, monkeypatch):
    async def broken(*args, **options):
        raise RuntimeError("the words of the draft")

    monkeypatch.setattr(office.gateway, "typed", broken)
    [said] = office.write(ANN, "check this: Marzipanturm")
    assert "went wrong" in seen(said)
    assert "C4" not in seen(said)
    monkeypatch.undo()
    assert len(office.write(ANN, QUESTION)) == 1


def test_a_form_that_cannot_be_checked_says_so_and_keeps_the_text(office, monkeypatch):
    async def broken(*args, **options):
        raise CoachError("C399", "no", status=500)

    office.stand_in.do(office.stand_in.shortcut(ANN))
    view = office.view(ANN)
    view.values["draft-0"]["draft"]["value"] = "We spoke with Banque Meridian"
    monkeypatch.setattr(office.gateway, "drafted", broken)
    office.stand_in.do(office.stand_in.submit(ANN, view))
    assert "went wrong" in str(view.content["blocks"])
    assert view.values["draft-0"]["draft"]["value"] == "We spoke with Banque Meridian"


def test_a_form_that_slack_does_not_open_is_said(office):
    office.stand_in.moods.errors = (("views.open", "expired_trigger_id"),)
    [said] = office.command(ANN, "")
    assert said.only_for == ANN
    assert "/postcheck" in seen(said)


def test_a_reply_that_slack_refuses_comes_as_a_direct_message(office):
    office.stand_in.do(office.stand_in.command(ANN, "C0GENERAL", ""))
    office.view(ANN).open = False
    office.stand_in.moods.errors = (("views.open", "expired_trigger_id"),)
    original = office.stand_in.world.reply_address
    office.stand_in.world.reply_address = lambda *args: "gone"
    try:
        office.stand_in.do(office.stand_in.command(ANN, "C0GENERAL", ""))
        office.settle()
    finally:
        office.stand_in.world.reply_address = original
    assert "/postcheck" in seen(office.said(direct_channel(ANN))[-1])


def test_a_text_that_is_too_long_is_refused_with_its_length(office):
    [said] = office.write(ANN, "check this: " + "word " * 2500)
    assert "12,5" in seen(said) or "12511" in seen(said)
