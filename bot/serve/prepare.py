"""``python -m bot.serve.prepare [--live]``: train what is not current, in a process that ends afterwards."""

from __future__ import annotations

import os
import signal
import sys
from types import FrameType

from bot.errors import CoachError
from bot.rulebook import RulebookErrors
from bot.serve.candidate import make_candidate, usable_release
from bot.serve.promotion import promote
from bot.serve.settings import read_settings


def main() -> None:
    """A candidate; with ``--live`` the live release, made and promoted when this program cannot load one.

    Exits with 2 and the reason when it could not be done.
    """
    # An exception, so that every `finally` tidies up, a training of Rasa's too.
    signal.signal(signal.SIGTERM, _end)
    settings = read_settings(os.environ)
    try:
        if "--live" not in sys.argv:
            make_candidate(settings, tell=_tell)
        elif usable_release(settings) is None:
            # The first start, or the first after an upgrade: there is nothing that could be compared with.
            made = make_candidate(settings, tell=_tell)
            promote(settings, made.id, reason="first start of this version", tell=_tell, anyway=True)
    except (CoachError, RulebookErrors) as error:
        print(error, flush=True)
        raise SystemExit(2) from error


def _tell(line: str) -> None:
    print(line, flush=True)


def _end(number: int, frame: FrameType | None) -> None:
    raise SystemExit(128 + number)


if __name__ == "__main__":
    main()
