"""The lexical view of a text: tf-idf of words and characters, scored by a linear model."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.svm import LinearSVC

WORDS = {"analyzer": "word", "ngram_range": (1, 2), "token_pattern": r"(?u)\b\w+\b", "min_df": 1}
CHARACTERS = {"analyzer": "char_wb", "ngram_range": (2, 5), "min_df": 2}


@dataclass(frozen=True)
class LexicalView:
    """Two fitted vocabularies and one weight per term and label; ``weights`` is (terms, labels), float32."""

    words: TfidfVectorizer
    characters: TfidfVectorizer
    weights: np.ndarray
    bias: np.ndarray

    def scores(self, texts: Sequence[str]) -> np.ndarray:
        """Distance to the border of every label, shape (texts, labels); above 0 speaks for the label."""
        return np.stack([self._score(text) for text in texts]) if len(texts) else np.zeros((0, len(self.bias)))

    def _score(self, text: str) -> np.ndarray:
        # What scikit-learn's transform computes, in half its time: without the matrices and their validation.
        total, first = self.bias, 0
        for vectorizer in (self.words, self.characters):
            columns, values = _tf_idf(vectorizer, text)
            total = total + values @ self.weights[columns + first]
            first += len(vectorizer.idf_)
        return total

    def stored(self) -> tuple[dict[str, list[str]], dict[str, Any]]:
        """What a file has to keep: the terms, for JSON, and the arrays, for npz."""
        terms = {"words": vocabulary_of(self.words), "characters": vocabulary_of(self.characters)}
        return terms, {
            "lexical_weights": self.weights, "lexical_bias": self.bias,
            "words_idf": self.words.idf_, "characters_idf": self.characters.idf_,
        }

    @classmethod
    def restored(cls, terms: Mapping[str, Any], arrays: Mapping[str, np.ndarray]) -> LexicalView:
        """The inverse of ``stored``; further keys are left alone. Raises KeyError when one is missing."""
        return cls(
            restore_vectorizer(WORDS, terms["words"], arrays["words_idf"]),
            restore_vectorizer(CHARACTERS, terms["characters"], arrays["characters_idf"]),
            arrays["lexical_weights"], arrays["lexical_bias"],
        )


def _tf_idf(vectorizer: TfidfVectorizer, text: str) -> tuple[np.ndarray, np.ndarray]:
    """The columns of a text's known terms and their values, of length 1 together."""
    known = vectorizer.vocabulary_
    counts = {known[term]: count for term, count in Counter(_analyzer(vectorizer)(text)).items() if term in known}
    columns = np.fromiter(counts.keys(), np.int64, len(counts))
    values = (1.0 + np.log(np.fromiter(counts.values(), np.float32, len(counts)))) * vectorizer.idf_[columns]
    return columns, values / (np.sqrt(values @ values) or 1.0)


@lru_cache(maxsize=64)
def _analyzer(vectorizer: TfidfVectorizer) -> Callable[[str], list[str]]:
    return vectorizer.build_analyzer()


def train_lexical_view(texts: Sequence[str], codes: np.ndarray, count: int) -> LexicalView:
    """Fit on texts and label codes 0 … ``count`` - 1; a label without a text gets the lowest score."""
    words, characters = _vectorizer(WORDS), _vectorizer(CHARACTERS)
    matrix = csr_matrix(hstack([words.fit_transform(texts), characters.fit_transform(texts)]))
    # A one-against-all SVM is as accurate here as logistic regression and seventy times faster to train.
    model = LinearSVC(C=1.0, tol=1e-2, max_iter=2000, random_state=0).fit(matrix, codes)
    weights, bias = spread_over_labels(model.coef_, model.intercept_, model.classes_, count)
    # Restored, not the fitted ones: a model answers the same before it is saved and after it is loaded.
    return LexicalView(
        restore_vectorizer(WORDS, vocabulary_of(words), words.idf_),
        restore_vectorizer(CHARACTERS, vocabulary_of(characters), characters.idf_),
        weights.T.astype(np.float32),
        bias.astype(np.float32),
    )


def spread_over_labels(
    coefficients: np.ndarray, intercept: np.ndarray, seen: np.ndarray, count: int
) -> tuple[np.ndarray, np.ndarray]:
    """A linear model's rows for all labels: in scikit-learn two labels share one, unseen ones have none."""
    if len(seen) == 2:
        coefficients, intercept = (
            np.vstack([-coefficients, coefficients]) / 2,
            np.r_[-intercept, intercept] / 2,
        )
    weights = np.zeros((count, coefficients.shape[1]))
    bias = np.full(count, float(intercept.min()) - 1.0)
    weights[seen], bias[seen] = coefficients, intercept
    return weights, bias


def vocabulary_of(vectorizer: TfidfVectorizer) -> list[str]:
    """The terms in column order: all that has to be kept beside ``idf_``."""
    return sorted(vectorizer.vocabulary_, key=vectorizer.vocabulary_.get)


def restore_vectorizer(settings: dict, terms: Sequence[str], idf: np.ndarray) -> TfidfVectorizer:
    """The inverse of ``vocabulary_of`` and ``idf_``."""
    vectorizer = _vectorizer(settings)
    vectorizer.set_params(vocabulary={term: column for column, term in enumerate(terms)}, min_df=1)
    vectorizer.idf_ = idf
    return vectorizer


def _vectorizer(settings: dict) -> TfidfVectorizer:
    return TfidfVectorizer(**settings, sublinear_tf=True, dtype=np.float32)
