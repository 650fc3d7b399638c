"""``make bench``: draft checks, chat turns, memory; then, for half an hour, training beside Rasa's stock pipeline."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from bench import draft_check, turns

RESULTS = Path("bench/results")
RASA = ".venv-rasa/bin/python"


def main() -> None:
    """Run everything, or the parts named on the command line: checks, turns, nlu."""
    parts = sys.argv[1:] or ["checks", "turns", "nlu"]
    if "checks" in parts:
        _keep("draft_check", draft_check.measure())
    if "turns" in parts:
        _keep("turns", turns.measure())
    if "nlu" in parts:
        subprocess.run([RASA, "-m", "bench.nlu_compare"], check=True)


def _keep(name: str, result: Any) -> None:
    RESULTS.mkdir(parents=True, exist_ok=True)
    text = json.dumps(result, indent=2)
    (RESULTS / f"{name}.json").write_text(text + "\n", encoding="utf-8")
    print(name, text, flush=True)


if __name__ == "__main__":
    main()
