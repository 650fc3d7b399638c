"""Many conversations at once against the whole product: errors, mix-ups, and seconds of a turn beside one alone.

Every conversation has a script of its own: its language, its topics, a draft with its own figure, and words that
only make sense after what it said before ("source?", "fix it", "shorter"). It is held alone first; the same script
among 24 others must bring the same cards, word for word.
"""

from __future__ import annotations

import os
import random
import sys
import tempfile
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import quantiles
from typing import Any

from bench.nlu_compare import topics_of_policy
from bench.nlu_data import read_examples
from bot.errors import CoachError
from bot.serve.trial import started
from bot.talk import Talk

COUNT, CORES, ROUNDS = 25, 2, 2
PAUSE = (2.0, 6.0)  # seconds that a quick reader takes between an answer and the next message
DATA = {"en": "data/nlu.yml", "fr": "data/nlu_fr.yml", "nl": "data/nlu_nl.yml"}
WORDS = {
    "en": ("source?", "check this: The Halo is fantastic, everyone at number {figure} should buy one!", "fix it",
           "shorter please"),
    "fr": ("source ?", "vérifie : Le Halo est une merveille, achetez-le tous, même au numéro {figure}", "corrige-le",
           "plus court s'il te plaît"),
    "nl": ("bron?", "check dit: De Halo is fantastisch, iedereen van nummer {figure} moet er een kopen!", "pas het aan",
           "korter graag"),
}  # fmt: skip
PAUSES = {"with pauses for reading": PAUSE, "without a pause": (0.0, 0.0)}


@dataclass(frozen=True)
class Script:
    """What one person says; ``marker`` stands in the draft, and comes back in its rewrite, in no other conversation."""

    language: str
    marker: str
    lines: tuple[str, ...]


@dataclass
class Held:
    """How one conversation went: cards a turn (None for an error), seconds a turn, errors as words."""

    cards: list[Any] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)


def measure() -> dict[str, Any]:
    """Single-user p50; then all at once, with pauses for reading and without any: p50, p95, errors, mix-ups."""
    allowed = os.sched_getaffinity(0)
    os.sched_setaffinity(0, set(sorted(allowed)[:CORES]))
    try:
        with tempfile.TemporaryDirectory() as work, started(Path(work), tell=_tell) as trial:
            return compare(trial.url, scripts(), pauses=PAUSES)
    finally:
        os.sched_setaffinity(0, allowed)


def compare(url: str, listed: Sequence[Script], *, pauses: Mapping[str, tuple[float, float]]) -> dict[str, Any]:
    """Each script alone, one after the other; then all at once for each way to pause."""
    hold(url, listed[0])  # a process answers its first messages slowly
    alone = [hold(url, script) for script in listed]
    single = [second for held in alone for second in held.seconds]
    result: dict[str, Any] = {"conversations": len(listed), "turns_each": len(listed[0].lines), "cores": CORES,
                              "alone": {**_times(single), "errors": _errors(alone), "own_draft": _own(listed, alone)}}
    for name, pause in pauses.items():
        begin = time.perf_counter()
        rounds = [hold_at_once(url, listed, pause) for _ in range(ROUNDS)]
        seconds = [second for held in rounds for one in held for second in one.seconds]
        times = _times(seconds)
        result[name] = {
            **times,
            "p95_to_single_p50": round(times["p95_ms"] / result["alone"]["p50_ms"], 2),
            "turns_a_second": round(len(seconds) / (time.perf_counter() - begin), 1),
            "turns": len(seconds),
            "errors": [error for held in rounds for error in _errors(held)],
            "mixed_up": sum(_different(one, other) for held in rounds for one, other in zip(alone, held, strict=True)),
            "own_draft": min(_own(listed, held) for held in rounds),
        }
    return result


def scripts(count: int = COUNT) -> list[Script]:
    """Languages in turn; no two conversations of a language ask about the same topic at the same place."""
    topics = sorted(topics_of_policy())
    asked: dict[tuple[str, str], str] = {}
    for language, path in DATA.items():
        for text, topic in zip(*read_examples(Path(path)), strict=True):
            if len(text.split()) > 5:
                asked.setdefault((language, topic), text)
    made = []
    for number in range(count):
        language = tuple(DATA)[number % len(DATA)]
        one, other, last = (asked[language, topics[(number * 5 + step * 21) % len(topics)]] for step in range(3))
        source, draft, fix, shorter = WORDS[language]
        figure = str(111 + 7 * number)
        made.append(Script(language, figure, (one, source, draft.format(figure=figure), fix, other, shorter, last)))
    return made


def hold(url: str, script: Script, pause: tuple[float, float] = (0.0, 0.0)) -> Held:
    """One conversation, with a pause before every message."""
    held, chance = Held(), random.Random(script.marker)
    with Talk(url) as talk:
        for line in script.lines:
            time.sleep(chance.uniform(*pause))
            begin = time.perf_counter()
            try:
                held.cards.append(_plain(talk.say(line)))
            except CoachError as error:
                held.cards.append(None)
                held.errors.append(f"{error.code} {error.message}")
            held.seconds.append(time.perf_counter() - begin)
    return held


def hold_at_once(url: str, listed: Sequence[Script], pause: tuple[float, float]) -> list[Held]:
    """All conversations together, each in a thread of its own."""
    found: list[Held] = [Held() for _ in listed]

    def run(place: int, script: Script) -> None:
        try:
            found[place] = hold(url, script, pause)
        except CoachError as error:  # it could not even be opened
            found[place] = Held([None], [0.0], [f"{error.code} {error.message}"])

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(listed)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


def _plain(cards: Sequence[Mapping[str, Any]]) -> list[tuple[Any, ...]]:
    """What must be the same whoever else is talking."""
    return [(card["kind"], card["language"], card.get("topic"), card.get("clause"), card["text"]) for card in cards]


def _different(alone: Held, held: Held) -> int:
    """Turns with other cards than alone; errors are counted by themselves."""
    return sum(cards is not None and cards != before for before, cards in zip(alone.cards, held.cards, strict=False))


def _own(listed: Sequence[Script], held: Sequence[Held]) -> int:
    """Conversations in which the figure of their own draft came back (where it was rewritten), and no other's."""
    markers = {script.marker for script in listed}
    said = [" ".join(card[-1] for cards in one.cards if cards for card in cards) for one in held]
    return sum(script.marker in words and not any(other in words for other in markers - {script.marker})
               for script, words in zip(listed, said, strict=True))


def _errors(held: Sequence[Held]) -> list[str]:
    return [error for one in held for error in one.errors]


def _times(seconds: Sequence[float]) -> dict[str, float]:
    cuts = quantiles(seconds, n=100)
    return {"p50_ms": round(cuts[49] * 1000, 1), "p95_ms": round(cuts[94] * 1000, 1)}


def _tell(line: str) -> None:
    print(line, file=sys.stderr, flush=True)
