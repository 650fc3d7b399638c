"""Seconds of one chat turn through the coach, beside a stock Rasa bot, and the memory of each process.

The stock bot has Rasa's default pipeline on the same 15 examples a topic, one rule a topic with a fixed
text, and the REST channel. It is trained for one epoch: what a turn costs does not depend on how well it learned.
"""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import quantiles
from typing import Any

import httpx

from bench.nlu_compare import split_topics, topics_of_policy
from bench.nlu_data import read_examples, write_examples

TURNS, WARM = 60, 5
START_LIMIT = 600.0
RASA = Path(".venv-rasa/bin/python").absolute()


def measure() -> dict[str, Any]:
    """p50 and p99 of a turn in milliseconds and resident MiB of each process, for both."""
    questions = [text for text, _ in split_topics(*read_examples(), topics_of_policy())[1][: TURNS + WARM]]
    return {"coach": _coach(questions), "rasa stock": _stock(questions)}


def _coach(questions: list[str]) -> dict[str, Any]:
    ports = {"COACH_PORT": str(_free_port()), "COACH_RASA_PORT": str(_free_port())}
    with tempfile.TemporaryDirectory() as run:
        process = subprocess.Popen([".venv/bin/postcoach", "serve"], env={**os.environ, **ports, "COACH_RUN": run},
                                   stdout=subprocess.DEVNULL, start_new_session=True)
        try:
            address = f"http://127.0.0.1:{ports['COACH_PORT']}"
            _await(f"{address}/readyz", process)
            talk = httpx.post(f"{address}/api/v1/conversations").json()
            head = {"Authorization": f"Bearer {talk['token']}"}

            def turn(text: str) -> None:
                url = f"{address}/api/v1/conversations/{talk['id']}/messages"
                httpx.post(url, json={"text": text}, headers=head, timeout=30).raise_for_status()

            return {**_timed(turn, questions), "memory_mib": _memory(process.pid)}
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(30)


def _stock(questions: list[str]) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as work:
        _write_stock_bot(Path(work))
        subprocess.run([str(RASA), "-m", "rasa", "train", "--quiet"], cwd=work, check=True, capture_output=True)
        port = _free_port()
        process = subprocess.Popen(
            [str(RASA), "-m", "rasa", "run", "--quiet", "--interface", "127.0.0.1", "--port", str(port),
             "--credentials", "credentials.yml"],
            cwd=work, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
        )  # fmt: skip
        try:
            _await(f"http://127.0.0.1:{port}/webhooks/rest/", process)

            def turn(text: str) -> None:
                url = f"http://127.0.0.1:{port}/webhooks/rest/webhook"
                httpx.post(url, json={"sender": "bench", "message": text}, timeout=30).raise_for_status()

            return {**_timed(turn, questions), "memory_mib": _memory(process.pid)}
        finally:
            process.terminate()
            process.wait(30)


def _write_stock_bot(folder: Path) -> None:
    train, _ = split_topics(*read_examples(), topics_of_policy())
    topics = sorted({topic for _, topic in train})
    (folder / "data").mkdir()
    write_examples(folder / "data" / "nlu.yml", [text for text, _ in train], [topic for _, topic in train])
    rules = "".join(f"- rule: {t}\n  steps:\n  - intent: {t}\n  - action: utter_{t}\n" for t in topics)
    (folder / "data" / "rules.yml").write_text(f'version: "3.1"\nrules:\n{rules}', encoding="utf-8")
    intents = "".join(f"- {t}\n" for t in topics)
    texts = "".join(f"  utter_{t}:\n  - text: The answer on {t}.\n" for t in topics)
    (folder / "domain.yml").write_text(f'version: "3.1"\nintents:\n{intents}responses:\n{texts}', encoding="utf-8")
    stock = re.sub(r"epochs: \d+", "epochs: 1", Path("bench/stock-config.yml").read_text(encoding="utf-8"))
    stock = stock.replace("policies: []", "policies:\n  - name: RulePolicy")
    (folder / "config.yml").write_text(stock, encoding="utf-8")
    (folder / "credentials.yml").write_text("rest:\n", encoding="utf-8")


def _timed(turn: Callable[[str], None], questions: list[str]) -> dict[str, float]:
    seconds = []
    for number, text in enumerate(questions):
        begin = time.perf_counter()
        turn(text)
        if number >= WARM:
            seconds.append(time.perf_counter() - begin)
    cuts = quantiles(seconds, n=100)
    return {"p50_ms": round(cuts[49] * 1000, 1), "p99_ms": round(cuts[98] * 1000, 1)}


def _memory(root: int) -> dict[str, int]:
    """Resident MiB of a process and all below it, by what they run."""
    parents, names = {}, {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            parents[int(folder.name)] = int((folder / "stat").read_text().rsplit(")", 1)[1].split()[1])
            names[int(folder.name)] = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode()
        except (OSError, IndexError):
            continue
    family = {root}
    while grown := {pid for pid, parent in parents.items() if parent in family} - family:
        family |= grown
    return {_role(names.get(pid, "")): _resident(pid) for pid in sorted(family) if pid in names}


def _role(command: str) -> str:
    roles = {"bot.serve.coach": "coach service", "rasa run": "rasa", "serve": "supervisor"}
    return next((role for mark, role in roles.items() if mark in command), "other")


def _resident(pid: int) -> int:
    status = Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
    return int(re.search(r"VmRSS:\s+(\d+)", status).group(1)) // 1024  # type: ignore[union-attr]


def _await(url: str, process: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + START_LIMIT
    while time.monotonic() < end and process.poll() is None:
        try:
            if httpx.get(url, timeout=2).status_code == 200:
                return
        except httpx.HTTPError:
            pass
        time.sleep(0.5)
    raise RuntimeError(f"nothing answered at {url} (exit code {process.poll()})")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
