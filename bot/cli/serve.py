"""``postcoach serve``: the whole product under one supervisor."""

from __future__ import annotations

import os


def serve() -> None:
    """Start the coach and Rasa; the first time it trains and promotes first. Ctrl-C ends both."""
    from bot.serve import read_settings, supervise

    supervise(read_settings(os.environ), tell=_tell)


def _tell(line: str) -> None:
    print(line, flush=True)
