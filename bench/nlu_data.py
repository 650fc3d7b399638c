"""The training questions of data/nlu.yml as plain lists, for the benchmarks."""

from __future__ import annotations

from pathlib import Path

from ruamel.yaml import YAML


def read_examples(path: Path = Path("data/nlu.yml")) -> tuple[list[str], list[str]]:
    """Texts and intents in file order, without the examples that only a channel sends ("/…")."""
    texts, intents = [], []
    for entry in YAML(typ="safe", pure=True).load(path.read_text(encoding="utf-8"))["nlu"]:
        for line in entry["examples"].splitlines():
            text = line.removeprefix("- ").strip()
            if text and not text.startswith("/"):
                texts.append(text)
                intents.append(entry["intent"])
    return texts, intents


def write_examples(path: Path, texts: list[str], intents: list[str]) -> None:
    """A file that Rasa reads, intents in the order of their first example."""
    by_intent: dict[str, list[str]] = {}
    for text, intent in zip(texts, intents, strict=True):
        by_intent.setdefault(intent, []).append(text)
    blocks = (
        f"  - intent: {intent}\n    examples: |\n" + "".join(f"      - {text}\n" for text in listed)
        for intent, listed in by_intent.items()
    )
    path.write_text('version: "3.1"\nnlu:\n' + "".join(blocks), encoding="utf-8")
