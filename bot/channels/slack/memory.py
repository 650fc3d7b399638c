"""What several processes of the coach must know together: events already taken, and the language a person chose."""

from __future__ import annotations

import hashlib
import logging
import time
from collections import OrderedDict
from collections.abc import Callable
from typing import Protocol

from redis.asyncio import Redis
from redis.exceptions import RedisError

log = logging.getLogger(__name__)

TAKEN_FOR = 24 * 60 * 60  # seconds; Slack repeats an event for hours at most
CHOSEN_FOR = 400 * 24 * 60 * 60
MOST_KEPT = 200_000
PATIENCE = 1.0  # seconds for Redis to answer


class Memory(Protocol):
    """Keys are ids of Slack or digests, never words of anybody."""

    async def take(self, key: str) -> bool:
        """Whether this is the first time that anybody takes ``key``."""

    async def choose(self, key: str, value: str) -> None:
        """Remember a choice."""

    async def chosen(self, key: str) -> str | None:
        """The choice, or None."""

    async def close(self) -> None:
        """Let go of connections."""


class OwnMemory:
    """In this process; the oldest goes first."""

    def __init__(self, *, clock: Callable[[], float] = time.monotonic, most: int = MOST_KEPT) -> None:
        self._clock, self._most = clock, most
        self._taken: OrderedDict[str, float] = OrderedDict()
        self._chosen: OrderedDict[str, str] = OrderedDict()

    async def take(self, key: str) -> bool:
        now = self._clock()
        while self._taken:
            oldest, until = next(iter(self._taken.items()))
            if until > now and len(self._taken) < self._most:
                break
            del self._taken[oldest]
        if key in self._taken:
            return False
        self._taken[key] = now + TAKEN_FOR
        return True

    async def choose(self, key: str, value: str) -> None:
        self._chosen[key] = value
        self._chosen.move_to_end(key)
        while len(self._chosen) > self._most:
            self._chosen.popitem(last=False)

    async def chosen(self, key: str) -> str | None:
        return self._chosen.get(key)

    async def close(self) -> None:
        return None


class SharedMemory:
    """In Redis. While Redis does not answer, this process remembers alone: people are answered all the same."""

    def __init__(self, url: str) -> None:
        self._redis = Redis.from_url(
            url, socket_timeout=PATIENCE, socket_connect_timeout=PATIENCE, decode_responses=True
        )
        self._alone = OwnMemory()
        self._told = False

    async def take(self, key: str) -> bool:
        first = await self._alone.take(key)  # also remembered here, for when Redis goes away between two deliveries
        if not first:
            return False
        try:
            answer = await self._redis.set(f"coach:slack:taken:{_digest(key)}", "1", nx=True, ex=TAKEN_FOR)
        except (RedisError, OSError) as error:
            self._say_alone(error)
            return True
        self._told = False
        return bool(answer)

    async def choose(self, key: str, value: str) -> None:
        await self._alone.choose(key, value)
        try:
            await self._redis.set(f"coach:slack:chosen:{_digest(key)}", value, ex=CHOSEN_FOR)
        except (RedisError, OSError) as error:
            self._say_alone(error)

    async def chosen(self, key: str) -> str | None:
        try:
            kept = await self._redis.get(f"coach:slack:chosen:{_digest(key)}")
            return str(kept) if kept else None
        except (RedisError, OSError) as error:
            self._say_alone(error)
            return await self._alone.chosen(key)

    async def close(self) -> None:
        await self._redis.aclose()

    def _say_alone(self, error: Exception) -> None:
        if not self._told:
            self._told = True
            log.warning("C426 Redis does not answer (%s); this process remembers Slack's events alone",
                        type(error).__name__)


def open_memory(redis_url: str | None) -> Memory:
    """Redis where an address is given, else this process."""
    return SharedMemory(redis_url) if redis_url else OwnMemory()


def _digest(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()
