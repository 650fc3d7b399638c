"""A promotion and a roll back under load, with the real Rasa: nobody's request fails, no answer mixes versions."""

from __future__ import annotations

import gzip
import os
import shutil
import threading
import time
from collections import Counter
from pathlib import Path

import httpx
import pytest

from bot.training import Releases
from bot.training.releases import CONFIRMED, MOVING, ROLLED_BACK
from tests.conversations.conftest import Stack, start_stack, stop_stack

pytestmark = pytest.mark.stack
RATE = 20.0  # requests a second
QUESTION = "can I say which client I'm visiting?"


@pytest.fixture(scope="module")
def models(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The models as they are, with releases of this module's own."""
    folder = tmp_path_factory.mktemp("models")
    shutil.copytree(os.environ.get("COACH_MODELS", ".models"), folder, dirs_exist_ok=True)
    return folder


@pytest.fixture(scope="module")
def own_stack(tmp_path_factory: pytest.TempPathFactory, models: Path):
    folder = tmp_path_factory.mktemp("promotion")
    running = start_stack(folder, COACH_MODELS=str(models), COACH_STATE=str(folder / "state"))
    yield running
    stop_stack(running)


def another(releases: Releases, folder: Path, *, broken: bool = False):
    """A release with the same knowledge in other bytes, so that Rasa loads it; a broken one is no model at all."""
    live = releases.get(releases.live().id)
    packed = folder / f"other-{time.monotonic_ns()}.tar.gz"
    content = gzip.decompress(releases.path(live.id, "model.tar.gz").read_bytes())
    packed.write_bytes(gzip.compress(b"no model" if broken else content, compresslevel=1, mtime=time.monotonic_ns() % 2**31))
    parts = {"model.tar.gz": packed, "judge": releases.path(live.id, "judge"), "kinds": releases.path(live.id, "kinds")}
    return releases.add(parts, fingerprint=f"{time.monotonic_ns():x}", engine=live.engine, seconds=1,
                        policy_version=live.policy_version, measures=live.measures)


def moved(releases: Releases, name: str, *, within: float) -> str:
    """Promote, and wait for what becomes of it."""
    releases.move(name, reason="test")
    began = time.monotonic()
    while releases.live().state == MOVING:
        assert time.monotonic() - began < within, "nobody confirmed it"
        time.sleep(0.05)
    return releases.live().state


class Crowd:
    """Asks and checks at a steady rate until it is told to stop."""

    def __init__(self, stack: Stack) -> None:
        self.answers: Counter[str] = Counter()
        self._stack, self._stop = stack, threading.Event()
        self._threads: list[threading.Thread] = []
        self._clock = threading.Thread(target=self._tick)
        self._clock.start()

    def _tick(self) -> None:
        talks = [self._stack.talk() for _ in range(10)]
        number = 0
        while not self._stop.wait(1 / RATE):
            thread = threading.Thread(target=self._one, args=(talks[number % 10], number))
            thread.start()
            self._threads.append(thread)
            number += 1

    def _one(self, talk, number: int) -> None:
        try:
            if number % 3 == 0:
                answer = httpx.post(f"{self._stack.url}/api/v1/check", timeout=60.0, trust_env=False,
                                    json={"text": "Proud that Banque Meridian chose us!"}).json()
                self.answers[f"check {answer['verdict']}"] += 1
            else:
                card = talk.send({"text": f"{QUESTION} {number}"}).json()["messages"][0]
                self.answers[f"{card['kind']} {card.get('topic')}"] += 1
        except Exception as error:
            self.answers[f"failed {type(error).__name__}"] += 1

    def stop(self) -> Counter[str]:
        self._stop.set()
        self._clock.join()
        for thread in self._threads:
            thread.join()
        return self.answers


def test_promotions_to_and_fro_under_load_fail_nobody(own_stack: Stack, models: Path, tmp_path: Path):
    releases = Releases(models / "releases")
    first, second = releases.live().id, another(releases, tmp_path).id
    crowd = Crowd(own_stack)
    try:
        assert moved(releases, second, within=60) == CONFIRMED
        assert moved(releases, first, within=60) == CONFIRMED
    finally:
        answers = crowd.stop()
    assert set(answers) == {"check stop", "answer name-client"}, answers
    assert answers.total() > 40


def test_a_roll_back_takes_less_than_ten_seconds(own_stack: Stack, models: Path, tmp_path: Path):
    releases = Releases(models / "releases")
    first = releases.live().id
    assert moved(releases, another(releases, tmp_path).id, within=60) == CONFIRMED
    began = time.monotonic()
    assert moved(releases, releases.live().previous, within=60) == CONFIRMED
    assert time.monotonic() - began < 10.0
    assert releases.live().id == first


def test_a_release_that_rasa_cannot_load_is_taken_back_and_chat_goes_on(own_stack: Stack, models: Path, tmp_path: Path):
    releases = Releases(models / "releases")
    first, broken = releases.live().id, another(releases, tmp_path, broken=True).id
    assert moved(releases, broken, within=150) == ROLLED_BACK
    assert releases.live().id == first
    assert "did not load" in releases.failure(broken)
    assert own_stack.talk().say(QUESTION)[0]["topic"] == "name-client"
