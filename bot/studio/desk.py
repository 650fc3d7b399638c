"""What the pages work on, built once by whoever starts the service."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from bot.checker import Checker
from bot.encoder import SentenceEncoder
from bot.rulebook import Editor, Rulebook, RulebookErrors
from bot.store import Store
from bot.studio.brakes import Brakes
from bot.studio.link import OneTimeLink
from bot.studio.oidc import Oidc
from bot.studio.release_desk import ReleaseDesk
from bot.studio.session import Sessions
from bot.studio.settings import StudioSettings


def _none() -> None:
    return None


@dataclass(frozen=True)
class Desk:
    """``rulebook`` and ``checker`` are the live ones at each call, ``faults`` why a newer policy is not live.

    ``models`` is where vectors of examples are remembered; None remembers them for this run alone. ``releases`` is
    None where nothing can be trained.
    """

    editor: Editor
    store: Store
    rulebook: Callable[[], Rulebook]
    checker: Callable[[], Checker]
    encoder: SentenceEncoder
    policy: Path
    state: Path
    secret: str = field(repr=False)
    settings: StudioSettings = field(default_factory=StudioSettings)
    models: Path | None = None
    releases: ReleaseDesk | None = None
    faults: Callable[[], RulebookErrors | None] = _none
    today: Callable[[], date] = date.today


class Gate:
    """Everything about signing in, of one process."""

    def __init__(self, desk: Desk) -> None:
        self.sessions = Sessions(desk.secret, hours=desk.settings.hours)
        self.link = OneTimeLink(desk.state)
        self.brakes = Brakes()
        self.oidc = Oidc(desk.settings.oidc) if desk.settings.oidc else None
