"""Train the adapter: `make adapter`. 37 minutes on two shared cores.

One step looks at drafts and questions together. Four small heads say what the vectors are for: the labels of a
sentence beside its draft, the labels of a draft, the tokens of a quote, the topic of a question. The heads are thrown
away: the judge and the topic model learn their own in seconds. A fifth of all texts is never seen (see
`bot.encoder.adapter.unseen`), so that thresholds and confidences can be chosen honestly afterwards.
"""

from __future__ import annotations

import argparse
import json
import random
import time
from pathlib import Path
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F
from tokenizers import Tokenizer
from torch import Tensor, nn

from scripts.adapter.network import SIZE, AdaptedEncoder

LABELS = 21
DRAFTS = 16  # a step; questions in proportion
RATE, HEAD_RATE, SHARPNESS = 8e-4, 3e-3, 10.0
POSITIVE_WEIGHT, DRAFT_SHARE, QUOTE_SHARE = 4.0, 6.0, 0.5
Row = dict[str, Any]


class Heads(nn.Module):
    def __init__(self, intents: int) -> None:
        super().__init__()
        self.sentence, self.draft = nn.Linear(2 * SIZE, LABELS), nn.Linear(SIZE, LABELS)
        self.quote, self.topic = nn.Linear(SIZE, LABELS), nn.Linear(SIZE, intents)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("model", type=Path, help="folder with model.safetensors and tokenizer.json")
    parser.add_argument("target", type=Path)
    parser.add_argument("--epochs", type=float, default=4.0)
    parser.add_argument("--rank", type=int, default=8)
    given = parser.parse_args()
    torch.manual_seed(0)
    random.seed(0)
    torch.set_flush_denormal(True)
    tokenizer = Tokenizer.from_file(str(given.model / "tokenizer.json"))
    tokenizer.enable_truncation(96)
    tokenizer.no_padding()
    rows = [json.loads(line) for line in given.corpus.open(encoding="utf-8")]
    drafts = [_tokenised(row, tokenizer) for row in rows if "sentences" in row]
    questions = [row | {"ids": _ids(tokenizer, row["question"])} for row in rows if "question" in row]
    intents = sorted({row["intent"] for row in questions})
    for row in questions:
        row["topic"] = intents.index(row["intent"])
    encoder, heads = AdaptedEncoder(given.model, given.rank), Heads(len(intents))
    train(encoder, heads, [r for r in drafts if not r["held_out"]], [r for r in questions if not r["held_out"]],
          epochs=given.epochs)
    right = topics_right(encoder, heads, [r for r in questions if r["held_out"]])
    print(f"held-out questions right by this head alone: {right:.3f}")
    encoder.save(given.target)


def train(encoder: AdaptedEncoder, heads: Heads, drafts: list[Row], questions: list[Row], *, epochs: float) -> None:
    steps_an_epoch = len(drafts) / DRAFTS
    steps, beside = int(epochs * steps_an_epoch), round(len(questions) / steps_an_epoch)
    groups = [{"params": encoder.parameters(), "lr": RATE}, {"params": heads.parameters(), "lr": HEAD_RATE}]
    optimiser = torch.optim.AdamW(groups, weight_decay=0.01)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, [RATE, HEAD_RATE], total_steps=steps + 1, pct_start=0.1)
    draft_deck, question_deck, start = Deck(drafts), Deck(questions), time.monotonic()
    for step in range(1, steps + 1):
        loss = loss_of(encoder, heads, draft_deck.deal(DRAFTS), question_deck.deal(beside))
        optimiser.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(encoder.parameters(), 1.0)
        optimiser.step()
        schedule.step()
        if step % 50 == 0:
            print(f"step {step} of {steps}, loss {loss.item():.3f}, {time.monotonic() - start:.0f} s", flush=True)


