"""A small bad day: 500 events, some twice, lost sockets, requests to wait. ``python -m bench.slack_events`` runs 10,000."""

from __future__ import annotations

import pytest

from bench.slack_events import run, workspace
from tests.slack.office import Office


@pytest.fixture
def bad_day(rulebook):
    yield from workspace(rulebook)


def test_five_hundred_events_are_each_answered_once_none_lost_none_crossed(bad_day: Office):
    outcome = run(500, bad_day)
    assert (outcome.answered_once, outcome.lost, outcome.twice) == (500, 0, 0)
    assert (outcome.crossed, outcome.out_of_order) == (0, 0)
    assert outcome.sent > 500 and outcome.hang_ups > 0 and outcome.asked_to_wait > 0
