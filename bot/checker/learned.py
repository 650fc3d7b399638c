"""The learned judge: how likely each sentence of a draft belongs to each category."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from bot.errors import CoachError
from bot.nlu.lexical_view import CHARACTERS, WORDS, LexicalView, restore_vectorizer, vocabulary_of

PROTECTED = "protected"


@dataclass(frozen=True)
class LearnedJudge:
    """Two views of a sentence, each with its draft around it, as one calibrated probability a category.

    ``labels`` are the categories and ``protected``. ``scales`` has shape (labels, 4): weight of the dense
    view, of the lexical view of the sentence, of the lexical view of the draft, and the bias, chosen on
    held-out folds. ``thresholds`` is the probability from which a category counts, per label.
    """

    labels: tuple[str, ...]
    lexical: LexicalView
    weights: np.ndarray
    bias: np.ndarray
    scales: np.ndarray
    thresholds: np.ndarray
    examples: np.ndarray
    example_texts: tuple[str, ...]
    example_labels: tuple[tuple[str, ...], ...]

    def probabilities(self, sentences: Sequence[str], vectors: np.ndarray) -> np.ndarray:
        """Shape (sentences, labels), 0 to 1. Texts have their names replaced; vectors are of these texts."""
        dense, lexical, draft = self.views(sentences, vectors)
        return combine(dense, lexical, draft, self.scales)

    def views(self, sentences: Sequence[str], vectors: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Log odds of each view, each of shape (sentences, labels)."""
        dense = with_draft(vectors) @ self.weights.T + self.bias
        lexical = self.lexical.scores(list(sentences))
        draft = self.lexical.scores([" ".join(sentences)])
        return dense, lexical, np.repeat(draft, len(sentences), axis=0)

    def threshold(self, label: str) -> float:
        return float(self.thresholds[self.labels.index(label)])

    def nearest(self, vector: np.ndarray, label: str) -> tuple[str, float]:
        """The labelled example of that category most like a sentence, and its cosine."""
        of_label = [i for i, labels in enumerate(self.example_labels) if label in labels]
        if not of_label:
            return "", 0.0
        cosines = self.examples[of_label].astype(np.float32) @ vector
        best = int(cosines.argmax())
        return self.example_texts[of_label[best]], float(cosines[best])

    def save(self, folder: Path) -> None:
        """Write ``judge.json`` and ``judge.npz``; never a pickle, so that loading runs no code."""
        folder.mkdir(parents=True, exist_ok=True)
        facts = {
            "labels": self.labels, "words": vocabulary_of(self.lexical.words),
            "characters": vocabulary_of(self.lexical.characters),
            "example_texts": self.example_texts, "example_labels": self.example_labels,
        }
        (folder / "judge.json").write_text(json.dumps(facts, ensure_ascii=False), encoding="utf-8")
        np.savez_compressed(
            folder / "judge.npz", weights=self.weights, bias=self.bias, scales=self.scales,
            thresholds=self.thresholds, examples=self.examples, lexical_weights=self.lexical.weights,
            lexical_bias=self.lexical.bias, words_idf=self.lexical.words.idf_,
            characters_idf=self.lexical.characters.idf_,
        )

    @classmethod
    def load(cls, folder: Path) -> LearnedJudge:
        """What ``save`` wrote. Raises CoachError C512 when it is missing or is not one of ours."""
        try:
            facts = json.loads((folder / "judge.json").read_text(encoding="utf-8"))
            with np.load(folder / "judge.npz", allow_pickle=False) as arrays:
                lexical = LexicalView(
                    restore_vectorizer(WORDS, facts["words"], arrays["words_idf"]),
                    restore_vectorizer(CHARACTERS, facts["characters"], arrays["characters_idf"]),
                    arrays["lexical_weights"], arrays["lexical_bias"],
                )
                return cls(
                    tuple(facts["labels"]), lexical, arrays["weights"], arrays["bias"], arrays["scales"],
                    arrays["thresholds"], arrays["examples"], tuple(facts["example_texts"]),
                    tuple(tuple(labels) for labels in facts["example_labels"]),
                )
        except (OSError, ValueError, KeyError) as error:
            raise CoachError("C512", "The learned judge cannot be read.", hint="Run `make train`.",
                             where=str(folder)) from error


def with_draft(vectors: np.ndarray) -> np.ndarray:
    """Each sentence's vector beside the mean of its draft's: shape (sentences, 2 · size)."""
    mean = vectors.mean(axis=0, keepdims=True)
    return np.hstack([vectors, np.repeat(mean, len(vectors), axis=0)]).astype(np.float32)


def combine(dense: np.ndarray, lexical: np.ndarray, draft: np.ndarray, scales: np.ndarray) -> np.ndarray:
    """A logistic blend of the views' log odds, per label."""
    total = dense * scales[:, 0] + lexical * scales[:, 1] + draft * scales[:, 2] + scales[:, 3]
    return 1.0 / (1.0 + np.exp(-np.clip(total, -30, 30)))
