"""A coach for tests: the real policy, the real checker without anything learned, on real sockets."""

from __future__ import annotations

import hashlib
import math
import shutil
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import httpx
import numpy as np
import uvicorn

from bot.api import WebPage, create_app
from bot.checker import Checker
from bot.dialogue import Gateway, RasaClient, Services, Vault
from bot.rulebook import Rulebook, load_rulebook
from tests.support.rasa_stand_in import TOKEN, RasaStandIn

DAY = date(2026, 11, 24)
ACTION_TOKEN = "action-token-for-tests-only"
RISKY = "Big news: revenue up 40% this quarter, ask Banque Meridian!"


class WordEncoder:
    """Vectors that know words and nothing else: the same words give the same vector, in any process."""

    size = 384
    digest = "words"

    def encode(self, texts: list[str]) -> np.ndarray:
        rows = np.zeros((len(texts), self.size), np.float32)
        for row, text in zip(rows, texts, strict=True):
            for word in text.lower().split():
                row[int(hashlib.sha256(word.strip(".,?!").encode()).hexdigest(), 16) % self.size] += 1
            row /= np.linalg.norm(row) or 1.0
        return rows


class Clock:
    """Time that passes when a test says so."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def policy(folder: Path) -> Rulebook:
    """The company and the guidelines that ship, with three rules of the tests' own, laid out in ``folder``."""
    (folder / "rules").mkdir()
    for name in ("company.yml", "guidelines.yml"):
        shutil.copy(Path("policy") / name, folder)
    shutil.copy(Path(__file__).with_name("rules.yml"), folder / "rules" / "rules.yml")
    return load_rulebook(folder)


def services_for(rulebook: Rulebook, *, clock: Clock | None = None, checker: Any = None) -> Services:
    """Services over a rulebook; nothing learned, so nothing trained is needed."""
    encoder = WordEncoder()
    return Services(lambda: rulebook, checker or Checker(encoder), encoder, Vault(clock=clock or time.monotonic),
                    today=lambda: DAY)


class Served:
    """An ASGI application on a real socket of this machine."""

    def __init__(self, app: Any) -> None:
        self._server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=0, log_level="warning",
                                                     access_log=False, server_header=False))
        self._thread = threading.Thread(target=self._server.run, daemon=True)
        self._thread.start()
        limit = time.monotonic() + 10
        while not self._server.started:
            if time.monotonic() > limit:
                raise RuntimeError("the application did not start")
            time.sleep(0.01)
        self.url = f"http://127.0.0.1:{self._server.servers[0].sockets[0].getsockname()[1]}"

    def stop(self) -> None:
        self._server.should_exit = True
        self._thread.join(timeout=10)


@dataclass
class RunningCoach:
    """A coach and its Rasa stand-in, both listening."""

    url: str
    rasa: RasaStandIn
    gateway: Gateway
    services: Services

    def talk(self) -> Talk:
        return Talk(self.url)

    def fresh(self) -> None:
        """Forget all conversations, and let Rasa answer again."""
        self.rasa.reset()
        self.gateway.conversations.close_idle(now=math.inf)


class Talk:
    """One conversation over the API."""

    def __init__(self, url: str) -> None:
        self._url = f"{url}/api/v1/conversations"
        opened = httpx.post(self._url, timeout=60.0, trust_env=False).json()
        self.id, self.token = opened["id"], opened["token"]

    def say(self, text: str) -> list[dict[str, Any]]:
        return self.send({"text": text}).json()["messages"]

    def press(self, payload: str) -> list[dict[str, Any]]:
        return self.send({"payload": payload}).json()["messages"]

    def send(self, body: dict[str, Any]) -> httpx.Response:
        return httpx.post(f"{self._url}/{self.id}/messages", json=body, timeout=60.0, trust_env=False,
                          headers={"Authorization": f"Bearer {self.token}"})


def running_coach(rulebook: Rulebook, meanings: dict[str, str | list[str]]) -> Iterator[RunningCoach]:
    """Start both and stop both, as a fixture does."""
    services = services_for(rulebook)
    # The port of each is known only once it listens: the line to Rasa is laid last.
    gateway = Gateway(services, RasaClient("http://127.0.0.1:9", TOKEN))
    gateway.once_within = 0.0  # tests say the same again sooner than people
    page = WebPage(lambda language: f"<p>{language or 'any'}</p>", Path("bot/channels/web/static"))
    served = Served(create_app(services, gateway=gateway, action_token=ACTION_TOKEN, page=page))
    rasa = RasaStandIn(f"{served.url}/internal/actions/webhook", ACTION_TOKEN, meanings=meanings)
    gateway.rasa = RasaClient(rasa.url, TOKEN, patience=10.0)
    try:
        yield RunningCoach(served.url, rasa, gateway, services)
    finally:
        served.stop()
        rasa.stop()
