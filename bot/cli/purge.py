"""``postcoach purge``: delete what is kept longer than it may be."""

from __future__ import annotations

import os
from typing import Annotated

import typer


def purge(
    days: Annotated[int | None, typer.Option(help="Keep so many days; COACH_KEEP_DAYS by default.", min=0)] = None,
) -> None:
    """Delete typed questions in Rasa's conversations, and items of the inbox, that are too old. The running coach
    does it every day by itself."""
    from dataclasses import replace

    from bot.dialogue import purge_tracker_file
    from bot.store import open_store, read_store_settings

    settings = read_store_settings(os.environ)
    settings = settings if days is None else replace(settings, keep_days=days)
    events = purge_tracker_file(settings.state, settings.keep_days)
    store = open_store(settings)
    try:
        items = store.purge()
    finally:
        store.close()
    print(f"older than {settings.keep_days} days, deleted: "
          f"{events} events of conversations, {items} items of the inbox")
