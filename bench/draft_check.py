"""Seconds of one draft check beside the encoder alone and Presidio alone, on the same texts in one process."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from statistics import quantiles

from presidio_analyzer import AnalyzerEngine, RecognizerRegistry
from presidio_analyzer.nlp_engine import NlpArtifacts, NlpEngine

from bot.checker import Checker
from bot.checker.personal import recognizers
from bot.encoder import load_encoder
from bot.findings import Draft
from bot.rulebook import load_rulebook
from bot.training import load_judge

SIZES = (20, 60, 250)  # words
TEXTS, ROUNDS = 40, 3
BATCH_ROUNDS = 30  # of the texts, in a batch


class TokensOnly(NlpEngine):
    """Presidio without a language model: what its pattern recognizers need, as this project runs them."""

    def load(self) -> None: ...

    def is_loaded(self) -> bool:
        return True

    def process_text(self, text: str, language: str) -> NlpArtifacts:
        return NlpArtifacts([], None, [], [], self, language)  # type: ignore[arg-type]

    def process_batch(self, texts, language, **kwargs):
        for text in texts:
            yield text, self.process_text(text, language)

    def is_stopword(self, word: str, language: str) -> bool:
        return False

    def is_punct(self, word: str, language: str) -> bool:
        return False

    def get_supported_entities(self) -> list[str]:
        return []

    def get_supported_languages(self) -> list[str]:
        return ["en"]


def texts_of(words: int) -> list[str]:
    """Real drafts that nobody trained on, of every kind, joined or cut to so many words."""
    lines = Path("tests/blind/drafts-dev.jsonl").read_text(encoding="utf-8").splitlines()
    drafts = [draft for draft in map(json.loads, lines) if draft["lang"] == "en"]
    texts = []
    for i in range(TEXTS):
        text = ""
        for draft in drafts[i * 7 % len(drafts) :] + drafts:
            text = f"{text} {draft['text']}".strip()
            if len(text.split()) >= words:
                break
        texts.append(" ".join(text.split()[:words]))
    return texts


def timed(run: Callable[[str], object], texts: list[str]) -> tuple[float, float]:
    """p50 and p99 in milliseconds, after one warm-up round."""
    for text in texts:
        run(text)
    seconds = []
    for _ in range(ROUNDS):
        for text in texts:
            begin = time.perf_counter()
            run(text)
            seconds.append(time.perf_counter() - begin)
    cuts = quantiles(seconds, n=100)
    return cuts[49] * 1000, cuts[98] * 1000


def measure() -> list[dict[str, float]]:
    """One row a size: the check, the encoder, Presidio, and the ratios between them."""
    encoder, rulebook = load_encoder(), load_rulebook(Path("policy"))
    checker = Checker(encoder, load_judge(Path(".models")))
    registry = RecognizerRegistry(list(recognizers().values()))
    presidio = AnalyzerEngine(registry=registry, nlp_engine=TokensOnly())
    rows = []
    for words in SIZES:
        texts = texts_of(words)
        whole = timed(lambda text: checker.check(Draft(text), rulebook, as_of=date(2026, 11, 24)), texts)
        alone = timed(lambda text: encoder.encode([text]), texts)
        personal = timed(lambda text: presidio.analyze(text, language="en"), texts)
        both = alone[0] + personal[0]
        rows.append({
            "words": words, "check_p50_ms": whole[0], "check_p99_ms": whole[1], "encoder_p50_ms": alone[0],
            "presidio_p50_ms": personal[0], "check_to_both": whole[0] / both, "p99_to_p50": whole[1] / whole[0],
            "check_to_encoder": whole[0] / alone[0], "check_to_presidio": whole[0] / personal[0],
        })  # fmt: skip
    return [{key: round(value, 2) for key, value in row.items()} for row in [*rows, batch(texts_of(60))]]


def batch(texts: list[str]) -> dict[str, float]:
    """Drafts a second of ``postcoach check --format jsonl`` on one core and on two, loading left out.

    The first quarter of the reports is left out: meanwhile the second process loads.
    """
    lines = [json.dumps({"text": text}) for text in texts] * BATCH_ROUNDS
    one, two = (_rate(lines, cores) for cores in (1, 2))
    return {"batch_drafts": len(lines), "one_core_per_s": one, "two_cores_per_s": two, "two_to_one": two / one}


def _rate(lines: list[str], cores: int) -> float:
    command = [sys.executable, "-m", "bot.cli", "check", "-", "--format", "jsonl", "--as-of", "2026-11-24",
               "--jobs", str(cores)]
    environment = {**os.environ, "OMP_NUM_THREADS": "1"}
    with tempfile.TemporaryFile("w+") as source:
        source.write("\n".join(lines))
        source.seek(0)
        with subprocess.Popen(command, stdin=source, stdout=subprocess.PIPE, text=True, env=environment) as process:
            output = process.stdout
            if output is None:
                raise RuntimeError("the batch has no output")
            moments = [time.perf_counter() for _ in output]
    skipped = len(moments) // 4  # while the second process still loads
    return (len(moments) - 1 - skipped) / (moments[-1] - moments[skipped])
