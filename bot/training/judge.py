"""Train the learned judge on the labelled drafts of the policy."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.svm import LinearSVC

from bot.checker.document import read_draft
from bot.checker.learned import PROTECTED, LearnedJudge, blend, linear, with_draft
from bot.encoder import SentenceEncoder
from bot.encoder.adapter import unseen
from bot.errors import CoachError
from bot.findings import Draft
from bot.nlu.lexical_view import CHARACTERS, WORDS, LexicalView, restore_vectorizer, vocabulary_of
from bot.rulebook import CATEGORIES, LabelledDraft, Rulebook

RIDGE = 2.0
QUOTE_RIDGE, QUOTE_DRAW = 2.0, 100.0
LEXICAL_C, POSITIVE_WEIGHT = 0.5, 4.0
LABELS = (*CATEGORIES, PROTECTED)
# A warning on a harmless post costs trust, a miss costs damage: F-beta of 0.8 leans to trust.
BETA = 0.8
Progress = Callable[[str], None]


@dataclass(frozen=True)
class Corpus:
    """Sentences of all drafts, in order. ``owner`` is the draft's number; ``targets`` is 0 or 1, of shape
    (sentences, labels); ``vectors`` has one unit row a sentence; ``held_out`` is true for the drafts that
    calibrate. ``quotes`` are sentences as they stand, each with a label's column and where its quote lies."""

    sentences: list[str]
    owner: np.ndarray
    targets: np.ndarray
    vectors: np.ndarray
    held_out: np.ndarray
    quotes: list[tuple[str, int, int, int]]

    @property
    def count(self) -> int:
        return int(self.owner.max()) + 1

    def texts(self) -> list[str]:
        """The drafts whole, as the judge reads them."""
        parts: list[list[str]] = [[] for _ in range(self.count)]
        for number, sentence in zip(self.owner, self.sentences, strict=True):
            parts[number].append(sentence)
        return [" ".join(part) for part in parts]

    def of_drafts(self, rows: np.ndarray) -> np.ndarray:
        """The most of each column over the sentences of each draft."""
        result = np.full((self.count, rows.shape[1]), -np.inf)
        np.maximum.at(result, self.owner, rows)
        return result


def read_corpus(drafts: Sequence[LabelledDraft], rulebook: Rulebook, encoder: SentenceEncoder) -> Corpus:
    """Cut into sentences as the checker does; a sentence has a label when it holds a part of its quote."""
    sentences: list[str] = []
    owner: list[int] = []
    rows: list[np.ndarray] = []
    quotes: list[tuple[str, int, int, int]] = []
    for number, labelled in enumerate(drafts):
        document = read_draft(Draft(labelled.text, labelled.platform, language=labelled.language), as_of=date.min)
        spans = _label_spans(labelled)
        for sentence in document.sentences:
            start, end = document.normal.source_span(sentence.start, sentence.end)
            row = np.zeros(len(LABELS), np.float32)
            for column, first, last in spans:
                if first < end and start < last:
                    row[column] = 1
                    quotes.append((labelled.text[start:end], column, max(first - start, 0), min(last, end) - start))
            if labelled.protected and not row.any():
                row[LABELS.index(PROTECTED)] = 1
            sentences.append(rulebook.placeholders(document.words(sentence)))
            owner.append(number)
            rows.append(row)
    held_out = np.array([unseen(labelled.text) for labelled in drafts])
    return Corpus(sentences, np.array(owner), np.stack(rows), encoder.encode(sentences), held_out, quotes)


def _label_spans(labelled: LabelledDraft) -> list[tuple[int, int, int]]:
    found = []
    for label in labelled.labels:
        start = labelled.text.find(label.quote)
        found.append((LABELS.index(label.category), start, start + len(label.quote)))
    return found


def train_judge(
    drafts: Sequence[LabelledDraft], rulebook: Rulebook, encoder: SentenceEncoder,
    *, progress: Progress = lambda line: None,
) -> LearnedJudge:
    """Fit the views on everything; their blend and the thresholds on a held-out fifth.

    The same drafts give the same judge. Raises CoachError C513 for fewer than 50 drafts.
    """
    if len(drafts) < 50:
        raise CoachError("C513", f"The judge needs at least 50 labelled drafts, got {len(drafts)}.",
                         hint="Add drafts to policy/drafts/.")
    progress(f"reading {len(drafts):,} labelled drafts")
    corpus = read_corpus(drafts, rulebook, encoder)
    progress("weighing the views on a held-out fifth")
    views = held_out_views(corpus)
    targets = corpus.of_drafts(corpus.targets)[corpus.held_out]
    scales = fit_scales(*views, targets)
    progress("fitting on everything")
    sentence_weights, draft_weights, lexical = _fit(corpus, np.arange(corpus.count))
    marked = np.flatnonzero(corpus.targets.any(axis=1))
    return LearnedJudge(
        LABELS, sentence_weights, draft_weights, lexical, scales,
        choose_thresholds(blend(*views, scales)), corpus.vectors[marked].astype(np.float16),
        tuple(corpus.sentences[i] for i in marked),
        tuple(tuple(LABELS[c] for c in np.flatnonzero(corpus.targets[i])) for i in marked),
        fit_quotes(corpus.quotes, encoder),
    )


