"""Many lines over several processes: answers in the order of the lines, no process left behind."""

from __future__ import annotations

import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess

from bot.cli.lines import Line, Outcome, lost
from bot.errors import CoachError

AHEAD = 32  # lines that wait for each worker: enough to keep all busy behind one slow draft
PATIENCE = 3.0  # seconds for a worker to end by itself
Work = Callable[[Line], Outcome]


@dataclass
class _Worker:
    """A process, the way to it, and the line that it has in hand; not ready while it loads."""

    process: SpawnProcess
    to: Connection
    line: Line | None = None
    ready: bool = False


def over_processes(lines: Iterable[Line], prepare: Callable[..., Work], args: Sequence[object], *, jobs: int
                   ) -> Generator[Outcome, None, None]:
    """What ``prepare(*args)`` makes of each line, in order, each as soon as all before it are there.

    Processes are spawned, never forked: an inference session and its locks do not survive a fork. The first starts
    at once, each further one when lines pile up. A process that dies takes the one line it had in hand with it, whose
    outcome says so. Raises CoachError C312 when none can start, and what ``prepare`` raised in a process.
    """
    pool = _Pool(prepare, args, jobs)
    try:
        with _read_aside(lines) as source:
            yield from pool.run(source)
    finally:
        pool.close()


class _Pool:
    def __init__(self, prepare: Callable[..., Work], args: Sequence[object], jobs: int) -> None:
        self._start_args, self._jobs = (prepare, tuple(args)), jobs
        self._workers: list[_Worker] = []
        self._waiting: deque[Line] = deque()
        self._done: dict[int, Outcome] = {}
        self._next = 0  # place of the outcome that comes next
        self._read = 0

    def run(self, source: Connection) -> Iterator[Outcome]:
        open_ = True
        self._start()
        while open_ or self._next < self._read:
            room = self._read - self._next < AHEAD * self._jobs
            ends: list[Connection] = [worker.to for worker in self._workers]
            for end in wait([*ends, source] if open_ and room else ends):
                if end is source:
                    open_ = self._take(source)
                else:
                    self._hear(next(worker for worker in self._workers if worker.to is end))
            self._hand_out()
            while self._next in self._done:
                outcome = self._done.pop(self._next)
                self._next += 1
                yield outcome

    def _take(self, source: Connection) -> bool:
        try:
            given = source.recv()
        except EOFError:
            return False
        if isinstance(given, dict):
            raise CoachError(**given)
        self._waiting.append(given._replace(place=self._read))
        self._read += 1
        return True

    def _hear(self, worker: _Worker) -> None:
        """A worker is ready, has an outcome, could not start, or has died."""
        try:
            said = worker.to.recv()
        except (EOFError, OSError):
            self._bury(worker)
            return
        if isinstance(said, dict):
            raise CoachError(**said)
        worker.ready = True
        if worker.line is not None:
            self._done[worker.line.place], worker.line = said, None

    def _bury(self, worker: _Worker) -> None:
        self._workers.remove(worker)
        worker.to.close()
        worker.process.join(PATIENCE)
        if not worker.ready:
            raise CoachError("C312", "A process to check drafts could not be started.",
                             hint="Use --jobs 1, or free some memory.")
        if worker.line is not None:
            self._done[worker.line.place] = lost(worker.line)
        if not self._workers:
            self._start()

    def _hand_out(self) -> None:
        for worker in self._workers:
            if self._waiting and worker.ready and worker.line is None:
                worker.line = self._waiting.popleft()
                with suppress(OSError):  # a dead worker is heard of at the next wait
                    worker.to.send(worker.line)
        if len(self._waiting) >= AHEAD // 2 * len(self._workers) and len(self._workers) < self._jobs:
            self._start()

    def _start(self) -> None:
        context = get_context("spawn")
        ours, theirs = context.Pipe()
        process = context.Process(target=_serve, args=(theirs, *self._start_args), daemon=True)
        with _without_interrupts():
            process.start()
        theirs.close()
        self._workers.append(_Worker(process, ours))

    def close(self) -> None:
        """A worker ends when its line to us is gone; one that is deep in a draft is not waited for."""
        for worker in self._workers:
            worker.to.close()
            if worker.line is not None or not worker.ready:
                worker.process.terminate()
        for worker in self._workers:
            worker.process.join(PATIENCE)
            if worker.process.is_alive():
                worker.process.kill()
                worker.process.join()


@contextmanager
def _without_interrupts() -> Iterator[None]:
    """A process started here never sees Ctrl-C: only we decide when it ends."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


@contextmanager
def _read_aside(lines: Iterable[Line]) -> Iterator[Connection]:
    """The lines on a connection, so that waiting for the next one does not hold up an outcome that is there.

    The pipe is the brake: it holds 64 KB, then reading stops until somebody takes a line.
    """
    source, sink = get_context("spawn").Pipe(duplex=False)

    def read() -> None:
        with suppress(OSError), sink:  # OSError: nobody takes lines any more
            try:
                for line in lines:
                    sink.send(line)
            except OSError as error:  # of the file; of the pipe, and then this fails as well
                sink.send({"code": "C311", "message": f"The file cannot be read: {error.strerror}."})

    threading.Thread(target=read, name="lines", daemon=True).start()
    with source:
        yield source


def _serve(to: Connection, prepare: Callable[..., Work], args: tuple[object, ...]) -> None:
    """The life of a worker: load once, answer line after line, end when the line to the parent is gone."""
    os.environ["TOKENIZERS_PARALLELISM"] = "false"
    with suppress(EOFError, OSError):
        try:
            work = prepare(*args)
        except CoachError as error:
            to.send(error.as_dict())  # an exception with keywords does not survive pickling
            return
        to.send(None)
        while True:
            to.send(work(to.recv()))
