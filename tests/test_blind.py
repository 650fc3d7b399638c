"""The blind sets stay blind, whole and well labelled."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from bot.findings import Severity
from bot.rulebook import CATEGORIES, load_drafts

BLIND = Path("tests/blind")


def _rows(path: Path) -> list[dict]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def _key(text: str) -> str:
    return re.sub(r"\W+", " ", text.casefold()).strip()


def _blind_texts() -> set[str]:
    texts: set[str] = set()
    for path in BLIND.glob("*.jsonl"):
        if not path.name.startswith("dialogues"):
            texts |= {_key(row["text"]) for row in _rows(path)}
    return {text for text in texts if len(text) > 25}  # "is this ok?" is anybody's


def test_no_blind_text_is_trained_on():
    trained = {_key(draft.text) for draft in load_drafts(Path("policy"))}
    for path in Path("data").rglob("*.yml"):
        lines = path.read_text(encoding="utf-8").splitlines()
        trained |= {_key(line.strip().removeprefix("- ")) for line in lines}
    shared = _blind_texts() & trained
    assert not shared, f"{len(shared)} blind texts are in the training data"


@pytest.mark.parametrize("half", ["dev", "sealed"])
def test_every_quote_of_a_blind_draft_stands_in_its_text(half):
    rows = _rows(BLIND / f"drafts-{half}.jsonl")
    assert len(rows) > 600
    for row in rows:
        for label in row["labels"]:
            assert label["category"] in CATEGORIES and Severity(label["severity"])
            assert label["quote"] in row["text"], row["id"]


def test_blind_drafts_cover_what_must_be_measured():
    rows = [row for half in ("dev", "sealed") for row in _rows(BLIND / f"drafts-{half}.jsonl")]
    for category in CATEGORIES:
        positives = [r for r in rows if r["kind"] == "positive" and r.get("target") == category and r["lang"] == "en"]
        near = [r for r in rows if r["kind"] == "near-miss" and r.get("target") == category]
        assert len(positives) >= 15 and len(near) >= 10, category
        assert sum(bool(r.get("no_keyword")) for r in positives) * 3 >= len(positives), category
    for kind, least in (("protected", 60), ("clean", 150), ("several", 60), ("disguised", 60), ("long", 60)):
        assert sum(r["kind"] == kind for r in rows) >= least, kind
    for language in ("fr", "nl"):
        assert sum(r["lang"] == language for r in rows) >= 150
