"""Work in order: what comes for one person is done one after the other, for different people side by side."""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Callable

log = logging.getLogger(__name__)

Job = Callable[[], Awaitable[None]]


class Lanes:
    """A queue for each key, in the order of ``put``; a queue without work takes no memory."""

    def __init__(self) -> None:
        self._waiting: dict[str, deque[Job]] = {}
        self._running: set[asyncio.Task[None]] = set()

    def put(self, key: str, job: Job) -> None:
        """Do ``job`` after all that was put under the same key before. Never waits."""
        waiting = self._waiting.get(key)
        if waiting is not None:
            waiting.append(job)
            return
        self._waiting[key] = deque([job])
        task = asyncio.get_running_loop().create_task(self._work(key))
        self._running.add(task)
        task.add_done_callback(self._running.discard)

    async def finish(self, *, within: float) -> None:
        """Wait until everything is done, at most ``within`` seconds; then drop the rest."""
        if self._running:
            await asyncio.wait(set(self._running), timeout=within)
        for task in set(self._running):
            task.cancel()

    def __len__(self) -> int:
        return len(self._waiting)

    async def _work(self, key: str) -> None:
        waiting = self._waiting[key]
        try:
            while waiting:
                try:
                    await waiting.popleft()()
                except Exception as error:  # a job answers for itself; the next one must run in any case
                    log.error("C429 a piece of work for Slack failed: %s", type(error).__name__)
        finally:
            del self._waiting[key]
