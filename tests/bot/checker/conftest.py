from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import pytest

from bot.checker import Checker
from bot.findings import Draft, Report
from bot.rulebook import Rulebook, load_rulebook

DAY = date(2026, 11, 24)


class SilentEncoder:
    """Vectors of zeros: for tests of everything that is not learned."""

    size = 384
    digest = "silent"

    def encode(self, texts):
        return np.zeros((len(texts), self.size), np.float32)


@pytest.fixture(scope="session")
def rulebook() -> Rulebook:
    return load_rulebook(Path("policy"))


@pytest.fixture(scope="session")
def checker() -> Checker:
    return Checker(SilentEncoder())


@pytest.fixture
def check(rulebook, checker):
    def run(text: str, *, as_of: date = DAY, answers=None, **draft) -> Report:
        return checker.check(Draft(text, **draft), rulebook, as_of=as_of, answers=answers)

    return run
