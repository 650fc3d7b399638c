"""Drafts and talk, told apart by their words: the small classifier behind the draft router."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import yaml

from bot.checker import detect_language
from bot.errors import CoachError
from bot.nlu.lexical_view import LexicalView, train_lexical_view
from bot.rulebook import load_drafts, load_rulebook

RECIPE = "3"  # raise when the training itself changes
FOLDS = 5
# Of held-out texts, at most so many may land on the wrong side; the rest of the doubt becomes a question.
DRAFTS_AS_TALK, TALK_AS_DRAFTS = 0.01, 0.01
FEWEST = 100  # drafts of a language before its texts are judged at all
EXAMPLE = re.compile(r"^- (.+)$", re.MULTILINE)


@dataclass(frozen=True)
class MessageKinds:
    """Scores a message: above ``draft_from`` it is a draft, below ``talk_below`` it is talk, between them unsure.

    Only texts in ``languages`` are judged; in another one there were too few drafts to learn from.
    """

    view: LexicalView
    talk_below: float
    draft_from: float
    languages: tuple[str, ...]

    def score(self, text: str) -> float:
        """The distance to the border, positive for a draft. Listed names have placeholders."""
        return float(self.view.scores([text])[0, 1])

    def save(self, folder: Path) -> None:
        """Write ``kinds.json`` and ``kinds.npz``; never a pickle, so that loading runs no code."""
        folder.mkdir(parents=True, exist_ok=True)
        terms, arrays = self.view.stored()
        facts = {
            "talk_below": self.talk_below, "draft_from": self.draft_from, "languages": self.languages, **terms,
        }
        (folder / "kinds.json").write_text(json.dumps(facts, ensure_ascii=False), encoding="utf-8")
        np.savez_compressed(folder / "kinds.npz", **arrays)

    @classmethod
    def load(cls, folder: Path) -> MessageKinds:
        """What ``save`` wrote. Raises CoachError C515 when it cannot be read."""
        try:
            facts = json.loads((folder / "kinds.json").read_text(encoding="utf-8"))
            with np.load(folder / "kinds.npz", allow_pickle=False) as arrays:
                view = LexicalView.restored(facts, arrays)
            return cls(view, facts["talk_below"], facts["draft_from"], tuple(facts["languages"]))
        except (OSError, ValueError, KeyError) as error:
            raise CoachError("C515", "The draft router's classifier cannot be read.", where=str(folder), status=500,
                             hint="Delete .models/kinds and run `make train`.") from error


def train_kinds(drafts: Sequence[str], talk: Sequence[str], *, languages: Sequence[str]) -> MessageKinds:
    """Learn from texts with placeholders; the two borders come from a held-out fifth."""
    texts = np.array([*talk, *drafts], dtype=object)
    codes = np.array([0] * len(talk) + [1] * len(drafts))
    held_out = np.random.default_rng(0).permutation(len(texts)) % FOLDS == 0
    view = train_lexical_view(list(texts[~held_out]), codes[~held_out], 2)
    scores, kinds = view.scores(list(texts[held_out]))[:, 1], codes[held_out]
    talk_below = float(np.quantile(scores[kinds == 1], DRAFTS_AS_TALK))
    draft_from = float(np.quantile(scores[kinds == 0], 1 - TALK_AS_DRAFTS))
    return MessageKinds(train_lexical_view(list(texts), codes, 2), min(talk_below, 0.0), max(draft_from, 0.0),
                        tuple(languages))


def ensure_kinds(models: Path, policy: Path, data: Path) -> MessageKinds:
    """The classifier for the drafts of ``policy`` and the examples of ``data`` as they are, trained when it is not."""
    folder = models / "kinds" / _fingerprint(policy, data)
    if (folder / "kinds.npz").is_file():
        return MessageKinds.load(folder)
    rulebook, drafts = load_rulebook(policy), load_drafts(policy)
    counts = {language: sum(draft.language == language for draft in drafts) for language in ("en", "fr", "nl")}
    languages = [language for language, count in counts.items() if count >= FEWEST]
    posts = [rulebook.placeholders(draft.text) for draft in drafts if draft.language in languages]
    talk = [rulebook.placeholders(text) for text in read_examples(data) if detect_language(text) in languages]
    kinds = train_kinds(posts, talk, languages=languages)
    shutil.rmtree(models / "kinds", ignore_errors=True)
    kinds.save(folder)
    return kinds


def load_kinds(models: Path) -> MessageKinds | None:
    """The classifier that was trained last; None before the first training."""
    folders = sorted((models / "kinds").glob("*/"))
    return MessageKinds.load(folders[-1]) if folders else None


def read_examples(data: Path) -> list[str]:
    """Everything that employees are shown to say in Rasa's training data."""
    texts: list[str] = []
    for path in sorted(data.rglob("*.yml")):
        for entry in (yaml.safe_load(path.read_text(encoding="utf-8")) or {}).get("nlu") or []:
            texts += EXAMPLE.findall(entry.get("examples") or "")
    return texts


def _fingerprint(policy: Path, data: Path) -> str:
    digest = hashlib.sha256(RECIPE.encode())
    for path in [policy / "company.yml", *sorted((policy / "drafts").glob("*.yml")), *sorted(data.rglob("*.yml"))]:
        digest.update(path.name.encode() + hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()[:16]