def held_out_views(corpus: Corpus) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The three views' scores of the held-out drafts, each of shape (drafts, labels), by models that never saw them."""
    test = np.flatnonzero(corpus.held_out)
    sentence_weights, draft_weights, view = _fit(corpus, np.flatnonzero(~corpus.held_out))
    texts = corpus.texts()
    return (
        corpus.of_drafts(linear(_beside_draft(corpus), sentence_weights))[test],
        linear(_means(corpus)[test], draft_weights),
        view.scores([texts[i] for i in test]),
    )


def _beside_draft(corpus: Corpus) -> np.ndarray:
    edges = np.flatnonzero(np.diff(corpus.owner)) + 1
    return np.vstack([with_draft(part) for part in np.split(corpus.vectors, edges)])


def _means(corpus: Corpus) -> np.ndarray:
    total = np.zeros((corpus.count, corpus.vectors.shape[1]))
    np.add.at(total, corpus.owner, corpus.vectors)
    return total / np.bincount(corpus.owner, minlength=corpus.count)[:, None]


def _fit(corpus: Corpus, drafts: np.ndarray) -> tuple[np.ndarray, np.ndarray, LexicalView]:
    rows = np.flatnonzero(np.isin(corpus.owner, drafts))
    targets, texts = corpus.of_drafts(corpus.targets)[drafts], corpus.texts()
    return (
        _ridge(_beside_draft(corpus)[rows], corpus.targets[rows]),
        _ridge(_means(corpus)[drafts], targets),
        _lexical([texts[i] for i in drafts], targets),
    )


def _ridge(features: np.ndarray, targets: np.ndarray) -> np.ndarray:
    """Least squares on ±1 for all labels at once: as good as logistic regression here, in a second."""
    wide = np.hstack([features, np.ones((len(features), 1))]).astype(np.float64)
    normal = wide.T @ wide + RIDGE * np.eye(wide.shape[1])
    return np.linalg.solve(normal, wide.T @ (targets * 2.0 - 1.0)).astype(np.float32)


def _lexical(texts: Sequence[str], targets: np.ndarray) -> LexicalView:
    words, characters = (TfidfVectorizer(**s, sublinear_tf=True, dtype=np.float32) for s in (WORDS, CHARACTERS))
    matrix = csr_matrix(hstack([words.fit_transform(texts), characters.fit_transform(texts)]))
    terms = np.zeros((matrix.shape[1], len(LABELS)), np.float32)
    bias = np.full(len(LABELS), -1.0, np.float32)
    for column in np.flatnonzero(targets.any(axis=0)):
        model = LinearSVC(C=LEXICAL_C, tol=1e-2, class_weight={0: 1.0, 1: POSITIVE_WEIGHT}, random_state=0)
        model.fit(matrix, targets[:, column])
        terms[:, column], bias[column] = model.coef_[0], model.intercept_[0]
    return LexicalView(
        restore_vectorizer(WORDS, vocabulary_of(words), words.idf_),
        restore_vectorizer(CHARACTERS, vocabulary_of(characters), characters.idf_), terms, bias,
    )


def fit_scales(sentence: np.ndarray, draft: np.ndarray, lexical: np.ndarray, targets: np.ndarray) -> np.ndarray:
    """Per label the blend that makes held-out drafts most likely: shape (labels, 4), the bias last."""
    scales = np.zeros((len(LABELS), 4))
    scales[:, 3] = -6.0
    for column in np.flatnonzero(targets.any(axis=0)):
        views = np.stack([sentence[:, column], draft[:, column], lexical[:, column]], axis=1)
        model = LogisticRegression(C=1.0).fit(views, targets[:, column])
        # A view that speaks against a category it should speak for is noise of a small sample.
        scales[column, :3], scales[column, 3] = np.maximum(model.coef_[0], 0.0), model.intercept_[0]
    return scales


def choose_thresholds(probabilities: np.ndarray) -> np.ndarray:
    """Per label the probability from which flagging gives the best F-beta to be expected on held-out drafts.

    Expected, not counted: the probabilities are calibrated, and a label's few dozen held-out positives alone
    would put the border wherever one of them happens to lie.
    """
    ranked = -np.sort(-probabilities, axis=0)
    hits = np.cumsum(ranked, axis=0)
    precision = hits / np.arange(1, len(ranked) + 1)[:, None]
    recall = hits / hits[-1]
    score = (1 + BETA**2) * precision * recall / (BETA**2 * precision + recall)
    return np.clip(ranked[score.argmax(axis=0), np.arange(ranked.shape[1])], 0.05, 0.95)


def fit_quotes(quotes: Sequence[tuple[str, int, int, int]], encoder: SentenceEncoder) -> np.ndarray:
    """Per label how much a token's vector belongs to a quote: shape (size + 1, labels), the bias in the last row.

    Least squares on ±1 over the tokens of marked sentences: one solution for all labels first, then each label's
    own, drawn towards it.
    """
    size = encoder.size + 1
    squares, products = np.zeros((len(LABELS), size, size)), np.zeros((len(LABELS), size))
    for text, column, first, last in quotes:
        places, vectors = encoder.encode_tokens(text)
        rows = np.hstack([vectors, np.ones((len(vectors), 1), np.float32)]).astype(np.float64)
        inside = np.array([1.0 if start < last and first < end else -1.0 for start, end in places])
        squares[column] += rows.T @ rows
        products[column] += rows.T @ inside
    shared = np.linalg.solve(squares.sum(axis=0) + QUOTE_RIDGE * np.eye(size), products.sum(axis=0))
    drawn = squares + QUOTE_DRAW * np.eye(size)
    return np.linalg.solve(drawn, (products + QUOTE_DRAW * shared)[..., None])[..., 0].T.astype(np.float32)
