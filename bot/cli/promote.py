"""``postcoach promote``: make a trained release the one that answers."""

from __future__ import annotations

import getpass
import os
from typing import Annotated

import typer

Release = Annotated[str | None, typer.Argument(help="Its name, as `postcoach train` and `postcoach releases` tell it.")]
Reason = Annotated[str, typer.Option(help="Why; it is written down.")]


def promote(
    release: Release = None,
    reason: Reason = "promoted from the command line",
    anyway: Annotated[bool, typer.Option("--anyway", help="Even when a line of the must-pass list fails.")] = False,
) -> None:
    """Make the candidate, or a named release, live. A running coach tries it first and takes it back when it fails."""
    from bot.serve import promote as move
    from bot.serve import read_settings
    from bot.store import Change, open_store

    settings = read_settings(os.environ)
    live = move(settings, release, reason=reason, tell=_tell, anyway=anyway)
    store = open_store(settings.store)
    store.audit.record(Change("publisher", getpass.getuser(), "promote", f"release {live.id}", reason))
    store.close()


def releases() -> None:
    """List the releases that are kept, the newest first."""
    from bot.serve import read_settings
    from bot.training import releases_of

    known = releases_of(read_settings(os.environ).models)
    live = known.live()
    for release in known.all():
        state = f"live, {live.state}" if live and live.id == release.id else known.failure(release.id) or ""
        questions = release.measures.get("questions")
        right = f"{questions['right']} of {questions['of']} questions" if questions else ""
        print(f"{release.id}  policy {release.policy_version}  {right}  {state}".rstrip())


def _tell(line: str) -> None:
    print(line, flush=True)
