"""Train the learned judge on the labelled drafts of the policy."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.svm import LinearSVC

from bot.checker.document import read_draft
from bot.checker.learned import PROTECTED, LearnedJudge, combine, with_draft
from bot.encoder import SentenceEncoder
from bot.errors import CoachError
from bot.findings import Draft
from bot.nlu.lexical_view import CHARACTERS, WORDS, LexicalView, restore_vectorizer, vocabulary_of
from bot.rulebook import CATEGORIES, LabelledDraft, Rulebook

FOLDS = 4
DENSE_C, LEXICAL_C = 4.0, 0.5
LABELS = (*CATEGORIES, PROTECTED)
# A warning on a harmless post costs trust, a miss costs damage: F-beta of 0.8 leans to trust.
BETA = 0.8
Progress = Callable[[str], None]


@dataclass(frozen=True)
class Corpus:
    """Sentences of all drafts, in order. ``owner`` is the draft's number; ``targets`` (sentences, labels) 0 or 1."""

    sentences: list[str]
    owner: np.ndarray
    targets: np.ndarray
    vectors: np.ndarray

    def rows_of(self, drafts: Sequence[int]) -> np.ndarray:
        return np.flatnonzero(np.isin(self.owner, drafts))


def read_corpus(drafts: Sequence[LabelledDraft], rulebook: Rulebook, encoder: SentenceEncoder) -> Corpus:
    """Cut into sentences as the checker does; a sentence has a label when it holds a part of its quote."""
    from datetime import date

    sentences: list[str] = []
    owner: list[int] = []
    rows: list[np.ndarray] = []
    for number, labelled in enumerate(drafts):
        document = read_draft(Draft(labelled.text, labelled.platform, language=labelled.language), as_of=date.min)
        spans = _label_spans(labelled)
        for sentence in document.sentences:
            start, end = document.normal.source_span(sentence.start, sentence.end)
            row = np.zeros(len(LABELS), np.float32)
            for column, first, last in spans:
                row[column] = max(row[column], float(first < end and start < last))
            if labelled.protected and not row.any():
                row[LABELS.index(PROTECTED)] = 1
            sentences.append(rulebook.placeholders(document.words(sentence)))
            owner.append(number)
            rows.append(row)
    return Corpus(sentences, np.array(owner), np.stack(rows), encoder.encode(sentences))


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
    """Fit both views on everything; their blend and the thresholds on held-out drafts.

    The same drafts give the same judge. Raises CoachError C513 for fewer than 50 drafts.
    """
    if len(drafts) < 50:
        raise CoachError("C513", f"The judge needs at least 50 labelled drafts, got {len(drafts)}.",
                         hint="Add drafts to policy/drafts/.")
    progress(f"reading {len(drafts):,} labelled drafts")
    corpus = read_corpus(drafts, rulebook, encoder)
    dense, lexical, draft = held_out(corpus, len(drafts), progress=progress)
    scales = fit_scales(dense, lexical, draft, corpus.targets)
    probabilities = combine(dense, lexical, draft, scales)
    progress("fitting on everything")
    weights, bias, view = _fit(corpus, np.arange(len(corpus.sentences)))
    marked = np.flatnonzero(corpus.targets.any(axis=1))
    return LearnedJudge(
        LABELS, view, weights, bias, scales, choose_thresholds(probabilities, corpus.targets),
        corpus.vectors[marked].astype(np.float16), tuple(corpus.sentences[i] for i in marked),
        tuple(tuple(LABELS[c] for c in np.flatnonzero(corpus.targets[i])) for i in marked),
    )


