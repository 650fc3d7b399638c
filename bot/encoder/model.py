"""Texts → unit vectors, in both environments."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import onnxruntime
from tokenizers import Tokenizer

from bot.encoder.build import build_encoder
from bot.encoder.weights import sha256_of
from bot.errors import CoachError

MANY = 64  # from this many texts on, the cores share the work


class SentenceEncoder:
    """A loaded encoder; safe to share between threads.

    Every text runs alone, never padded beside others: int8 activations are scaled over a whole batch,
    so a text's vector would otherwise depend on its neighbours. The same text gives the same bits.
    """

    def __init__(self, folder: Path) -> None:
        facts = json.loads((folder / "encoder.json").read_text(encoding="utf-8"))
        if sha256_of(folder / "model.onnx") != facts["model_sha256"]:
            raise CoachError(
                "C503", "The built encoder is damaged: its digest is not the one written at build time.",
                hint="Delete .models/encoder and run `make env` again.", where=str(folder / "model.onnx"),
            )
        self.size: int = facts["size"]
        self.digest: str = facts["model_sha256"]
        self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokenizer.enable_truncation(facts["max_tokens"])
        self._tokenizer.no_padding()
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        options.log_severity_level = 3
        self._session = onnxruntime.InferenceSession(
            str(folder / "model.onnx"), options, providers=["CPUExecutionProvider"]
        )

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        """Unit vectors, float32, shape (len(texts), size), in the order given. An empty text is legal."""
        if not texts:
            return np.zeros((0, self.size), np.float32)
        if len(texts) < MANY:
            return np.stack([self._one(text) for text in texts])
        with ThreadPoolExecutor(os.cpu_count() or 1) as pool:
            return np.stack(list(pool.map(self._one, texts)))

    def encode_tokens(self, text: str) -> tuple[list[tuple[int, int]], np.ndarray]:
        """The tokens of one text: code points from and to, and vectors float32 of shape (tokens, size).

        The vectors are not of unit length; a text beyond the encoder's length ends early.
        """
        encoding = self._tokenizer.encode(text)
        own = [i for i, (start, end) in enumerate(encoding.offsets) if end > start]
        vectors = self._run("tokens", encoding.ids)
        return [encoding.offsets[i] for i in own], vectors[own]

    def _one(self, text: str) -> np.ndarray:
        return self._run("sentence", self._tokenizer.encode(text).ids)

    def _run(self, output: str, ids: list[int]) -> np.ndarray:
        feed = {"input_ids": np.array([ids], np.int64), "attention_mask": np.ones((1, len(ids)), np.int64)}
        return self._session.run([output], feed)[0][0]


def load_encoder(folder: Path | None = None) -> SentenceEncoder:
    """The encoder of a built folder, or of ``COACH_MODELS`` (default ``.models``), built when missing."""
    if folder is None:
        folder = build_encoder(Path(os.environ.get("COACH_MODELS", ".models")))
    return SentenceEncoder(folder)
