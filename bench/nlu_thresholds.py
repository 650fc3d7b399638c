"""When to say "not sure": the fallback's thresholds, from the training examples alone.

`.venv-rasa/bin/python -m bench.nlu_thresholds` trains on three quarters of data/nlu.yml and looks at the
rest, four times; then it leaves whole topics out, so that their questions are about something never seen.
Each way to answer has a price, and the thresholds with the lowest mean price win.
"""

from __future__ import annotations

import itertools
import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from bench.nlu_data import read_examples
from bot.encoder import SentenceEncoder
from bot.nlu import replace_names
from bot.nlu.company_names import read_names
from bot.nlu.encoder_featurizer import built_encoder
from bot.nlu.topic_model import FOLDS, combine, fit_scales, folds_of, held_out_views, train_topic_model

# A wrong answer misleads. Two buttons cost a click, and a second try when neither of them is right.
PRICE = {
    "wrong": 1.0,
    "buttons_right": 1 / 3,
    "buttons_wrong": 2 / 3,
    "unseen_answered": 1.0,
    "unseen_buttons": 1 / 3,
}
UNSEEN_SHARE = 0.1
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
    texts, labels = read_examples()
    names = read_names("policy/company.yml")
    vectors = SentenceEncoder(built_encoder()).encode([replace_names(text, names) for text in texts])
    seen = known_topics(texts, labels, vectors, names)
    unseen = unknown_topics(texts, labels, vectors, names)
    rows = sorted(
        (outcome(seen, unseen, *point) for point in itertools.product(*GRID.values())),
        key=lambda row: row["price"],
    )
    # The optimum is flat: the curve along the confidence shows what a step to either side costs.
    curve = [outcome(seen, unseen, confidence, 0.0, 2.0) for confidence in GRID["confidence"]]
    result = {"examples": len(texts), "best": rows[0], "by_confidence_alone": curve}
    Path("bench/results").mkdir(parents=True, exist_ok=True)
    Path("bench/results/nlu_thresholds.json").write_text(
        json.dumps(result, indent=2) + "\n", encoding="utf-8"
    )
    for row in [*curve, rows[0]]:
        print(row)


def known_topics(
    texts: list[str], labels: list[str], vectors: np.ndarray, names: dict[str, str]
) -> Predictions:
    """Held-out folds: every text predicted by a model that has not seen it."""
    known = sorted(set(labels))
    codes = np.searchsorted(np.array(known), np.array(labels))
    plain = [replace_names(text, names) for text in texts]
    dense, lexical, tested = held_out_views(plain, codes, vectors, len(known))
    probabilities = combine(dense, lexical, *fit_scales(dense, lexical, codes[tested]))
    fold_of = folds_of(codes)
    similar = vectors @ vectors.T
    similar[fold_of[:, None] == fold_of[None, :]] = -1.0
    order = np.argsort(-probabilities, axis=1)
    top = np.take_along_axis(probabilities, order[:, :2], axis=1)
    return Predictions(
        order[:, 0],
        order[:, 1],
        top[:, 0],
        top[:, 0] - top[:, 1],
        1.0 - similar.max(axis=1)[tested],
        codes[tested],
    )


def unknown_topics(
    texts: list[str], labels: list[str], vectors: np.ndarray, names: dict[str, str]
) -> Predictions:
    """Every fourth topic left out of training at a time, its texts predicted all the same."""
    topics = np.array(sorted(set(labels)))
    parts: list[Predictions] = []
    for part in range(FOLDS):
        left_out = np.isin(labels, topics[part::FOLDS])
        train, test = np.flatnonzero(~left_out), np.flatnonzero(left_out)
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
    seen: Predictions, unseen: Predictions, confidence: float, margin: float, distance: float
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
    made_up = unseen.answered(confidence, margin, distance).mean()
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
