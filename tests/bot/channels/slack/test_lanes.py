from __future__ import annotations

import asyncio

from bot.channels.slack.lanes import Lanes


def test_one_key_keeps_its_order_and_another_goes_its_own_way():
    async def run():
        lanes, done = Lanes(), []

        def job(name, pause):
            async def work():
                await asyncio.sleep(pause)
                done.append(name)
            return work

        lanes.put("a", job("a1", 0.03))
        lanes.put("a", job("a2", 0))
        lanes.put("b", job("b1", 0))
        await lanes.finish(within=2)
        return done, len(lanes)

    assert asyncio.run(run()) == (["b1", "a1", "a2"], 0)


def test_a_job_that_fails_does_not_stop_the_next():
    async def run():
        lanes, done = Lanes(), []

        async def broken():
            raise RuntimeError

        async def fine():
            done.append(1)

        lanes.put("a", broken)
        lanes.put("a", fine)
        await lanes.finish(within=2)
        return done

    assert asyncio.run(run()) == [1]


def test_what_does_not_end_in_time_is_dropped():
    async def run():
        lanes = Lanes()
        lanes.put("a", lambda: asyncio.sleep(60))
        await lanes.finish(within=0.05)
        await asyncio.sleep(0.01)
        return len(lanes)

    assert asyncio.run(run()) == 0
