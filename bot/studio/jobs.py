"""Work that takes longer than a page: one at a time, with progress, and ended when somebody wants it."""

from __future__ import annotations

import logging
import secrets
import threading
from collections import OrderedDict
from collections.abc import Callable
from typing import Any

from bot.errors import CoachError
from bot.rulebook import RulebookErrors

log = logging.getLogger(__name__)
KEPT = 20  # finished jobs whose result can still be looked at
RUNNING, DONE, FAILED, CANCELLED = "running", "done", "failed", "cancelled"


class Cancelled(Exception):
    """Somebody ended the job."""


class Job:
    """One piece of work. ``share`` is how much is done, 0 to 1; ``result`` what it returned."""

    def __init__(self, title: str, about: dict[str, Any]) -> None:
        self.id, self.title, self.about = secrets.token_hex(6), title, about
        self.state, self.share, self.lines = RUNNING, 0.0, [title]
        self.result: Any = None
        self._ended = threading.Event()

    def tell(self, line: str, share: float) -> None:
        """Say how far it is. Raises Cancelled when it is to end."""
        if self._ended.is_set():
            raise Cancelled
        self.share = share
        if line and self.lines[-1] != line:
            self.lines.append(line)

    def cancel(self) -> None:
        self._ended.set()


class Jobs:
    """The jobs of this process; they work on nothing that is kept, so that an end of the process loses nothing."""

    def __init__(self) -> None:
        self._lock, self._jobs = threading.Lock(), OrderedDict[str, Job]()

    def start(self, title: str, work: Callable[[Job], Any], **about: Any) -> Job:
        """Begin in the background. Raises CoachError C652 while another one runs."""
        job = Job(title, about)
        with self._lock:
            if any(one.state == RUNNING for one in self._jobs.values()):
                raise CoachError("C652", "Another calculation is running.", status=409,
                                 hint="Wait a moment, or end it on its own page.")
            self._jobs[job.id] = job
            while len(self._jobs) > KEPT:
                self._jobs.popitem(last=False)
        threading.Thread(target=self._run, args=(job, work), name="studio-job", daemon=True).start()
        return job

    def get(self, name: str) -> Job:
        """Raises CoachError C647 for one that is not known any more."""
        if name not in self._jobs:
            raise CoachError("C647", "This calculation is not kept any more.", status=404, hint="Begin it again.")
        return self._jobs[name]

    def _run(self, job: Job, work: Callable[[Job], Any]) -> None:
        try:
            job.result = work(job)
            job.state = DONE
        except Cancelled:
            job.state = CANCELLED
        except (CoachError, RulebookErrors) as error:
            job.lines.append(str(error))
            job.state = FAILED
        except Exception as error:  # the page says that it failed; the text of the error may quote a draft
            log.error("studio: a job failed: %s", type(error).__name__)
            job.lines.append(f"Something unforeseen happened ({type(error).__name__}).")
            job.state = FAILED
