"""Training and promotion, as the studio's pages ask for them."""

from __future__ import annotations

from collections.abc import Callable

from bot.rulebook import Rulebook
from bot.serve.jobs import JobStatus, TrainingJob
from bot.serve.promotion import promote, rollback
from bot.serve.settings import Settings
from bot.studio import Release
from bot.training import releases_of
from bot.training.release_compare import Comparison, compare
from bot.training.releases import MOVING, Live, Manifest


class StudioReleases:
    """One training at a time, also beside one that the command line began."""

    def __init__(self, settings: Settings, rulebook: Callable[[], Rulebook]) -> None:
        self._settings, self._rulebook = settings, rulebook
        self._job = TrainingJob(settings)

    def history(self) -> list[Release]:
        releases = releases_of(self._settings.models)
        live, candidate = releases.live(), releases.candidate()
        return [_line(one, live, candidate, releases.failure(one.id)) for one in releases.all()]

    def comparison(self, name: str) -> Comparison:
        releases = releases_of(self._settings.models)
        live = releases.live()
        topics = self._rulebook().topics
        return compare(releases.get(name), releases.get(live.id) if live else None,
                       name=lambda key: topics[key].title["en"] if key in topics else key)

    def train(self) -> None:
        self._job.start()

    def training(self) -> JobStatus:
        return self._job.status()

    def cancel(self) -> None:
        self._job.cancel()

    def promote(self, name: str, reason: str, tell: Callable[[str], None]) -> None:
        promote(self._settings, name, reason=reason, tell=tell)

    def rollback(self, name: str | None, reason: str, tell: Callable[[str], None]) -> None:
        rollback(self._settings, name, reason=reason, tell=tell)


def _line(one: Manifest, live: Live | None, candidate: Manifest | None, failure: str | None) -> Release:
    state, reason = "", ""
    if live and live.id == one.id:
        state, reason = ("moving" if live.state == MOVING else "live"), live.reason
    elif failure:
        state, reason = "failed", failure
    elif candidate and candidate.id == one.id:
        state = "candidate"
    return Release(one.id, one.made, one.policy_version, one.seconds, state, reason)
