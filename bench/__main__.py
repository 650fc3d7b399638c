"""``make bench``: draft checks, chat turns, memory, many conversations at once, seconds from an edit to its answer;
then, for half an hour, training beside Rasa's stock pipeline."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from bench import conversations, draft_check, freshness, turns

RESULTS = Path("bench/results")
RASA = ".venv-rasa/bin/python"


def main() -> None:
    """Run everything, or the parts named on the command line: checks, turns, conversations, freshness, nlu."""
    parts = sys.argv[1:] or ["checks", "turns", "conversations", "freshness", "nlu"]
    if "checks" in parts:
        _keep("draft_check", draft_check.measure())
    if "turns" in parts:
        _keep("turns", turns.measure())
    if "conversations" in parts:
        _keep("conversations", conversations.measure())
    if "freshness" in parts:
        _keep("freshness", freshness.measure())
    if "nlu" in parts:
        subprocess.run([RASA, "-m", "bench.nlu_compare"], check=True)


def _keep(name: str, result: Any) -> None:
    RESULTS.mkdir(parents=True, exist_ok=True)
    text = json.dumps(result, indent=2)
    (RESULTS / f"{name}.json").write_text(text + "\n", encoding="utf-8")
    print(name, text, flush=True)


if __name__ == "__main__":
    main()
