"""How often one caller may ask: a bucket that fills at a steady pace."""

from __future__ import annotations

import math
import time
from collections import OrderedDict
from collections.abc import Callable

from bot.api.access_settings import Rate
from bot.errors import CoachError

MOST_CALLERS = 50_000


class Limiter:
    """One bucket a caller, in this process. The callers that were quiet longest are forgotten first."""

    def __init__(self, rate: Rate, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._rate, self._clock = rate, clock
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()  # caller → what is left, and when

    def wait(self, caller: str) -> int:
        """0 when the caller may go on, and one request is taken; else the whole seconds until it may."""
        now, pace = self._clock(), self._rate.count / self._rate.seconds
        left, at = self._buckets.pop(caller, (float(self._rate.count), now))
        left = min(float(self._rate.count), left + (now - at) * pace)
        allowed = left >= 1
        self._buckets[caller] = (left - 1 if allowed else left, now)
        while len(self._buckets) > MOST_CALLERS:
            self._buckets.popitem(last=False)
        return 0 if allowed else math.ceil((1 - left) / pace)


class TooMany(CoachError):
    """The error of a caller that must wait so many ``seconds``."""

    def __init__(self, seconds: int) -> None:
        super().__init__("C419", "Too many requests in a short time.", status=429, hint=f"Try again in {seconds} s.")
        self.seconds = seconds
