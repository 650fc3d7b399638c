"""``postcoach serve`` and ``postcoach train``: the whole product under one supervisor, and what it needs first."""

from __future__ import annotations

import os


def serve() -> None:
    """Start the coach and Rasa, training the dialogue model first when it is not current. Ctrl-C ends both."""
    from bot.serve import read_settings, supervise

    supervise(read_settings(os.environ), tell=_tell)


def train() -> None:
    """Train the judge on policy/drafts and the topics on data/, where they are not current."""
    from bot.serve import prepare, read_settings, with_tokens

    model = prepare(with_tokens(read_settings(os.environ)), tell=_tell)
    _tell(f"current: {model.name}")


def _tell(line: str) -> None:
    print(line, flush=True)
