"""When to say "not sure": the fallback's thresholds, from the training examples alone.

`.venv-rasa/bin/python -m bench.nlu_thresholds` trains on the texts of data/nlu*.yml that the encoder's adapter
learned from and looks at the fifth that it never saw; then it leaves whole topics out, so that their questions are
about something never seen. Each way to answer has a price, and the thresholds with the lowest mean price win.
"""

from __future__ import annotations

import itertools
import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from bench.nlu_data import read_examples
from bot.encoder import SentenceEncoder
from bot.encoder.adapter import unseen
from bot.nlu import replace_names
from bot.nlu.company_names import read_names
from bot.nlu.encoder_featurizer import built_encoder
from bot.nlu.topic_model import combine, fit_scales, held_out_views, train_topic_model

# A wrong answer misleads. Two buttons cost a click, and a second try when neither of them is right.
PRICE = {
    "wrong": 1.0,
    "buttons_right": 1 / 3,
    "buttons_wrong": 2 / 3,
    "unseen_answered": 1.0,
    "unseen_buttons": 1 / 3,
}
UNSEEN_SHARE = 0.1
PARTS = 4  # of the topics; each is left out once
GRID = {
    "confidence": [0.0, 0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6, 0.65, 0.7, 0.8],
    "margin": [0.0, 0.05, 0.1, 0.15, 0.2, 0.3],
    "distance": [0.45, 0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 1.0],
}


@dataclass(frozen=True)
class Predictions:
    """One row a text: the two best labels, confidence, margin, distance to the nearest example, the truth."""

    best: np.ndarray
    second: np.ndarray
    confidence: np.ndarray
    margin: np.ndarray
    distance: np.ndarray
    truth: np.ndarray

    def answered(self, confidence: float, margin: float, distance: float) -> np.ndarray:
        return (self.confidence >= confidence) & (self.margin >= margin) & (self.distance <= distance)


def main() -> None:
    texts, labels = read_all()
    names = read_names("policy/company.yml")
    vectors = SentenceEncoder(built_encoder()).encode([replace_names(text, names) for text in texts])
    seen = known_topics(texts, labels, vectors, names)
    unknown = unknown_topics(texts, labels, vectors, names)
    rows = sorted(
        (outcome(seen, unknown, *point) for point in itertools.product(*GRID.values())),
        key=lambda row: row["price"],
    )
    # The optimum is flat: the curve along the confidence shows what a step to either side costs.
    curve = [outcome(seen, unknown, confidence, 0.0, 2.0) for confidence in GRID["confidence"]]
    counts = {"examples": len(texts), "held_out": len(seen.truth), "of_unknown_topics": len(unknown.truth)}
    result = {**counts, "best": rows[0], "by_confidence_alone": curve}
    Path("bench/results").mkdir(parents=True, exist_ok=True)
    Path("bench/results/nlu_thresholds.json").write_text(
        json.dumps(result, indent=2) + "\n", encoding="utf-8"
    )
    for row in [*curve, rows[0]]:
        print(row)


def read_all(data: Path = Path("data")) -> tuple[list[str], list[str]]:
    """Texts and intents of every language."""
    texts: list[str] = []
    labels: list[str] = []
    for path in sorted(data.glob("nlu*.yml")):
        more = read_examples(path)
        texts, labels = texts + more[0], labels + more[1]
    return texts, labels


def known_topics(
    texts: list[str], labels: list[str], vectors: np.ndarray, names: dict[str, str]
) -> Predictions:
    """The held-out fifth, predicted by a model of the rest."""
    known = sorted(set(labels))
    codes = np.searchsorted(np.array(known), np.array(labels))
    plain = [replace_names(text, names) for text in texts]
    held_out = np.array([unseen(text) for text in texts])
    dense, lexical = held_out_views(plain, codes, vectors, len(known), held_out)
    truth = codes[held_out]
    probabilities = combine(dense, lexical, *fit_scales(dense, lexical, truth))
    order = np.argsort(-probabilities, axis=1)
    top = np.take_along_axis(probabilities, order[:, :2], axis=1)
    return Predictions(
        order[:, 0],
        order[:, 1],
        top[:, 0],
        top[:, 0] - top[:, 1],
        1.0 - (vectors[held_out] @ vectors[~held_out].T).max(axis=1),
        truth,
    )


def unknown_topics(
    texts: list[str], labels: list[str], vectors: np.ndarray, names: dict[str, str]
) -> Predictions:
    """Every fourth topic left out of training at a time; those of its texts that the adapter never saw predicted.

    A little too easy all the same: the adapter learned from other texts of these topics.
    """
    topics = np.array(sorted(set(labels)))
    fresh = np.array([unseen(text) for text in texts])
    parts: list[Predictions] = []
    for part in range(PARTS):
        left_out = np.isin(labels, topics[part::PARTS])
        train, test = np.flatnonzero(~left_out), np.flatnonzero(left_out & fresh)
        model = train_topic_model(
            [texts[i] for i in train], [labels[i] for i in train], vectors[train], names=names
        )
        ranked = model.rank([texts[i] for i in test], vectors[test], top=2)
        none = np.full(len(test), -1)
        parts.append(
            Predictions(
                none,
                none,
                np.array([row.confidence for row in ranked]),
                np.array([row.margin for row in ranked]),
                np.array([row.distance for row in ranked]),
                none,
            )
        )
    return Predictions(
        *(np.concatenate([getattr(part, name) for part in parts]) for name in Predictions.__annotations__)
    )


def outcome(
    seen: Predictions, unknown: Predictions, confidence: float, margin: float, distance: float
) -> dict:
    """Shares of every way to answer with these thresholds, and their mean price."""
    answered = seen.answered(confidence, margin, distance)
    first, second = seen.best == seen.truth, seen.second == seen.truth
    shares = {
        "right": (answered & first).mean(),
        "wrong": (answered & ~first).mean(),
        "buttons_right": (~answered & (first | second)).mean(),
        "buttons_wrong": (~answered & ~(first | second)).mean(),
    }
    made_up = unknown.answered(confidence, margin, distance).mean()
    known_price = sum(PRICE.get(name, 0.0) * share for name, share in shares.items())
    unseen_price = made_up * PRICE["unseen_answered"] + (1 - made_up) * PRICE["unseen_buttons"]
    price = (1 - UNSEEN_SHARE) * known_price + UNSEEN_SHARE * unseen_price
    found = {**shares, "unseen_answered": made_up, "price": price}
    return {
        "confidence": confidence,
        "margin": margin,
        "distance": distance,
        **{name: round(float(value), 4) for name, value in found.items()},
    }


if __name__ == "__main__":
    main()
