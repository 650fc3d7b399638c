"""Seconds from an edit to the answer: an example sentence (trained, promoted, loaded) and the wording of an answer.

Both on a copy of the project, so that nothing of it changes and what is live stays live.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any

from bot.errors import CoachError
from bot.serve.trial import Trial, started
from bot.talk import Talk

COPIED = ("policy", "data")
MODELS = ("judge", "kinds", "vectors", "releases")
START_LIMIT = 1800.0  # seconds; a first start trains
TRAIN_LIMIT = 900.0
SERVE_LIMIT = 30.0
TOPIC = "likes"
# Words that no example knows, so that before the training nothing can take them for the topic.
SENTENCE = "would it be all right to zorble a frindle on the kwatch of somebody else?"
TIMES = 5


def measure() -> dict[str, Any]:
    """Seconds of both, what the training said with the second at which it said it, and the goals."""
    with tempfile.TemporaryDirectory() as work:
        root = Path(work) / "project"
        changes = lay_out(Path.cwd(), root)
        with started(Path(work) / "run", tell=_tell, changes=changes, patience=START_LIMIT) as trial:
            wording = [edit_answer(trial.url, root, f"Frindle number {number}.") for number in range(TIMES)]
            example = edit_example(trial, root)
    return {
        "answer": {"seconds": round(max(wording), 3), "median": round(median(wording), 3), "times": TIMES, "goal": 1.0},
        "example": {**example, "goal": 90.0},
        "cores": len(os.sched_getaffinity(0)),
    }


def lay_out(project: Path, root: Path) -> dict[str, str]:
    """A project folder whose policy, data and models are copies and whose programs are the real ones; its settings."""
    root.mkdir()
    for path in project.iterdir():
        if path.name in COPIED:
            shutil.copytree(path, root / path.name)
        elif path.name not in (".models", "models", ".run", ".state", ".git", ".rasa"):
            (root / path.name).symlink_to(path)
    (root / ".models").mkdir()
    (root / ".models" / "encoder").symlink_to(project / ".models" / "encoder")
    for name in MODELS:
        if (project / ".models" / name).is_dir():
            shutil.copytree(project / ".models" / name, root / ".models" / name)
    if (project / "models").is_dir():
        shutil.copytree(project / "models", root / "models")
    return {"COACH_ROOT": str(root), "COACH_COMMIT": "0", "COACH_POLICY": "policy", "COACH_MODELS": ".models",
            "COACH_RASA_MODELS": "models"}


def edit_answer(url: str, root: Path, marker: str) -> float:
    """Put a marker in front of an answer and wait until it is served; the seconds between the two."""
    with Talk(url) as talk:
        add_to_answer(root / "policy" / "guidelines.yml", TOPIC, marker)
        begin = time.perf_counter()
        _await(lambda: marker in _words(talk.press(f"topic:{TOPIC}")), SERVE_LIMIT, "the edited answer was not served")
        return time.perf_counter() - begin


def edit_example(trial: Trial, root: Path) -> dict[str, Any]:
    """Add an example, train and promote, and ask until it is answered with its topic."""
    before = _topics(trial.url, SENTENCE)
    if TOPIC in before:
        raise RuntimeError("the sentence is understood before it is an example")
    add_example(root / "data" / "nlu.yml", TOPIC, SENTENCE)
    begin = time.perf_counter()
    said = _train(trial, begin)
    trained = time.perf_counter() - begin
    _await(lambda: TOPIC in _topics(trial.url, SENTENCE), SERVE_LIMIT, "the new model does not answer")
    return {"seconds": round(time.perf_counter() - begin, 1), "trained_and_promoted": round(trained, 1), "said": said}


def add_to_answer(path: Path, topic: str, marker: str) -> None:
    """Write the marker before the English answer of a topic."""
    text = path.read_text(encoding="utf-8")
    place = rf"(?sm)(^  - id: {re.escape(topic)}$.*?^    answer:\n      en: >-\n        )"
    changed, count = re.subn(place, lambda found: f"{found[1]}{marker} ", text, count=1)
    if count != 1:
        raise RuntimeError(f"no answer of {topic} in {path.name}")
    _replace(path, changed)


def add_example(path: Path, topic: str, sentence: str) -> None:
    """Write the sentence as the first example of a topic."""
    place = re.compile(rf"(- intent: {re.escape(topic)}\n\s+examples: \|\n(\s+)- )")
    text = path.read_text(encoding="utf-8")
    changed, count = place.subn(lambda found: f"{found[1]}{sentence}\n{found[2]}- ", text, count=1)
    if count != 1:
        raise RuntimeError(f"no examples of {topic} in {path.name}")
    _replace(path, changed)


def _train(trial: Trial, begin: float) -> list[str]:
    """``postcoach train --promote``, with the second at which each thing was said."""
    process = subprocess.Popen([sys.executable, "-m", "bot.cli", "train", "--promote"], env=dict(trial.environment),
                               stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    said = []
    for line in process.stdout or ():
        if line.strip():
            said.append(f"{time.perf_counter() - begin:.1f} s  {line.strip()}")
    if process.wait(TRAIN_LIMIT) != 0:
        raise RuntimeError("the training failed:\n" + "\n".join(said[-8:]))
    return said


def _topics(url: str, text: str) -> set[str]:
    with Talk(url) as talk:
        try:
            return {str(card.get("topic")) for card in talk.say(text)}
        except CoachError:
            return set()


def _words(cards: list[dict[str, Any]]) -> str:
    return " ".join(card["text"] for card in cards)


def _await(reached: Callable[[], bool], limit: float, failure: str) -> None:
    end = time.monotonic() + limit
    while not reached():
        if time.monotonic() > end:
            raise RuntimeError(failure)
        time.sleep(0.02)


def _replace(path: Path, text: str) -> None:
    work = path.with_name(f".{path.name}.new")
    work.write_text(text, encoding="utf-8")
    work.replace(path)


def _tell(line: str) -> None:
    print(line, file=sys.stderr, flush=True)
