"""Which topic a question is about: two views of the text, multiplied, with a calibrated confidence."""

from __future__ import annotations

import json
import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy.optimize import minimize
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import LogisticRegression

from bot.encoder.adapter import unseen
from bot.errors import CoachError
from bot.nlu.lexical_view import LexicalView, spread_over_labels, train_lexical_view
from bot.nlu.placeholders import replace_names

FEWEST = 20  # held-out texts from which the views are weighed
# scikit-learn's default of 1 underfits unit vectors: see docs/decisions/nlu-pipeline.md.
DENSE_C = 10.0
# Held-out accuracy no longer rises after these; convergence takes two and a half times as long.
DENSE_STEPS = 40


@dataclass(frozen=True)
class Ranking:
    """Labels from likely to unlikely with confidences of 0 to 1 that add up to 1 over all labels.

    ``distance`` is the cosine distance (0 to 2) to the nearest training example.
    """

    labels: tuple[str, ...]
    confidences: tuple[float, ...]
    distance: float

    @property
    def confidence(self) -> float:
        return self.confidences[0]

    @property
    def margin(self) -> float:
        """How far the first label is ahead of the second; its confidence when it is alone."""
        return self.confidences[0] - (self.confidences[1] if len(self.confidences) > 1 else 0.0)


@dataclass(frozen=True)
class TopicModel:
    """A trained model. Vectors are those of ``SentenceEncoder`` for the texts *after* ``replace_names``."""

    labels: tuple[str, ...]
    names: Mapping[str, str]
    lexical: LexicalView
    dense_weights: np.ndarray
    dense_bias: np.ndarray
    examples: np.ndarray
    dense_scale: float
    lexical_scale: float

    def rank(self, texts: Sequence[str], vectors: np.ndarray, *, top: int = 10) -> list[Ranking]:
        """One ranking a text, in order. Equal confidences keep the alphabetical order of their labels."""
        if not len(texts):
            return []
        plain = [replace_names(text, self.names) for text in texts]
        probabilities = combine(
            log_softmax(vectors @ self.dense_weights.T + self.dense_bias),
            self.lexical.scores(plain),
            self.dense_scale,
            self.lexical_scale,
        )
        distances = 1.0 - (vectors @ self.examples.T.astype(np.float32)).max(axis=1)
        order = np.argsort(-probabilities, axis=1, kind="stable")[:, :top]
        return [
            Ranking(tuple(self.labels[i] for i in best), tuple(float(row[i]) for i in best), float(distance))
            for best, row, distance in zip(order, probabilities, distances, strict=True)
        ]

    def save(self, folder: Path) -> None:
        """Write ``topics.json`` and ``topics.npz``; never a pickle, so that loading runs no code."""
        terms, lexical = self.lexical.stored()
        facts = {
            "labels": self.labels,
            "names": dict(self.names),
            "scales": [self.dense_scale, self.lexical_scale],
            **terms,
        }
        (folder / "topics.json").write_text(json.dumps(facts, ensure_ascii=False), encoding="utf-8")
        np.savez_compressed(
            folder / "topics.npz",
            **lexical,
            dense_weights=self.dense_weights,
            dense_bias=self.dense_bias,
            examples=self.examples,
        )

    @classmethod
    def load(cls, folder: Path) -> TopicModel:
        """What ``save`` wrote. Raises CoachError C510 when a file is missing or is not one of ours."""
        try:
            facts = json.loads((folder / "topics.json").read_text(encoding="utf-8"))
            with np.load(folder / "topics.npz", allow_pickle=False) as arrays:
                return cls(
                    tuple(facts["labels"]),
                    facts["names"],
                    LexicalView.restored(facts, arrays),
                    arrays["dense_weights"],
                    arrays["dense_bias"],
                    arrays["examples"],
                    *facts["scales"],
                )
        except (OSError, ValueError, KeyError) as error:
            raise CoachError(
                "C510", "The topic model cannot be read.", hint="Train it again.", where=str(folder)
            ) from error


