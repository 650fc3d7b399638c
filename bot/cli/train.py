"""``postcoach train``: a candidate for the files as they are; it answers nobody before it is promoted."""

from __future__ import annotations

import os
import signal
from types import FrameType
from typing import Annotated

import typer


def train(
    then_promote: Annotated[
        bool, typer.Option("--promote", help="Promote it when the must-pass list passes, or nothing is live yet.")
    ] = False,
) -> None:
    """Train the judge on policy/drafts and the topics on data/, where they are not current, and compare."""
    from bot.serve import make_candidate, promote, read_settings, with_tokens
    from bot.training import releases_of
    from bot.training.release_compare import compare

    signal.signal(signal.SIGTERM, _end)
    settings = with_tokens(read_settings(os.environ))
    releases = releases_of(settings.models)
    made = make_candidate(settings, tell=_tell)
    live = releases.live()
    if live is None or live.id != made.id:
        _tell("\n" + compare(made, releases.get(live.id) if live else None).as_text() + "\n")
    if then_promote:
        # Where nothing answers yet there is nothing to protect.
        promote(settings, made.id, reason="postcoach train --promote", tell=_tell, anyway=live is None)
    elif live is None or live.id != made.id:
        _tell(f"Not live yet: `postcoach promote {made.id}`.")


def _tell(line: str) -> None:
    print(line, flush=True)


def _end(number: int, frame: FrameType | None) -> None:
    # So that a training of Rasa's ends too.
    raise SystemExit(128 + number)
