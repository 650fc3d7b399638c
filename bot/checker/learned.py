"""The learned judge: how likely each sentence of a draft belongs to each category."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from bot.errors import CoachError
from bot.nlu.lexical_view import LexicalView

PROTECTED = "protected"
SURE = 0.0  # on the sentence view's scale of -1 (not) to 1 (is)


@dataclass(frozen=True)
class LearnedJudge:
    """Three views of a draft, blended to one calibrated probability a sentence and category.

    ``labels`` are the categories and ``protected``. The views: the sentence's vector beside its draft's, the
    draft's vector, the draft's words. ``scales`` has shape (labels, 4): one weight a view and the bias, chosen
    on held-out drafts. ``thresholds`` is the probability from which a category counts, per label.
    ``quote_weights`` find the words
    of a sentence that carry it.
    """

    labels: tuple[str, ...]
    sentence_weights: np.ndarray  # (2 * size + 1, labels), the bias in the last row
    draft_weights: np.ndarray  # (size + 1, labels)
    lexical: LexicalView
    scales: np.ndarray
    thresholds: np.ndarray
    examples: np.ndarray
    example_texts: tuple[str, ...]
    example_labels: tuple[tuple[str, ...], ...]
    quote_weights: np.ndarray  # (size + 1, labels), of token vectors

    def probabilities(self, sentences: Sequence[str], vectors: np.ndarray) -> np.ndarray:
        """Shape (sentences, labels), 0 to 1. Texts have their names replaced; vectors are of these texts."""
        sentence = linear(with_draft(vectors), self.sentence_weights)
        draft = linear(vectors.mean(axis=0, keepdims=True), self.draft_weights)
        lexical = self.lexical.scores([" ".join(sentences)])
        # Two of the views speak of the whole draft: they say that it is there, the sentence's own view says where.
        here = (sentence >= sentence.max(axis=0)) | (sentence > SURE)
        return blend(sentence, draft, lexical, self.scales) * here

    def quote_scores(self, tokens: np.ndarray, label: str) -> np.ndarray:
        """How much each token belongs to the words that carry a label, about -1 to 1; tokens are vectors."""
        return linear(tokens, self.quote_weights[:, self.labels.index(label)])

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
        terms, lexical = self.lexical.stored()
        facts = {
            "labels": self.labels, "example_texts": self.example_texts, "example_labels": self.example_labels, **terms,
        }
        (folder / "judge.json").write_text(json.dumps(facts, ensure_ascii=False), encoding="utf-8")
        np.savez_compressed(
            folder / "judge.npz", sentence_weights=self.sentence_weights, draft_weights=self.draft_weights,
            scales=self.scales, thresholds=self.thresholds, examples=self.examples,
            quote_weights=self.quote_weights, **lexical,
        )

    @classmethod
    def load(cls, folder: Path) -> LearnedJudge:
        """What ``save`` wrote. Raises CoachError C512 when it is missing or is not one of ours."""
        try:
            facts = json.loads((folder / "judge.json").read_text(encoding="utf-8"))
            with np.load(folder / "judge.npz", allow_pickle=False) as arrays:
                return cls(
                    tuple(facts["labels"]), arrays["sentence_weights"], arrays["draft_weights"],
                    LexicalView.restored(facts, arrays), arrays["scales"], arrays["thresholds"], arrays["examples"],
                    tuple(facts["example_texts"]),
                    tuple(tuple(labels) for labels in facts["example_labels"]),
                    arrays["quote_weights"],
                )
        except (OSError, ValueError, KeyError) as error:
            raise CoachError("C512", "The learned judge cannot be read.", hint="Run `make train`.",
                             where=str(folder)) from error


def with_draft(vectors: np.ndarray) -> np.ndarray:
    """Each sentence's vector beside the mean of its draft's: shape (sentences, 2 · size)."""
    mean = vectors.mean(axis=0, keepdims=True)
    return np.hstack([vectors, np.repeat(mean, len(vectors), axis=0)]).astype(np.float32)


def linear(vectors: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Scores of a linear view whose bias is the last row of its weights."""
    return vectors @ weights[:-1] + weights[-1]


def blend(sentence: np.ndarray, draft: np.ndarray, lexical: np.ndarray, scales: np.ndarray) -> np.ndarray:
    """A logistic blend of the three views' scores, per label; rows of ``draft`` may stand for all sentences."""
    total = sentence * scales[:, 0] + draft * scales[:, 1] + lexical * scales[:, 2] + scales[:, 3]
    return 1.0 / (1.0 + np.exp(-np.clip(total, -30, 30)))