def held_out(
    corpus: Corpus, count: int, *, progress: Progress = lambda line: None
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Log odds of the three views for every sentence, by models that never saw its draft."""
    shape = corpus.targets.shape
    dense, lexical, draft = np.zeros(shape), np.zeros(shape), np.zeros(shape)
    fold_of = np.random.default_rng(0).permutation(count) % FOLDS
    for fold in range(FOLDS):
        progress(f"held-out fold {fold + 1} of {FOLDS}")
        test, train = corpus.rows_of(np.flatnonzero(fold_of == fold)), corpus.rows_of(np.flatnonzero(fold_of != fold))
        weights, bias, view = _fit(corpus, train)
        dense[test] = _draft_vectors(corpus)[test] @ weights.T + bias
        lexical[test] = view.scores([corpus.sentences[i] for i in test])
        whole = {d: " ".join(corpus.sentences[i] for i in np.flatnonzero(corpus.owner == d)) for d in set(corpus.owner[test])}
        table = dict(zip(whole, view.scores(list(whole.values())), strict=True))
        draft[test] = np.stack([table[d] for d in corpus.owner[test]])
    return dense, lexical, draft


def _draft_vectors(corpus: Corpus) -> np.ndarray:
    edges = np.flatnonzero(np.diff(corpus.owner)) + 1
    return np.vstack([with_draft(part) for part in np.split(corpus.vectors, edges)])


def _fit(corpus: Corpus, rows: np.ndarray) -> tuple[np.ndarray, np.ndarray, LexicalView]:
    features, targets = _draft_vectors(corpus)[rows], corpus.targets[rows]
    weights = np.zeros((len(LABELS), features.shape[1]), np.float32)
    bias = np.full(len(LABELS), -6.0, np.float32)
    texts = [corpus.sentences[i] for i in rows]
    words, characters = TfidfVectorizer(**WORDS, sublinear_tf=True, dtype=np.float32), \
        TfidfVectorizer(**CHARACTERS, sublinear_tf=True, dtype=np.float32)
    matrix = csr_matrix(hstack([words.fit_transform(texts), characters.fit_transform(texts)]))
    terms = np.zeros((matrix.shape[1], len(LABELS)), np.float32)
    offset = np.full(len(LABELS), -1.0, np.float32)
    for column in np.flatnonzero(targets.any(axis=0)):
        target = targets[:, column]
        dense = LogisticRegression(C=DENSE_C, max_iter=300, class_weight={0: 1.0, 1: 3.0}).fit(features, target)
        weights[column], bias[column] = dense.coef_[0], dense.intercept_[0]
        lexical = LinearSVC(C=LEXICAL_C, tol=1e-2, class_weight={0: 1.0, 1: 3.0}, random_state=0).fit(matrix, target)
        terms[:, column], offset[column] = lexical.coef_[0], lexical.intercept_[0]
    restored = [restore_vectorizer(s, vocabulary_of(v), v.idf_) for s, v in ((WORDS, words), (CHARACTERS, characters))]
    return weights, bias, LexicalView(*restored, terms, offset)


def fit_scales(dense: np.ndarray, lexical: np.ndarray, draft: np.ndarray, targets: np.ndarray) -> np.ndarray:
    """Per label the blend that makes held-out sentences most likely: shape (labels, 4), the bias last."""
    scales = np.zeros((len(LABELS), 4))
    scales[:, 3] = -6.0
    for column in np.flatnonzero(targets.any(axis=0)):
        views = np.stack([dense[:, column], lexical[:, column], draft[:, column]], axis=1)
        model = LogisticRegression(C=1.0).fit(views, targets[:, column])
        scales[column, :3], scales[column, 3] = model.coef_[0], model.intercept_[0]
    return scales


def choose_thresholds(probabilities: np.ndarray, targets: np.ndarray) -> np.ndarray:
    """Per label the probability with the best F-beta on held-out sentences."""
    thresholds = np.full(len(LABELS), 0.99)
    for column in np.flatnonzero(targets.any(axis=0)):
        order = np.argsort(-probabilities[:, column])
        hits = np.cumsum(targets[order, column])
        precision, recall = hits / np.arange(1, len(order) + 1), hits / hits[-1]
        score = (1 + BETA**2) * precision * recall / np.maximum(BETA**2 * precision + recall, 1e-9)
        thresholds[column] = float(np.clip(probabilities[order[int(score.argmax())], column], 0.05, 0.95))
    return thresholds