class Deck:
    """Rows in random order, shuffled again when all were dealt."""

    def __init__(self, rows: list[Row]) -> None:
        self.rows, self.next = list(rows), len(rows)

    def deal(self, count: int) -> list[Row]:
        if self.next + count > len(self.rows):
            random.shuffle(self.rows)
            self.next = 0
        self.next += count
        return self.rows[self.next - count : self.next]


def loss_of(encoder: AdaptedEncoder, heads: Heads, drafts: list[Row], questions: list[Row]) -> Tensor:
    sentences = [ids for row in drafts for ids in row["ids"]]
    vectors, tokens, lengths = encoder([*sentences, *(row["ids"] for row in questions)])
    own, asked = vectors[: len(sentences)], vectors[len(sentences) :]
    owner = torch.tensor([i for i, row in enumerate(drafts) for _ in row["ids"]])
    targets = torch.zeros(len(sentences), LABELS)
    for i, columns in enumerate(columns for row in drafts for columns in row["labels"]):
        targets[i, columns] = 1.0
    mean = torch.zeros(len(drafts), SIZE).index_add(0, owner, own) / torch.bincount(owner)[:, None]
    whole = torch.zeros(len(drafts), LABELS).index_reduce(0, owner, targets, "amax")
    mean, own, asked = (F.dropout(value, 0.1) * SHARPNESS for value in (mean, own, asked))
    weight = torch.full((LABELS,), POSITIVE_WEIGHT)
    beside = torch.cat([own, mean.index_select(0, owner)], dim=1)
    topics = torch.tensor([row["topic"] for row in questions])
    return (
        DRAFT_SHARE * F.binary_cross_entropy_with_logits(heads.sentence(beside), targets, pos_weight=weight)
        + DRAFT_SHARE * F.binary_cross_entropy_with_logits(heads.draft(mean), whole, pos_weight=weight)
        + QUOTE_SHARE * _quote_loss(heads, drafts, tokens, lengths)
        + F.cross_entropy(heads.topic(asked), topics, label_smoothing=0.05)
    )


def _quote_loss(heads: Heads, drafts: list[Row], tokens: Tensor, lengths: Tensor) -> Tensor:
    """For every marked sentence and label: which of the sentence's tokens the quote holds."""
    firsts = np.concatenate([[0], np.cumsum(lengths.numpy())])
    places, columns, inside = [], [], []
    numbered = enumerate((o, q) for row in drafts for o, q in zip(row["offsets"], row["quotes"], strict=True))
    for number, (offsets, quotes) in numbered:
        for column, first, last in quotes:
            for token, (start, end) in enumerate(offsets):
                if end > start:
                    places.append(firsts[number] + token)
                    columns.append(column)
                    inside.append(float(start < last and first < end))
    if not places:
        return torch.zeros(())
    scores = heads.quote(F.dropout(tokens.index_select(0, torch.tensor(np.array(places))), 0.1))
    mine = (scores * F.one_hot(torch.tensor(columns), LABELS)).sum(dim=1)
    return F.binary_cross_entropy_with_logits(mine, torch.tensor(inside))


def topics_right(encoder: AdaptedEncoder, heads: Heads, questions: list[Row]) -> float:
    encoder.eval()
    right = 0
    with torch.no_grad():
        for start in range(0, len(questions), 64):
            batch = questions[start : start + 64]
            best = heads.topic(encoder([row["ids"] for row in batch])[0] * SHARPNESS).argmax(dim=1)
            right += sum(int(a) == row["topic"] for a, row in zip(best, batch, strict=True))
    return right / max(1, len(questions))


def _ids(tokenizer: Tokenizer, text: str) -> np.ndarray:
    return np.array(tokenizer.encode(text).ids, dtype=np.int64)


def _tokenised(row: Row, tokenizer: Tokenizer) -> Row:
    encodings = [tokenizer.encode(text) for text in row["sentences"]]
    ids = [np.array(encoding.ids, dtype=np.int64) for encoding in encodings]
    return row | {"ids": ids, "offsets": [encoding.offsets for encoding in encodings]}


if __name__ == "__main__":
    main()
