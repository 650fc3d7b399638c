"""How long a check may work, and what does not count."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from bot.checker import Checker
from bot.checker.budget import CEILING, Budget
from bot.encoder import load_encoder
from bot.findings import Draft
from bot.training import load_judge
from tests.bot.checker.conftest import DAY


def test_waiting_for_a_busy_machine_spends_nothing_up_to_the_ceiling():
    budget = Budget.of(0.05)
    time.sleep(0.1)
    assert not budget.spent
    time.sleep(0.05 * CEILING)
    assert budget.spent


def test_own_work_spends_the_budget():
    budget = Budget.of(0.02)
    end = time.thread_time() + 0.03
    while time.thread_time() < end:
        pass
    assert budget.spent


def test_without_limits_it_is_never_spent():
    assert not Budget().spent


@pytest.mark.models
def test_all_the_work_of_a_check_is_done_in_the_thread_that_began_it(rulebook):
    checker = Checker(load_encoder(), load_judge(Path(".models")))
    checker.warm(rulebook, as_of=DAY)
    text = " ".join(f"Kestrel number {n} ships in March and Banque Meridian pays {n} million." for n in range(12))
    whole, own = time.process_time(), time.thread_time()
    checker.check(Draft(text), rulebook, as_of=DAY)
    whole, own = time.process_time() - whole, time.thread_time() - own
    assert own > 0.9 * whole
