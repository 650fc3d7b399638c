"""The whole product for a while, on free ports and in a folder of its own."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from bot.errors import CoachError
from bot.serve.processes import free_port, tail

START_LIMIT = 600.0  # seconds
STOP_LIMIT = 60.0
LOG = "serve.log"


@dataclass(frozen=True)
class Trial:
    """A running product; ``run`` holds its logs, ``environment`` is what its commands must be run with."""

    url: str
    run: Path
    process: int
    environment: Mapping[str, str] = field(repr=False)


@contextmanager
def started(
    folder: Path, *, tell: Callable[[str], None], changes: Mapping[str, str] | None = None,
    patience: float = START_LIMIT,
) -> Iterator[Trial]:
    """``postcoach serve`` with its state and logs in ``folder``; ended afterwards. ``changes``: further settings.
    ``patience``: seconds until it must be ready, with what it may have to train.

    Raises CoachError C124 when it does not become ready.
    """
    folder = folder.absolute()
    folder.mkdir(parents=True, exist_ok=True)
    port = free_port()
    environment = {**os.environ, "COACH_PORT": str(port), "COACH_RASA_PORT": str(free_port()), "COACH_RUN": str(folder),
                   "COACH_STATE": str(folder / "state"), "PYTHONUNBUFFERED": "1", **(changes or {})}
    # What belongs to the installation must not reach a trial: its database, its people, its other Rasa.
    for name in ("DATABASE_URL", "COACH_RASA_URL", "SLACK_BOT_TOKEN", "SLACK_APP_TOKEN", "SLACK_SIGNING_SECRET"):
        environment.pop(name, None)
    log = folder / LOG
    with log.open("w") as out:
        process = subprocess.Popen([sys.executable, "-m", "bot.cli", "serve"], env=environment,
                                   stdin=subprocess.DEVNULL, stdout=out, stderr=subprocess.STDOUT)
    try:
        tell("starting the coach and Rasa …")
        _await_ready(process, log, patience)
        yield Trial(f"http://127.0.0.1:{port}", folder, process.pid, environment)
    finally:
        process.terminate()
        try:
            process.wait(STOP_LIMIT)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _await_ready(process: subprocess.Popen[bytes], log: Path, patience: float) -> None:
    end = time.monotonic() + patience
    while "ready after" not in log.read_text(encoding="utf-8", errors="replace"):
        if process.poll() is not None or time.monotonic() > end:
            raise CoachError("C124", "The coach did not start.", status=500, where=str(log),
                             hint=f"Its log ends with:\n{tail(log)}")
        time.sleep(0.3)
