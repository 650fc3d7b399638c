"""Whoever guesses waits longer after every guess."""

from __future__ import annotations

import logging
import math
import threading
import time
from collections import OrderedDict
from collections.abc import Callable

log = logging.getLogger(__name__)
FREE = 3  # failures before anybody waits
LONGEST = 900.0  # seconds
FORGET = 3600.0  # seconds after the last failure
MOST = 10_000  # addresses that are remembered


class Brakes:
    """Failures by address, in memory; all addresses together are slowed as well."""

    def __init__(self, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock, self._lock = clock, threading.Lock()
        self._failures: OrderedDict[str, tuple[int, float]] = OrderedDict()

    def wait(self, address: str) -> int:
        """Seconds until this address may try again."""
        with self._lock:
            # Many addresses of one guesser are braked by what all of them did, twenty times as late.
            return max(self._left(address, FREE), self._left("*", FREE * 20))

    def failed(self, address: str, what: str) -> None:
        """Count a failure and write it down, without what was tried."""
        with self._lock:
            for key in (address, "*"):
                count, last = self._failures.pop(key, (0, 0.0))
                now = self._clock()
                self._failures[key] = (1 if now - last > FORGET else count + 1, now)
            while len(self._failures) > MOST:
                self._failures.popitem(last=False)
            count = self._failures[address][0]
        log.warning("studio: %s failed, number %d from %s", what, count, address)

    def passed(self, address: str) -> None:
        """Forget the failures of somebody who came in."""
        with self._lock:
            self._failures.pop(address, None)

    def _left(self, key: str, free: int) -> int:
        count, last = self._failures.get(key, (0, 0.0))
        if count < free or self._clock() - last > FORGET:
            return 0
        pause = min(2.0 ** min(count - free + 1, 20), LONGEST)
        return max(math.ceil(last + pause - self._clock()), 0)
