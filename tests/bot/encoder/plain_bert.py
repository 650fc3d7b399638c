"""The published model by hand: all-MiniLM-L6-v2 in numpy, from the raw weights, to compare the encoder with."""

from __future__ import annotations

import json
import math

import numpy as np
from safetensors.numpy import load_file
from tokenizers import Tokenizer

from bot.encoder.adapter import merge

erf = np.vectorize(math.erf)


class PlainBert:
    """One text at a time, float64, no tricks."""

    def __init__(self, folder, adapter=None) -> None:
        weights = load_file(folder / "model.safetensors")
        weights = merge(weights, adapter) if adapter else weights
        self.w = {key: value.astype(np.float64) for key, value in weights.items()}
        self.config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
        self.tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self.tokenizer.no_padding()

    def vector(self, text: str) -> np.ndarray:
        ids = self.tokenizer.encode(text).ids
        w = self.w
        x = w["embeddings.word_embeddings.weight"][ids] + w["embeddings.token_type_embeddings.weight"][0]
        x = self._norm(x + w["embeddings.position_embeddings.weight"][: len(ids)], "embeddings.LayerNorm")
        for layer in range(self.config["num_hidden_layers"]):
            x = self._layer(x, f"encoder.layer.{layer}.")
        mean = x.mean(axis=0)
        return mean / np.linalg.norm(mean)

    def _layer(self, x: np.ndarray, p: str) -> np.ndarray:
        heads = self.config["num_attention_heads"]
        q, k, v = (self._linear(x, f"{p}attention.self.{n}").reshape(len(x), heads, -1).swapaxes(0, 1)
                   for n in ("query", "key", "value"))  # fmt: skip
        scores = q @ k.swapaxes(1, 2) / math.sqrt(q.shape[2])
        weights = np.exp(scores - scores.max(axis=2, keepdims=True))
        weights /= weights.sum(axis=2, keepdims=True)
        mixed = (weights @ v).swapaxes(0, 1).reshape(len(x), -1)
        x = self._norm(x + self._linear(mixed, f"{p}attention.output.dense"), f"{p}attention.output.LayerNorm")
        inner = self._linear(x, f"{p}intermediate.dense")
        inner = inner * 0.5 * (1 + erf(inner / math.sqrt(2)))
        return self._norm(x + self._linear(inner, f"{p}output.dense"), f"{p}output.LayerNorm")

    def _linear(self, x: np.ndarray, name: str) -> np.ndarray:
        return x @ self.w[f"{name}.weight"].T + self.w[f"{name}.bias"]

    def _norm(self, x: np.ndarray, name: str) -> np.ndarray:
        x = (x - x.mean(axis=-1, keepdims=True)) / np.sqrt(x.var(axis=-1, keepdims=True) + 1e-12)
        return x * self.w[f"{name}.weight"] + self.w[f"{name}.bias"]
