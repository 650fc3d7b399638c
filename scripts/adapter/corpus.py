"""What the adapter learns from, as JSON lines: the labelled drafts of the policy and the questions of data/.

`.venv/bin/python -m scripts.adapter.corpus FILE`. A draft is `{"sentences", "labels", "quotes", "held_out"}`: for
every sentence its columns of LABELS, and `[column, from, to]` for the words that carry them. A question is
`{"question", "intent", "held_out"}`. Names are replaced by placeholders, as the judge and the topics read them.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from bot.checker.document import read_draft
from bot.encoder.adapter import unseen
from bot.findings import Draft
from bot.rulebook import LabelledDraft, Rulebook, load_drafts, load_rulebook
from bot.training.judge import LABELS
from bot.training.kinds import EXAMPLE

INJECTED = {"check_draft", "pick_topic", "answer_question"}  # buttons, not words


def main(target: Path) -> None:
    rulebook = load_rulebook(Path("policy"))
    with target.open("w", encoding="utf-8") as file:
        for draft in load_drafts(Path("policy")):
            file.write(json.dumps(_draft(draft, rulebook)) + "\n")
        for row in _questions(rulebook):
            file.write(json.dumps(row) + "\n")


def _draft(labelled: LabelledDraft, rulebook: Rulebook) -> dict[str, Any]:
    text = labelled.text
    document = read_draft(Draft(text, labelled.platform, language=labelled.language), as_of=date.min)
    spans = [(LABELS.index(label.category), text.find(label.quote), len(label.quote)) for label in labelled.labels]
    sentences, columns, quotes = [], [], []
    for sentence in document.sentences:
        start, end = document.normal.source_span(sentence.start, sentence.end)
        inside = [(c, max(first, start), min(first + size, end)) for c, first, size in spans
                  if first < end and start < first + size]
        found = sorted({c for c, _, _ in inside})
        sentences.append(rulebook.placeholders(document.words(sentence)))
        columns.append(found or ([LABELS.index("protected")] if labelled.protected else []))
        quotes.append([place for c, first, last in inside
                       if (place := _placed(text, start, end, first, last, c, sentences[-1], rulebook))])
    return {"sentences": sentences, "labels": columns, "quotes": quotes, "held_out": unseen(text)}


def _placed(
    text: str, start: int, end: int, first: int, last: int, column: int, sentence: str, rulebook: Rulebook
) -> list[int] | None:
    """Where a quote lies once names are replaced; None when the replacement or a disguise crosses its border."""
    parts = [rulebook.placeholders(text[a:b]) for a, b in ((start, first), (first, last), (last, end))]
    return [column, len(parts[0]), len(parts[0]) + len(parts[1])] if "".join(parts) == sentence else None


def _questions(rulebook: Rulebook) -> Iterator[dict[str, Any]]:
    for path in sorted(Path("data").glob("nlu*.yml")):
        for entry in yaml.safe_load(path.read_text(encoding="utf-8"))["nlu"]:
            if entry.get("intent") in (None, *INJECTED):
                continue
            for text in EXAMPLE.findall(entry["examples"]):
                question = rulebook.placeholders(text.strip())
                yield {"question": question, "intent": entry["intent"], "held_out": unseen(text.strip())}


if __name__ == "__main__":
    main(Path(sys.argv[1]))
