"""``postcoach serve``: prepare, start the coach and Rasa, wait until both answer, and end both together."""

from __future__ import annotations

import os
import secrets
import signal
import subprocess
import sys
import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import replace
from types import FrameType

import httpx

from bot.errors import CoachError
from bot.serve.memory import memory_of
from bot.serve.processes import (
    coach_environment,
    end_with_parent,
    free_port,
    rasa_environment,
    refuse_taken_port,
    start,
    stop_group,
    tail,
)
from bot.serve.settings import Settings
from bot.serve.studio import first_link

START_LIMIT = 180.0  # seconds until both must answer
RESTARTS = 5  # of Rasa, before the supervisor lets it rest
RESTART_PAUSE = 10.0  # seconds before Rasa is started again
WEIGH_EVERY = 30.0  # seconds between two looks at Rasa's memory
GROWTH = 1.25  # a limit below what a new process needs must not replace it for ever
DRAIN = 30.0  # seconds that a relieved Rasa has for the messages it took
MOST_LINES = 12  # of a failed preparation, in the error


def supervise(settings: Settings, *, tell: Callable[[str], None]) -> None:
    """Run the whole product until SIGINT or SIGTERM; nothing that it started is left afterwards.

    Raises CoachError C123 for a taken port, C124 when a process ends or does not answer in time, C534 when a
    first release could not be made.
    """
    settings = with_tokens(settings)
    settings.run.mkdir(parents=True, exist_ok=True)
    refuse_taken_port(settings.host, settings.port, name="the coach", variable="COACH_PORT")
    refuse_taken_port("127.0.0.1", settings.rasa_port, name="Rasa", variable="COACH_RASA_PORT")
    with _Stop() as stop:
        prepare(settings, tell=tell)
        stop.check()
        _Run(settings, tell, stop).until_stopped()


def prepare(settings: Settings, *, tell: Callable[[str], None]) -> None:
    """A live release that this version can load, made and promoted now when there is none.

    In a process of its own: what training needs of memory goes with it. Raises CoachError C534 when it failed.
    """
    process = subprocess.Popen(
        [sys.executable, "-m", "bot.serve.prepare", "--live"], cwd=settings.root, env=coach_environment(settings),
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True, errors="replace", start_new_session=True,
        preexec_fn=end_with_parent if sys.platform == "linux" else None,
    )
    told: deque[str] = deque(maxlen=MOST_LINES)
    try:
        for line in process.stdout or ():
            told.append(line.rstrip())
            tell(line.rstrip())
        if process.wait() != 0:
            raise CoachError("C534", "There is no release to start with.", status=500,
                             hint="What was said last:\n" + "\n".join(f"    {line}" for line in told))
    finally:
        stop_group(process)


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

    def __init__(self, settings: Settings, tell: Callable[[str], None], stop: _Stop) -> None:
        self._settings, self._tell, self._stop = settings, tell, stop
        self._coach: subprocess.Popen[bytes] | None = None
        self._rasa: subprocess.Popen[bytes] | None = None
        self._port, self._restarts = settings.rasa_port, 0
        self._weighed, self._fresh = time.monotonic(), 0

    def until_stopped(self) -> None:
        began = time.monotonic()
        try:
            self._tell("starting …")
            self._start_coach()
            self._rasa = self._start_rasa(self._port)
            self._await(self._settings.address + "/healthz", self._coach, "coach", began)
            self._await(_health(self._port), self._rasa, "rasa", began)
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

    def _start_rasa(self, port: int) -> subprocess.Popen[bytes]:
        command = [
            str(self._settings.rasa_python.absolute()), "-m", "rasa", "run", "--quiet",
            "--interface", "127.0.0.1", "--port", str(port),
            "--endpoints", "endpoints.yml", "--credentials", "credentials.yml",
        ]
        return start("rasa", command, settings=self._settings, environment=rasa_environment(self._settings))

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
        if self._rasa is None:
            return
        if self._rasa.poll() is None:
            self._weigh(self._rasa)
            return
        stop_group(self._rasa)
        self._rasa = None
        if self._restarts >= RESTARTS:
            self._tell(f"Rasa ended again; chat rests, checking works. See {self._settings.run / 'rasa.log'}.")
            return
        self._restarts += 1
        self._tell(f"Rasa ended; chat rests. It starts again in {RESTART_PAUSE:.0f} s ({self._restarts}/{RESTARTS}) …")
        if not self._stop.event.wait(RESTART_PAUSE):
            self._rasa = self._start_rasa(self._port)

    def _weigh(self, rasa: subprocess.Popen[bytes]) -> None:
        """Rasa gives no memory back after a model was replaced: one that grew too large is relieved by a new one."""
        if time.monotonic() - self._weighed < WEIGH_EVERY:
            return
        self._weighed = time.monotonic()
        held = memory_of(rasa.pid)
        if held <= max(self._settings.rasa_memory, self._fresh * GROWTH):
            return
        self._tell(f"Rasa holds {held} MiB; a new process takes its place …")
        port = free_port()
        fresh = self._start_rasa(port)
        try:
            self._await(_health(port), fresh, "rasa", time.monotonic())
            self._move_coach(port)
        except (CoachError, httpx.HTTPError) as error:
            stop_group(fresh)
            self._tell(f"Rasa could not be relieved: {error}")
            return
        self._rasa, self._port = fresh, port
        # Whoever asked the old one still gets the answer.
        self._stop.event.wait(DRAIN)
        stop_group(rasa)
        self._fresh = memory_of(fresh.pid)
        self._tell(f"Rasa was relieved; it holds {self._fresh} MiB now.")

    def _move_coach(self, port: int) -> None:
        answer = httpx.post(f"{self._settings.address}/internal/rasa", json={"url": f"http://127.0.0.1:{port}"},
                            headers={"Authorization": f"Bearer {self._settings.action_token}"}, timeout=10.0,
                            trust_env=False)
        answer.raise_for_status()


def _health(port: int) -> str:
    return f"http://127.0.0.1:{port}/webhooks/coach/"


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
