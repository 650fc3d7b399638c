"""A training in a process of its own: one at a time, watched, cancelled, and its log kept."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from bot.errors import CoachError
from bot.serve.processes import coach_environment, end_with_parent, stop_group
from bot.serve.settings import Settings

RUNNING, DONE, FAILED, CANCELLED = "running", "done", "failed", "cancelled"


@dataclass(frozen=True)
class JobStatus:
    """``state`` is running, done, failed or cancelled; ``lines`` its last words, ``seconds`` since its start."""

    state: str
    lines: tuple[str, ...]
    seconds: int


class TrainingJob:
    """Trains a candidate without this process having to hold what training needs."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._process: subprocess.Popen[bytes] | None = None
        self._log = settings.run / "candidate.log"
        self._record = settings.run / "candidate.json"

    def start(self) -> None:
        """Begin; its words go to ``.run/candidate.log``. Raises CoachError C524 while a training runs."""
        if self.status().state == RUNNING:
            raise CoachError("C524", "A training is running already.", status=409, hint="Wait for it, or cancel it.")
        self._settings.run.mkdir(parents=True, exist_ok=True)
        with self._log.open("wb") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "bot.serve.prepare"], cwd=self._settings.root,
                env=coach_environment(self._settings), stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                start_new_session=True, preexec_fn=end_with_parent if sys.platform == "linux" else None,
            )
        self._write(self._process.pid, RUNNING, time.time())

    def status(self) -> JobStatus:
        """How it stands, also of a job that another process of this machine began."""
        known = self._read()
        if known is None:
            return JobStatus(DONE, (), 0)
        number, state, began = known
        if state == RUNNING:
            code = self._process.poll() if self._process else None
            if self._process is not None and code is not None:
                state = DONE if code == 0 else FAILED
            elif self._process is None and not _runs(number):
                state = FAILED
            if state != RUNNING:
                self._write(number, state, began)
        return JobStatus(state, tail_lines(self._log), round(time.time() - began))

    def cancel(self) -> None:
        """End it with everything that it started; what is live is not touched."""
        process = self._process
        if process is None or process.poll() is not None:
            return
        stop_group(process)
        self._write(process.pid, CANCELLED, (self._read() or (0, "", time.time()))[2])

    def wait(self, tell: Callable[[str], None]) -> JobStatus:
        """Follow it to its end, handing on every new line."""
        told = 0
        while True:
            state = self.status().state
            lines = self._lines()
            for line in lines[told:]:
                tell(line)
            told = len(lines)
            if state != RUNNING:
                return self.status()
            time.sleep(0.2)

    def _lines(self) -> list[str]:
        text = self._log.read_text(encoding="utf-8", errors="replace") if self._log.is_file() else ""
        return text.splitlines() if text.endswith("\n") else text.splitlines()[:-1]

    def _read(self) -> tuple[int, str, float] | None:
        try:
            known = json.loads(self._record.read_text(encoding="utf-8"))
            return known["number"], known["state"], known["began"]
        except (OSError, ValueError, KeyError):
            return None

    def _write(self, number: int, state: str, began: float) -> None:
        work = self._record.with_suffix(".new")
        work.write_text(json.dumps({"number": number, "state": state, "began": began}), encoding="utf-8")
        work.replace(self._record)


def tail_lines(log: Path, count: int = 40) -> tuple[str, ...]:
    """The last lines of a log."""
    if not log.is_file():
        return ()
    return tuple(log.read_text(encoding="utf-8", errors="replace").splitlines()[-count:])


def _runs(number: int) -> bool:
    # A number may be another program's by now: ours is a Python that prepares.
    try:
        return b"bot.serve.prepare" in Path(f"/proc/{number}/cmdline").read_bytes()
    except OSError:
        return False
