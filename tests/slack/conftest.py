from collections.abc import Iterator

import pytest

from tests.slack.office import Office, open_office
from tests.support.coach import DAY, RunningCoach
from tests.support.fixtures import coach, rulebook, running, services


@pytest.fixture(scope="session")
def workspace(running: RunningCoach) -> Iterator[Office]:
    # As the coach does at its start: loading languages holds everything up for seconds.
    running.services.checker.warm(running.services.rulebook(), as_of=DAY)
    yield from open_office(running)


@pytest.fixture
def office(workspace: Office) -> Office:
    """The workspace as if nobody had been there."""
    workspace.fresh()
    return workspace


__all__ = ["coach", "office", "rulebook", "running", "services", "workspace"]
