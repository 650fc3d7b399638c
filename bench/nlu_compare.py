"""Our pipeline against Rasa's stock one: `.venv-rasa/bin/python -m bench.nlu_compare`.

Both train on the same 15 examples a topic and are tested on the same others, by `rasa train nlu` and
`rasa test nlu`. Two spans are kept: the whole command, which mostly imports and packs, and the training
proper, from the first line in which Rasa starts a component to the last in which it has finished one. The
command's processor time is kept too: it says the same whatever else the machine is doing.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import re
import resource
import subprocess
import sys
import tempfile
import time
from datetime import datetime
from pathlib import Path

from bench.nlu_data import read_examples, write_examples

PIPELINES = {"postcoach": Path("config.yml"), "rasa stock": Path("bench/stock-config.yml")}
EXAMPLES_A_TOPIC = 15
STAMP = re.compile(
    r"^(\S+ \S+) INFO +rasa\.engine\.training\.hooks +- (?:Starting to train|Finished training) component",
    re.M,
)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--out", type=Path, default=Path("bench/results"))
    chosen = options.parse_args()
    split = split_topics(*read_examples(), topics_of_policy())
    results = {
        "examples_a_topic": EXAMPLES_A_TOPIC,
        "train": len(split[0]),
        "test": len(split[1]),
        "pipelines": {},
    }
    with tempfile.TemporaryDirectory() as work:
        for part, name in zip(split, ("train", "test"), strict=True):
            write_examples(
                Path(work) / f"{name}.yml", [text for text, _ in part], [topic for _, topic in part]
            )
        for name, config in PIPELINES.items():
            results["pipelines"][name] = measure(config, Path(work), name.replace(" ", "-"))
            print(name, results["pipelines"][name], flush=True)
    chosen.out.mkdir(parents=True, exist_ok=True)
    (chosen.out / "nlu.json").write_text(json.dumps(results, indent=2) + "\n", encoding="utf-8")
    (chosen.out / "nlu.md").write_text(table(results), encoding="utf-8")


def topics_of_policy() -> set[str]:
    """The intents that are answered from the rulebook: those of the first rule."""
    rules = Path("data/rules.yml").read_text(encoding="utf-8").split("action: action_answer_question", 1)[0]
    return set(re.findall(r"- intent: (\S+)", rules))


def split_topics(
    texts: list[str], intents: list[str], topics: set[str]
) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """15 examples a topic to train and all others to test, always the same ones."""
    train, test = [], []
    for topic in sorted(topics):
        listed = sorted(text for text, intent in zip(texts, intents, strict=True) if intent == topic)
        random.Random(topic).shuffle(listed)
        train += [(text, topic) for text in listed[:EXAMPLES_A_TOPIC]]
        test += [(text, topic) for text in listed[EXAMPLES_A_TOPIC:]]
    return train, test


def measure(config: Path, work: Path, name: str) -> dict[str, float]:
    """Accuracy on the test part, and both training times in seconds."""
    trained = work / name
    started, used = time.perf_counter(), processor_seconds()
    log = rasa(
        "train",
        "nlu",
        "--config",
        str(config),
        "--nlu",
        str(work / "train.yml"),
        "--out",
        str(trained),
        "--fixed-model-name",
        "model",
        cache=work / f"{name}-cache",
    )
    command, used = time.perf_counter() - started, processor_seconds() - used
    stamps = [datetime.fromisoformat(stamp) for stamp in STAMP.findall(log)]
    rasa(
        "test",
        "nlu",
        "--model",
        str(trained / "model.tar.gz"),
        "--nlu",
        str(work / "test.yml"),
        "--out",
        str(trained / "report"),
        "--no-plot",
        cache=work / f"{name}-cache",
    )
    report = json.loads((trained / "report" / "intent_report.json").read_text(encoding="utf-8"))
    return {
        "accuracy": round(accuracy_of(report), 4),
        "macro_f1": round(report["macro avg"]["f1-score"], 4),
        "training_seconds": (stamps[-1] - stamps[0]).total_seconds(),
        "command_seconds": round(command, 1),
        "command_processor_seconds": round(used, 1),
    }


def processor_seconds() -> float:
    """User and system time of all commands that have ended."""
    spent = resource.getrusage(resource.RUSAGE_CHILDREN)
    return spent.ru_utime + spent.ru_stime


def accuracy_of(report: dict) -> float:
    """Share of right answers; Rasa leaves ``accuracy`` out when a fallback was predicted."""
    if "accuracy" in report:
        return float(report["accuracy"])
    return float(report["micro avg"]["recall"])


def rasa(*arguments: str, cache: Path) -> str:
    """Run one Rasa command with an empty cache of its own; returns its log."""
    environment = {**os.environ, "RASA_TELEMETRY_ENABLED": "false", "RASA_CACHE_DIRECTORY": str(cache)}
    command = [sys.executable, "-m", "rasa", *arguments]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{' '.join(command)} failed:\n{done.stderr[-2000:]}")
    return done.stdout + done.stderr


def table(results: dict) -> str:
    """The results as Markdown."""
    rows = "".join(
        f"| {name} | {found['accuracy']:.1%} | {found['macro_f1']:.3f} | {found['training_seconds']:.0f} s "
        f"| {found['command_seconds']:.0f} s | {found['command_processor_seconds']:.0f} s |\n"
        for name, found in results["pipelines"].items()
    )
    return (
        "# Topics of questions: our pipeline and Rasa's stock pipeline\n\n"
        f"{results['examples_a_topic']} examples a topic to train ({results['train']}), the other "
        f"{results['test']} to test; same split for both. Made by `bench/nlu_compare.py`.\n\n"
        "| pipeline | accuracy | macro F1 | training proper | whole `rasa train nlu` | its processor time |\n"
        f"| --- | --- | --- | --- | --- | --- |\n{rows}"
    )


if __name__ == "__main__":
    main()
