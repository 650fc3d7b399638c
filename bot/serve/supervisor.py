"""``postcoach serve``: prepare, start the coach and Rasa, wait until both answer, and end both together."""

from __future__ import annotations

import os
import secrets
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import FrameType

import httpx

from bot.encoder import SentenceEncoder, build_encoder
from bot.errors import CoachError
from bot.rulebook import load_rulebook
from bot.serve.model import current_model, fingerprint
from bot.serve.processes import (
    coach_environment,
    rasa_environment,
    refuse_taken_port,
    start,
    stop_group,
    tail,
)
from bot.serve.settings import Settings
from bot.serve.studio import first_link
from bot.serve.train import train_model
from bot.training import ensure_judge, ensure_kinds

START_LIMIT = 180.0  # seconds until both must answer
RESTARTS = 5  # of Rasa, before the supervisor lets it rest
RESTART_PAUSE = 10.0  # seconds before Rasa is started again


def supervise(settings: Settings, *, tell: Callable[[str], None]) -> None:
    """Run the whole product until SIGINT or SIGTERM; nothing that it started is left afterwards.

    Raises CoachError C123 for a taken port, C124 when a process ends or does not answer in time, C531 to C533
    for the dialogue model; RulebookErrors for a broken policy.
    """
    settings = with_tokens(settings)
    settings.run.mkdir(parents=True, exist_ok=True)
    refuse_taken_port(settings.host, settings.port, name="the coach", variable="COACH_PORT")
    refuse_taken_port("127.0.0.1", settings.rasa_port, name="Rasa", variable="COACH_RASA_PORT")
    with _Stop() as stop:
        model = prepare(settings, tell=tell)
        stop.check()
        _Run(settings, str(model.absolute()), tell, stop).until_stopped()


def prepare(settings: Settings, *, tell: Callable[[str], None]) -> Path:
    """Build and train whatever is not current, and return the path of the dialogue model."""
    load_rulebook(settings.policy)  # say what is wrong with the policy before minutes of training
    settings.run.mkdir(parents=True, exist_ok=True)
    encoder = SentenceEncoder(build_encoder(settings.models))
    ensure_judge(settings.models, settings.policy, encoder, progress=tell)
    ensure_kinds(settings.models, settings.policy, settings.root / "data")
    mark = fingerprint(settings, encoder.digest)
    return current_model(settings, mark) or train_model(settings, mark, tell=tell)


class _Stopped(Exception):
    """A signal asked for the end."""


class _Stop:
    """SIGINT and SIGTERM as one event, from the start of the preparations on."""

    def __init__(self) -> None:
        self.event = threading.Event()
        self._old: dict[int, object] = {}

    def __enter__(self) -> _Stop:
        for number in (signal.SIGINT, signal.SIGTERM):
            self._old[number] = signal.signal(number, self._asked)
        return self

    def __exit__(self, *error: object) -> bool:
        for number, handler in self._old.items():
            signal.signal(number, handler)  # type: ignore[arg-type]
        return isinstance(error[1], _Stopped)

    def check(self) -> None:
        if self.event.is_set():
            raise _Stopped

    def _asked(self, number: int, frame: FrameType | None) -> None:
        self.event.set()
        # Training and loading do not look at the event; an exception ends them, and their `finally` tidies up.
        raise _Stopped


class _Run:
    """The two processes of one run."""

    def __init__(self, settings: Settings, model: str, tell: Callable[[str], None], stop: _Stop) -> None:
        self._settings, self._model, self._tell, self._stop = settings, model, tell, stop
        self._coach: subprocess.Popen[bytes] | None = None
        self._rasa: subprocess.Popen[bytes] | None = None
        self._restarts = 0

    def until_stopped(self) -> None:
        began = time.monotonic()
        try:
            self._tell("starting …")
            self._start_coach()
            self._start_rasa()
            self._await(self._settings.address + "/healthz", self._coach, "coach", began)
            self._await(f"{self._settings.rasa_url}/webhooks/coach/", self._rasa, "rasa", began)
            self._tell(f"ready after {time.monotonic() - began:.0f} s: {self._settings.address}   (Ctrl-C ends it)")
            if link := first_link(self._settings, os.environ):
                self._tell(f"studio, opens once: {link}")
            while not self._stop.event.wait(0.5):
                self._look_after()
        finally:
            # From here on a second Ctrl-C must not leave a process behind.
            for number in (signal.SIGINT, signal.SIGTERM):
                signal.signal(number, signal.SIG_IGN)
            for process in (self._rasa, self._coach):
                if process:
                    stop_group(process)
            self._tell("stopped.")

    def _start_coach(self) -> None:
        command = [sys.executable, "-m", "bot.serve.coach"]
        self._coach = start("coach", command, settings=self._settings, environment=coach_environment(self._settings))

    def _start_rasa(self) -> None:
        command = [
            str(self._settings.rasa_python.absolute()), "-m", "rasa", "run", "--quiet", "--model", self._model,
            "--interface", "127.0.0.1", "--port", str(self._settings.rasa_port),
            "--endpoints", "endpoints.yml", "--credentials", "credentials.yml",
        ]
        self._rasa = start("rasa", command, settings=self._settings, environment=rasa_environment(self._settings))

    def _await(self, url: str, process: subprocess.Popen[bytes] | None, name: str, began: float) -> None:
        log = self._settings.run / f"{name}.log"
        while not _answers(url):
            if process is not None and process.poll() is not None:
                raise CoachError("C124", f"The {name} process ended with code {process.returncode}.", status=500,
                                 where=str(log), hint=f"Its log ends with:\n{tail(log)}")
            if time.monotonic() - began > START_LIMIT:
                raise CoachError("C124", f"The {name} process did not answer within {START_LIMIT:.0f} s.", status=500,
                                 where=str(log), hint=f"Its log ends with:\n{tail(log)}")
            self._stop.event.wait(0.3)

    def _look_after(self) -> None:
        """The coach's end is the end; Rasa is started again, and chat rests in between."""
        if self._coach is not None and self._coach.poll() is not None:
            log = self._settings.run / "coach.log"
            raise CoachError("C124", f"The coach ended with code {self._coach.returncode}.", status=500,
                             where=str(log), hint=f"Its log ends with:\n{tail(log)}")
        if self._rasa is None or self._rasa.poll() is None:
            return
        stop_group(self._rasa)
        self._rasa = None
        if self._restarts >= RESTARTS:
            self._tell(f"Rasa ended again; chat rests, checking works. See {self._settings.run / 'rasa.log'}.")
            return
        self._restarts += 1
        self._tell(f"Rasa ended; chat rests. It starts again in {RESTART_PAUSE:.0f} s ({self._restarts}/{RESTARTS}) …")
        if not self._stop.event.wait(RESTART_PAUSE):
            self._start_rasa()


def _answers(url: str) -> bool:
    try:
        return httpx.get(url, timeout=2.0, trust_env=False).status_code == 200
    except httpx.HTTPError:
        return False


def with_tokens(settings: Settings) -> Settings:
    return replace(
        settings,
        rasa_token=settings.rasa_token or secrets.token_urlsafe(32),
        action_token=settings.action_token or secrets.token_urlsafe(32),
    )
