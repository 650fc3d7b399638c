"""The whole product for a while, on free ports and in a folder of its own, and a line to talk to it."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

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


class Talk:
    """One conversation with a running coach over its API. Raises CoachError C131 when nobody answers, and otherwise
    the error that the API reports."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._http = httpx.Client(base_url=url, timeout=60.0, trust_env=False)
        self._head: dict[str, str] = {}
        opened = self._post("/api/v1/conversations", {})
        self._path = f"/api/v1/conversations/{opened['id']}/messages"
        self._head = {"Authorization": f"Bearer {opened['token']}"}

    def __enter__(self) -> Talk:
        return self

    def __exit__(self, *error: object) -> None:
        self._http.close()

    def say(self, text: str) -> list[dict[str, Any]]:
        """The cards for typed words."""
        return list(self._post(self._path, {"text": text})["messages"])

    def press(self, payload: str) -> list[dict[str, Any]]:
        """The cards for a pressed button."""
        return list(self._post(self._path, {"payload": payload})["messages"])

    def _post(self, path: str, body: dict[str, str]) -> dict[str, Any]:
        try:
            answer = self._http.post(path, json=body, headers=self._head)
            content = answer.json()
        except (httpx.HTTPError, httpx.InvalidURL, ValueError) as error:
            raise CoachError("C131", f"No coach answers at {self._url}.", status=503,
                             hint="Start it with `postcoach serve`, or give its address.") from error
        if answer.is_error:
            fault = content.get("error") or {}
            raise CoachError(fault.get("code", "C131"), fault.get("message", "The coach refused the request."),
                             status=answer.status_code)
        return dict(content)


def _await_ready(process: subprocess.Popen[bytes], log: Path, patience: float) -> None:
    end = time.monotonic() + patience
    while "ready after" not in log.read_text(encoding="utf-8", errors="replace"):
        if process.poll() is not None or time.monotonic() > end:
            raise CoachError("C124", "The coach did not start.", status=500, where=str(log),
                             hint=f"Its log ends with:\n{tail(log)}")
        time.sleep(0.3)
