from __future__ import annotations

from bot.api.access_settings import Rate
from bot.api.rates import Limiter
from tests.support.coach import Clock


def test_bucket_empties_and_fills_at_a_steady_pace():
    clock = Clock()
    limiter = Limiter(Rate(3, 60), clock=clock)
    assert [limiter.wait("a") for _ in range(4)] == [0, 0, 0, 20]
    assert limiter.wait("b") == 0
    clock.now += 20
    assert [limiter.wait("a"), limiter.wait("a")] == [0, 20]
    clock.now += 3600
    assert [limiter.wait("a") for _ in range(4)] == [0, 0, 0, 20]
