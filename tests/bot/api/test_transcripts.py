from __future__ import annotations

import asyncio

import pytest

from bot.api.transcripts import LIFETIME, MOST_EXCHANGES, Transcripts
from tests.support.coach import Clock


def answer(text, **more):
    return {"messages": [{"kind": "text", "text": text, "language": "en"}], **more}


def test_message_that_comes_twice_is_answered_once_even_while_the_first_is_on_its_way():
    calls = []

    async def work():
        calls.append(1)
        await asyncio.sleep(0.02)
        return answer("yes")

    async def both():
        transcripts = Transcripts()
        first = asyncio.create_task(transcripts.answer("c", "k", "hi", work))
        await asyncio.sleep(0.005)
        first.cancel()  # the caller hung up
        again = await asyncio.gather(*(transcripts.answer("c", "k", "hi", work) for _ in range(3)))
        return again, transcripts.exchanges("c")

    again, kept = asyncio.run(both())
    assert len(calls) == 1
    assert again == [answer("yes")] * 3
    assert [one.said for one in kept] == ["hi"]


def test_failed_message_may_be_tried_again():
    outcomes = [ValueError("x"), answer("now")]

    async def work():
        outcome = outcomes.pop(0)
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    async def twice():
        transcripts = Transcripts()
        with pytest.raises(ValueError):
            await transcripts.answer("c", "k", "hi", work)
        return await transcripts.answer("c", "k", "hi", work)

    assert asyncio.run(twice()) == answer("now")


def test_answer_that_chat_rests_is_replaced():
    outcomes = [answer("resting", resting=True), answer("here")]

    async def work():
        return outcomes.pop(0)

    async def twice():
        transcripts = Transcripts()
        first = await transcripts.answer("c", "k", "hi", work)
        second = await transcripts.answer("c", "k", "hi", work)
        return first, second, transcripts.exchanges("c")

    first, second, kept = asyncio.run(twice())
    assert first.get("resting") and second == answer("here")
    assert [one.answer for one in kept] == [answer("here")]


def test_words_go_after_half_an_hour_when_forgotten_and_when_there_is_too_much():
    clock = Clock()

    async def fill():
        async def work():
            return answer("x")

        transcripts = Transcripts(clock=clock, most_bytes=9_000)
        for number in range(MOST_EXCHANGES + 5):
            await transcripts.answer("one", str(number), "w", work)
        assert len(transcripts.exchanges("one")) == MOST_EXCHANGES
        await transcripts.answer("two", "1", "w", work)
        transcripts.forget("one")
        assert transcripts.exchanges("one") == []
        clock.now += LIFETIME
        transcripts.purge()
        assert transcripts.exchanges("two") == [] and transcripts._bytes == 0
        for number in range(400):
            await transcripts.answer(f"c{number}", "1", "w", work)
        assert transcripts._bytes <= 9_000
        assert transcripts.exchanges("c399") and not transcripts.exchanges("c0")

    asyncio.run(fill())
