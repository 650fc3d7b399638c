"""``postcoach rollback``: the release before answers again."""

from __future__ import annotations

import getpass
import os

from bot.cli.promote import Reason, Release


def rollback(release: Release = None, reason: Reason = "rolled back from the command line") -> None:
    """Make the release before the live one, or a named one, live again."""
    from bot.serve import read_settings
    from bot.serve import rollback as move
    from bot.store import Change, open_store

    settings = read_settings(os.environ)
    live = move(settings, release, reason=reason, tell=lambda line: print(line, flush=True))
    store = open_store(settings.store)
    store.audit.record(Change("publisher", getpass.getuser(), "roll back", f"release {live.id}", reason))
    store.close()
