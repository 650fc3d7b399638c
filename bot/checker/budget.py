"""How long one check may work, whatever else the machine does meanwhile."""

from __future__ import annotations

import math
import time
from dataclasses import dataclass

CEILING = 8  # times the working time: a machine this busy gets a partial report rather than none


@dataclass(frozen=True)
class Budget:
    """A check works in the thread that began it: its own processor time counts, not that of its neighbours.

    ``work`` is on ``time.thread_time`` of that thread, ``wall`` on ``time.monotonic``.
    """

    work: float = math.inf
    wall: float = math.inf

    @classmethod
    def of(cls, seconds: float) -> Budget:
        """So many seconds of this thread's work from now on, and ``CEILING`` times as many on the wall."""
        return cls(time.thread_time() + seconds, time.monotonic() + CEILING * seconds)

    @property
    def spent(self) -> bool:
        return time.thread_time() >= self.work or time.monotonic() >= self.wall
