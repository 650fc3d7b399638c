"""What answers now: the judge and the draft router's classifier of the live release."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from bot.checker import LearnedJudge
from bot.training.kinds import MessageKinds, load_kinds
from bot.training.release import load_judge
from bot.training.releases import JUDGE, KINDS, Releases


@dataclass(frozen=True)
class Learned:
    """What the coach itself loads of a release; ``release`` None: trained, and never promoted."""

    release: str | None
    judge: LearnedJudge | None
    kinds: MessageKinds | None


def load_learned(models: Path, *, release: str | None = None) -> Learned:
    """The parts of a release, of the live one when none is named; before any promotion what was trained last.

    Raises CoachError C523 when a file is not what training wrote, C512 or C515 when it cannot be read.
    """
    releases = releases_of(models)
    live = releases.live()
    name = release or (live.id if live else None)
    if name is None:
        return Learned(None, load_judge(models), load_kinds(models))
    releases.verify(name, JUDGE, KINDS)
    return Learned(name, LearnedJudge.load(releases.path(name, JUDGE)), MessageKinds.load(releases.path(name, KINDS)))


def releases_of(models: Path) -> Releases:
    """The releases of a models folder."""
    return Releases(models / "releases")
