from __future__ import annotations

import asyncio
import importlib.util
import logging
from pathlib import Path

import pytest

from bot.channels.slack.memory import TAKEN_FOR, OwnMemory, SharedMemory, open_memory

spec = importlib.util.spec_from_file_location("small_redis", Path(__file__).with_name("small_redis.py"))
small_redis = importlib.util.module_from_spec(spec)
spec.loader.exec_module(small_redis)


@pytest.fixture
def redis():
    server = small_redis.SmallRedis()
    yield server
    server.stop()


def test_an_event_is_taken_once_and_forgotten_after_a_day():
    now = [0.0]

    async def run():
        memory = OwnMemory(clock=lambda: now[0])
        first = [await memory.take("Ev1"), await memory.take("Ev1"), await memory.take("Ev2")]
        now[0] = TAKEN_FOR + 1.0
        return [*first, await memory.take("Ev1")]

    assert asyncio.run(run()) == [True, False, True, True]


def test_memory_is_bounded_and_the_oldest_goes_first():
    async def run():
        memory = OwnMemory(most=2)
        for name in ("a", "b", "c"):
            await memory.take(name)
            await memory.choose(name, "fr")
        return [await memory.take("c"), await memory.take("a"), await memory.chosen("a"), await memory.chosen("c")]

    assert asyncio.run(run()) == [False, True, None, "fr"]


def test_two_processes_share_what_was_taken_and_chosen(redis, monkeypatch):
    monkeypatch.setattr("bot.channels.slack.memory.PATIENCE", 30.0)

    async def run():
        one, other = SharedMemory(redis.url), open_memory(redis.url)
        taken = [await one.take("Ev1"), await other.take("Ev1"), await one.take("Ev1"), await other.take("Ev2")]
        await one.choose("slack:T:U", "nl")
        chosen = [await other.chosen("slack:T:U"), await other.chosen("slack:T:V")]
        await one.close()
        await other.close()
        return taken, chosen

    assert asyncio.run(run()) == ([True, False, False, True], ["nl", None])
    assert all(seconds >= TAKEN_FOR for _, seconds in redis.kept.values())
    assert not any(b"T:U" in key or b"Ev1" in key for key in redis.kept)


def test_without_redis_a_process_remembers_alone_and_says_so_once(caplog):
    caplog.set_level(logging.WARNING)

    async def run():
        memory = SharedMemory("redis://127.0.0.1:9/0")
        await memory.choose("k", "fr")
        return [await memory.take("Ev1"), await memory.take("Ev1"), await memory.chosen("k")]

    assert asyncio.run(run()) == [True, False, "fr"]
    assert caplog.text.count("C426") == 1
