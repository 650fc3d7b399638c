"""The encoder in PyTorch, with a low-rank change beside each of its matrices (LoRA, arXiv:2106.09685)."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from safetensors.numpy import load_file, save_file
from torch import Tensor, nn

LAYERS, SIZE, HEADS = 6, 384, 12
SCALE, DROPOUT = 2.0, 0.1
MATRICES = ("attention.self.query", "attention.self.key", "attention.self.value",
            "attention.output.dense", "intermediate.dense", "output.dense")  # fmt: skip


class LowRank(nn.Module):
    """``x · Wᵀ + b`` with W frozen, and ``SCALE · (x · Aᵀ) · Bᵀ`` that learns; B starts at zero."""

    def __init__(self, weight: Tensor, bias: Tensor, rank: int) -> None:
        super().__init__()
        self.weight, self.bias = weight, bias
        self.a = nn.Parameter(torch.randn(rank, weight.shape[1]) / math.sqrt(weight.shape[1]))
        self.b = nn.Parameter(torch.zeros(weight.shape[0], rank))

    def forward(self, x: Tensor) -> Tensor:
        # Dropping out of the few ranks, not of the wide input: drawing random numbers would take a third of the time.
        low = F.dropout(F.linear(x, self.a), DROPOUT, self.training)
        return F.linear(x, self.weight, self.bias) + F.linear(low, self.b) * SCALE


class AdaptedEncoder(nn.Module):
    """all-MiniLM-L6-v2; texts of a batch lie end to end, so that no time goes into padding."""

    def __init__(self, model: Path, rank: int) -> None:
        super().__init__()
        loaded = load_file(model / "model.safetensors")
        self.frozen = {k: torch.tensor(v.astype(np.float32)) for k, v in loaded.items() if v.dtype.kind == "f"}
        names = [f"encoder.layer.{layer}.{matrix}" for layer in range(LAYERS) for matrix in MATRICES]
        self.changed = nn.ModuleDict({
            _key(name): LowRank(self.frozen[f"{name}.weight"], self.frozen[f"{name}.bias"], rank) for name in names
        })
        self.names = names

    def forward(self, texts: Sequence[np.ndarray]) -> tuple[Tensor, Tensor, Tensor]:
        """Token ids → unit vectors (texts, size), token vectors (all tokens, size), lengths (texts)."""
        lengths = torch.tensor([len(text) for text in texts])
        owner = torch.repeat_interleave(torch.arange(len(texts)), lengths)
        place = torch.cat([torch.arange(n) for n in lengths.tolist()])
        slots = owner * int(lengths.max()) + place
        x = self._norm(
            self.frozen["embeddings.word_embeddings.weight"][torch.from_numpy(np.concatenate(list(texts)))]
            + self.frozen["embeddings.position_embeddings.weight"][place]
            + self.frozen["embeddings.token_type_embeddings.weight"][0],
            "embeddings.LayerNorm",
        )
        for layer in range(LAYERS):
            x = self._layer(x, f"encoder.layer.{layer}", slots, len(texts), int(lengths.max()))
        mean = torch.zeros(len(texts), SIZE).index_add(0, owner, x) / lengths[:, None]
        return F.normalize(mean, dim=1), x, lengths

    def save(self, path: Path) -> None:
        """``A`` and ``B`` of every matrix as float16, the scale inside ``B``."""
        tensors = {}
        for name in self.names:
            change = self.changed[_key(name)]
            tensors[f"{name}.A"] = change.a.detach().numpy().astype(np.float16)
            tensors[f"{name}.B"] = (change.b.detach().numpy() * SCALE).astype(np.float16)
        save_file(tensors, path)

    def _layer(self, x: Tensor, prefix: str, slots: Tensor, texts: int, longest: int) -> Tensor:
        def linear(name: str, value: Tensor) -> Tensor:
            return self.changed[_key(f"{prefix}.{name}")](value)

        def by_head(name: str) -> Tensor:
            wide = x.new_zeros(texts * longest, SIZE).index_copy(0, slots, linear(f"attention.self.{name}", x))
            return wide.view(texts, longest, HEADS, SIZE // HEADS).transpose(1, 2)

        real = torch.zeros(texts * longest, dtype=torch.bool).index_fill(0, slots, True)
        mixed = F.scaled_dot_product_attention(
            by_head("query"), by_head("key"), by_head("value"), attn_mask=real.view(texts, 1, 1, longest)
        )
        flat = mixed.transpose(1, 2).reshape(texts * longest, SIZE).index_select(0, slots)
        x = self._norm(x + linear("attention.output.dense", flat), f"{prefix}.attention.output.LayerNorm")
        inner = F.gelu(linear("intermediate.dense", x))
        return self._norm(x + linear("output.dense", inner), f"{prefix}.output.LayerNorm")

    def _norm(self, x: Tensor, name: str) -> Tensor:
        return F.layer_norm(x, (SIZE,), self.frozen[f"{name}.weight"], self.frozen[f"{name}.bias"], 1e-12)


def _key(name: str) -> str:
    return name.replace(".", "_")  # a dot means something to PyTorch
