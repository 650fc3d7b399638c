"""Move the live pointer, wait for what the running coach says of it, and move it back."""

from __future__ import annotations

import time
from collections.abc import Callable

import httpx

from bot.errors import CoachError
from bot.serve.settings import Settings
from bot.training import releases_of
from bot.training.release_compare import compare
from bot.training.releases import CONFIRMED, MOVING, Live, Manifest

PATIENCE = 180.0  # seconds until the coach must have confirmed or taken back a promotion


def promote(settings: Settings, name: str | None = None, *, reason: str, tell: Callable[[str], None],
            anyway: bool = False) -> Live:
    """Make a release (the candidate when none is named) live, and wait until a running coach confirms it.

    Raises CoachError C525 when a line of the must-pass list fails (unless ``anyway``), C526 when there is no
    candidate, C527 when the coach took it back; C522 and C523 for a release that is unknown or damaged.
    """
    releases = releases_of(settings.models)
    chosen = releases.verify(name) if name else _candidate(settings)
    found = compare(chosen, None)
    if found.failed and not anyway:
        raise CoachError("C525", f"{len(found.failed)} lines of the must-pass list fail.", status=409,
                         hint="\n  ".join([*found.failed[:5], "Nothing was promoted."]))
    return _move(settings, chosen, reason, tell)


def rollback(settings: Settings, name: str | None = None, *, reason: str, tell: Callable[[str], None]) -> Live:
    """Make the release before the live one (or a named one) live again. Raises CoachError C526 without one."""
    releases = releases_of(settings.models)
    live = releases.live()
    target = name or (live.previous if live else None)
    if target is None:
        raise CoachError("C526", "There is no release to go back to.", status=409)
    return _move(settings, releases.verify(target), reason, tell)


def _candidate(settings: Settings) -> Manifest:
    releases = releases_of(settings.models)
    candidate = releases.candidate()
    if candidate is None:
        raise CoachError("C526", "There is no candidate to promote.", hint="Run `postcoach train` first.", status=409)
    return releases.verify(candidate.id)


def _move(settings: Settings, chosen: Manifest, reason: str, tell: Callable[[str], None]) -> Live:
    releases = releases_of(settings.models)
    live = releases.live()
    if live and live.id == chosen.id and live.state == CONFIRMED:
        tell(f"{chosen.id} is live already.")
        return live
    moved = releases.move(chosen.id, reason=reason)
    if not _runs(settings):
        tell(f"{chosen.id} is live from the next start on.")
        return moved
    tell(f"{chosen.id}: the coach and Rasa are loading it …")
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        now = releases.live()
        if now is None or now.id != chosen.id:
            why = releases.failure(chosen.id) or "somebody moved the pointer meanwhile."
            raise CoachError("C527", f"{chosen.id} was taken back: {why}", status=409,
                             hint=f"{now.id} is live." if now else None)
        if now.state != MOVING:
            tell(f"{chosen.id} is live{'.' if now.state == CONFIRMED else f', and failed: {now.reason}'}")
            return now
        time.sleep(0.2)
    raise CoachError("C527", f"The coach did not confirm {chosen.id} in {PATIENCE:.0f} s.", status=504,
                     hint="Look into .run/coach.log and .run/rasa.log, and roll back.")


def _runs(settings: Settings) -> bool:
    try:
        return httpx.get(f"{settings.address}/healthz", timeout=2.0, trust_env=False).status_code == 200
    except httpx.HTTPError:
        return False