def train_topic_model(
    texts: Sequence[str],
    labels: Sequence[str],
    vectors: np.ndarray,
    *,
    names: Mapping[str, str] | None = None,
) -> TopicModel:
    """Fit both views on everything and their weights on a held-out fifth; the same input gives the same model.

    ``vectors`` are unit rows, one a text. Raises CoachError C511 for fewer than two labels.
    """
    known = tuple(sorted(set(labels)))
    if len(known) < 2:
        raise CoachError(
            "C511",
            f"Training needs at least two topics, got {len(known)}.",
            hint="Add examples of another topic to data/nlu.yml.",
        )
    names = dict(names or {})
    plain = [replace_names(text, names) for text in texts]
    codes = np.searchsorted(np.array(known), np.array(labels))
    held_out = np.array([unseen(text) for text in texts])
    dense, lexical = held_out_views(plain, codes, vectors, len(known), held_out)
    dense_scale, lexical_scale = fit_scales(dense, lexical, codes[held_out][: len(dense)])
    weights, bias = _train_dense_view(vectors, codes, len(known))
    return TopicModel(
        known,
        names,
        train_lexical_view(plain, codes, len(known)),
        weights,
        bias,
        vectors.astype(np.float16),
        dense_scale,
        lexical_scale,
    )


def held_out_views(
    texts: Sequence[str], codes: np.ndarray, vectors: np.ndarray, count: int, held_out: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Both views' scores of the texts that are held out, by models trained on the others.

    ``held_out`` is true for these; without any, or with fewer than two labels left, both have no rows.
    """
    test, train = np.flatnonzero(held_out), np.flatnonzero(~held_out)
    if not len(test) or len(np.unique(codes[train])) < 2:
        return np.zeros((0, count)), np.zeros((0, count))
    weights, bias = _train_dense_view(vectors[train], codes[train], count)
    view = train_lexical_view([texts[int(i)] for i in train], codes[train], count)
    return log_softmax(vectors[test] @ weights.T + bias), view.scores([texts[int(i)] for i in test])


def fit_scales(dense: np.ndarray, lexical: np.ndarray, codes: np.ndarray) -> tuple[float, float]:
    """The exponents that make held-out labels most likely; (1, 4) when too few were held out."""
    if len(codes) < FEWEST:
        return 1.0, 4.0
    rows = np.arange(len(codes))

    def loss(logs: np.ndarray) -> float:
        probabilities = combine(dense, lexical, *np.exp(logs))
        return float(-np.log(np.maximum(probabilities[rows, codes], 1e-12)).mean())

    start = np.log([[1.0, 4.0], [2.0, 4.0], [1.0, 2.0]])
    found = minimize(
        loss, start[0], method="Nelder-Mead", options={"initial_simplex": start, "maxiter": 60, "xatol": 1e-2}
    )
    dense_scale, lexical_scale = np.exp(found.x)
    return float(dense_scale), float(lexical_scale)


def combine(dense: np.ndarray, lexical: np.ndarray, dense_scale: float, lexical_scale: float) -> np.ndarray:
    """The product of both views, each raised to its scale, as probabilities; rows add up to 1."""
    return np.exp(log_softmax(dense_scale * dense + lexical_scale * lexical))


def log_softmax(scores: np.ndarray) -> np.ndarray:
    shifted = scores - scores.max(axis=1, keepdims=True)
    return shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))


def _train_dense_view(vectors: np.ndarray, codes: np.ndarray, count: int) -> tuple[np.ndarray, np.ndarray]:
    model = LogisticRegression(C=DENSE_C, max_iter=DENSE_STEPS)
    with warnings.catch_warnings():
        # Stopping before convergence is meant.
        warnings.simplefilter("ignore", ConvergenceWarning)
        model.fit(vectors.astype(np.float64), codes)
    weights, bias = spread_over_labels(model.coef_, model.intercept_, model.classes_, count)
    return weights.astype(np.float32), bias.astype(np.float32)
