"""What the release pages need of training and promotion, which lie above the studio."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol


class TrainingState(Protocol):
    """How a training stands; ``state`` is running, done, failed or cancelled."""

    @property
    def state(self) -> str: ...
    @property
    def lines(self) -> Sequence[str]: ...
    @property
    def seconds(self) -> int: ...


class Comparison(Protocol):
    """A candidate against the live release, in sentences."""

    @property
    def summary(self) -> Sequence[str]: ...
    @property
    def better(self) -> Sequence[str]: ...
    @property
    def worse(self) -> Sequence[str]: ...
    @property
    def failed(self) -> Sequence[str]: ...


@dataclass(frozen=True)
class Release:
    """One line of the history. ``state`` is live, moving, candidate, failed, or empty for an older one."""

    id: str
    made: str
    policy_version: str
    seconds: int
    state: str
    reason: str = ""


class ReleaseDesk(Protocol):
    """What the pages need of training and promotion; every function raises CoachError."""

    def history(self) -> list[Release]:
        """The newest first."""

    def comparison(self, name: str) -> Comparison:
        """A release against the live one."""

    def train(self) -> None:
        """Begin; one at a time."""

    def training(self) -> TrainingState:
        """How the last training stands."""

    def cancel(self) -> None:
        """End the training; what is live is not touched."""

    def promote(self, name: str, reason: str, tell: Callable[[str], None]) -> None:
        """Make a release live and wait until it is confirmed."""

    def rollback(self, name: str | None, reason: str, tell: Callable[[str], None]) -> None:
        """Make an earlier release live again."""
