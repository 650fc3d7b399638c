"""How right a release is: topics of questions and categories of drafts that it never learned from."""

from __future__ import annotations

import hashlib
import json
import tarfile
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any

from bot.checker import Checker
from bot.encoder import SentenceEncoder
from bot.errors import CoachError
from bot.nlu.placeholders import replace_names
from bot.nlu.topic_model import Ranking, TopicModel
from bot.rulebook import Rulebook
from bot.training.evaluate import check_set, read_set
from bot.training.measures import evaluate_cases
from bot.training.must_pass import failed_drafts, failed_questions, load_must_pass

SETS = Path("tests/blind")  # the development halves; the sealed ones are never scored here


@dataclass(frozen=True)
class Topics:
    """The topic model of a release, with the encoder that it was trained on."""

    model: TopicModel
    encoder: SentenceEncoder
    thresholds: dict[str, float]

    def best(self, texts: Sequence[str]) -> list[str]:
        """The first topic of each text, whether the coach would answer with it at once or not."""
        return [ranking.labels[0] for ranking in self.rank(texts)]

    def rank(self, texts: Sequence[str]) -> list[Ranking]:
        """The two best topics of each text."""
        vectors = self.encoder.encode([replace_names(text, self.model.names) for text in texts])
        return self.model.rank(list(texts), vectors, top=2)

    def is_sure(self, ranking: Ranking) -> bool:
        """Whether the coach would answer at once: sure enough, far enough ahead, near enough to an example."""
        limits = self.thresholds
        return (ranking.confidence >= limits["confidence"] and ranking.margin >= limits["margin"]
                and ranking.distance <= limits["distance"])


def read_topics(archive: Path, encoder: SentenceEncoder) -> Topics:
    """The topic model inside a Rasa model. Raises CoachError C510 when there is none."""
    with tempfile.TemporaryDirectory() as work, tarfile.open(archive) as packed:
        wanted = [m for m in packed.getmembers() if m.isfile()
                  and ("TopicClassifier" in m.name or m.name.endswith("metadata.json"))]
        packed.extractall(work, wanted, filter="data")
        place = Path(work)
        folder = next((path.parent for path in place.rglob("topics.json")), None)
        metadata = next(iter(place.rglob("metadata.json")), None)
        if folder is None or metadata is None:
            raise CoachError("C510", "The topic model cannot be read.", where=str(archive),
                             hint="Run `postcoach train`.")
        nodes = json.loads(metadata.read_text(encoding="utf-8"))["predict_schema"]["nodes"]
        node = next(name for name in nodes if "TopicFallback" in name)
        return Topics(TopicModel.load(folder), encoder, dict(nodes[node]["config"]))


def measure(
    checker: Checker, topics: Topics, rulebook: Rulebook, *, policy: Path, root: Path, today: date,
    judge_mark: str, known: Sequence[dict[str, Any]] = (), tell: Callable[[str], None] = lambda line: None,
) -> dict[str, Any]:
    """Accuracy per topic and category and the must-pass list, as JSON.

    ``known`` are the measures of other releases: what was measured with the same judge, by its ``judge_mark``,
    and the same rules is taken over.
    """
    listed = load_must_pass(policy, rulebook)
    failures = failed_questions(listed, topics.best) + failed_drafts(listed, checker, rulebook, today=today)
    result: dict[str, Any] = {
        "must_pass": {"count": len(listed.questions) + len(listed.drafts), "failed": [asdict(one) for one in failures]},
    }
    questions, drafts = root / SETS / "questions-dev.jsonl", root / SETS / "drafts-dev.jsonl"
    if questions.is_file():
        tell("measuring: topics of questions …")
        result["questions"] = _questions(read_set(questions), topics)
    if drafts.is_file():
        result["drafts"] = _drafts(drafts, checker, rulebook, f"{judge_mark} {rulebook.version}", known, tell)
    return result


def _questions(rows: list[dict[str, Any]], topics: Topics) -> dict[str, Any]:
    texts = [row["text"] for row in rows]
    by_topic: dict[str, list[int]] = {}
    answers = wrong_answers = 0
    for row, ranking in zip(rows, topics.rank(texts), strict=True):
        topic, sure = ranking.labels[0], topics.is_sure(ranking)
        right = topic == row["topic"] or topic in (row.get("also") or [])
        answers += sure
        counts = by_topic.setdefault(row["topic"], [0, 0])
        counts[0] += right
        counts[1] += 1
        wrong_answers += sure and not right
    right_ones = sum(counts[0] for counts in by_topic.values())
    return {"right": right_ones, "of": len(rows), "answered": answers, "answered_wrongly": wrong_answers,
            "topics": {topic: {"right": right, "of": of} for topic, (right, of) in sorted(by_topic.items())}}


def _drafts(
    path: Path, checker: Checker, rulebook: Rulebook, made_of: str, known: Sequence[dict[str, Any]],
    tell: Callable[[str], None],
) -> dict[str, Any]:
    mark = hashlib.sha256(made_of.encode() + path.read_bytes()).hexdigest()[:16]
    before = next((one["drafts"] for one in known if one.get("drafts", {}).get("mark") == mark), None)
    if before:
        return before
    rows = read_set(path)
    cases = []
    for number, case in enumerate(check_set(rows, checker, rulebook), start=1):
        cases.append(case)
        if number % 200 == 0:
            tell(f"measuring: drafts, {number} of {len(rows)} …")
    found = evaluate_cases(cases)
    return {"mark": mark, "of": len(rows), "f1": found["all"]["f1"], "clean_flagged": found["clean_flagged"],
            "protected_violations": found["protected_violations"],
            "categories": {name: {"f1": value["f1"], "precision": value["precision"], "recall": value["recall"],
                                  "positives": value["positives"]} for name, value in found["categories"].items()}}

