"""Fixtures for everything around the engine; a conftest imports what it needs."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from bot.dialogue import Services
from bot.rulebook import Rulebook
from tests.support.coach import RunningCoach, policy, running_coach, services_for

MEANINGS: dict[str, str | list[str]] = {
    "can I say which client I'm visiting?": "name-client",
    "why?": "why",
    "why is that?": "why",
    "fix it": "fix",
    "fix it please": "fix",
    "shorter please": "shorter",
    "where does that come from?": "source",
    "who can I talk to about this?": "hand_over",
    "hello coach": "greet",
    "are you a robot?": "bot_challenge",
    "yes it is": "affirm",
    "no it is not": "deny",
    "that is already public": "already_public",
    "I think you are wrong": "dispute",
    "answer in French please": "switch_language",
    "forget everything about me": "forget_me",
    "what is the menu of the canteen today?": "out_of_scope",
    "can the thing with the other thing be online?": ["location", "logo"],
    "tell me about giraffes and rockets then?": [],
    "may I use the logo in my post?": "logo",
    "may I talk to a journalist?": "journalist",
    "what about my location?": "location",
    "puis-je nommer un client ?": "name-client",
}


@pytest.fixture(scope="session")
def rulebook(tmp_path_factory: pytest.TempPathFactory) -> Rulebook:
    return policy(tmp_path_factory.mktemp("policy"))


@pytest.fixture
def services(rulebook: Rulebook) -> Services:
    return services_for(rulebook)


@pytest.fixture(scope="session")
def running(rulebook: Rulebook) -> Iterator[RunningCoach]:
    yield from running_coach(rulebook, MEANINGS)


@pytest.fixture
def coach(running: RunningCoach) -> RunningCoach:
    """The running coach as if it had just been started."""
    running.fresh()
    return running


__all__ = ["RunningCoach", "coach", "rulebook", "running", "services"]
