"""The whole product, as ``postcoach serve`` starts it, on ports of its own; nothing of it is replaced."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from tests.support.coach import Talk

START_LIMIT = 1200.0  # seconds; a first start trains
READY_LIMIT = 60.0  # seconds from "starting" to "ready" when everything is trained


@dataclass
class Stack:
    """A running product; ``run`` holds its logs and process numbers."""

    url: str
    run: Path
    supervisor: subprocess.Popen[str]

    def talk(self) -> Talk:
        return Talk(self.url)

    def number_of(self, name: str) -> int:
        return int((self.run / f"{name}.pid").read_text())

    def log(self, name: str) -> str:
        return (self.run / f"{name}.log").read_text(encoding="utf-8", errors="replace")

    def chat_is(self, state: str, *, within: float) -> bool:
        end = time.monotonic() + within
        while time.monotonic() < end:
            if httpx.get(f"{self.url}/readyz", trust_env=False).json()["chat"] == state:
                return True
            time.sleep(0.5)
        return False


def start_stack(run: Path, **changes: str) -> Stack:
    """Start and wait for the word "ready"; an early end fails with what was said."""
    port, rasa_port = _free_port(), _free_port()
    environment = {**os.environ, "COACH_PORT": str(port), "COACH_RASA_PORT": str(rasa_port), "COACH_RUN": str(run),
                   "PYTHONUNBUFFERED": "1", **changes}
    run.mkdir(parents=True, exist_ok=True)
    said = run / "serve.log"
    with said.open("w") as out:
        supervisor = subprocess.Popen([sys.executable, "-m", "bot.cli", "serve"], env=environment, stdout=out,
                                      stderr=subprocess.STDOUT, text=True)
    stack = Stack(f"http://127.0.0.1:{port}", run, supervisor)
    end = time.monotonic() + START_LIMIT
    while "ready after" not in said.read_text():
        if supervisor.poll() is not None or time.monotonic() > end:
            stop_stack(stack)
            pytest.fail(f"the product did not start:\n{said.read_text()}")
        time.sleep(0.5)
    return stack


def stop_stack(stack: Stack) -> None:
    stack.supervisor.terminate()
    try:
        stack.supervisor.wait(timeout=60)
    except subprocess.TimeoutExpired:
        stack.supervisor.kill()
        stack.supervisor.wait()


@pytest.fixture(scope="session")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    running = start_stack(tmp_path_factory.mktemp("stack"))
    yield running
    stop_stack(running)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
