"""The low-rank adapter (LoRA): what training on the policy's own texts adds to the encoder's weights."""

from __future__ import annotations

import hashlib
from pathlib import Path

import numpy as np

from bot.encoder.weights import SHA256, ModelSource, sha256_of
from bot.errors import CoachError

ADAPTER = Path(__file__).with_name("adapter.safetensors")


def adapter_for(source: ModelSource) -> Path | None:
    """The adapter that belongs to the weights of a source: ours to the built-in model, none to any other."""
    return ADAPTER if source.digest == SHA256 and ADAPTER.is_file() else None


def unseen(text: str) -> bool:
    """Whether training an adapter left this text out: a fifth of all, by the hash of the text.

    What else is measured or calibrated on training texts uses these alone: the vectors of the others already
    know their labels.
    """
    return int.from_bytes(hashlib.sha256(text.encode("utf-8", "replace")).digest(), "big") % 5 == 0


def digest_of(adapter: Path | None) -> str:
    """Sixteen hex digits that change with the adapter; ``plain`` without one."""
    return sha256_of(adapter)[:16] if adapter else "plain"


def merge(weights: dict[str, np.ndarray], adapter: Path) -> dict[str, np.ndarray]:
    """The weights with the adapter's product added, as float32: ``W + B · A`` for each pair in the file.

    ``A`` has shape (rank, in) and ``B`` (out, rank), both named after the matrix ``W`` that they change.
    Raises CoachError C505 when the file is not an adapter of these weights.
    """
    from safetensors.numpy import load_file

    try:
        pairs = load_file(adapter)
        merged = dict(weights)
        for name in (key.removesuffix(".A") for key in pairs if key.endswith(".A")):
            change = pairs[f"{name}.B"].astype(np.float32) @ pairs[f"{name}.A"].astype(np.float32)
            weight = weights[f"{name}.weight"].astype(np.float32)
            merged[f"{name}.weight"] = weight + change.reshape(weight.shape)
    except (OSError, KeyError, ValueError) as error:
        raise CoachError(
            "C505", "The encoder's adapter does not fit its weights.",
            hint="Restore bot/encoder/adapter.safetensors, or train it again: `make adapter`.", where=str(adapter),
        ) from error
    return merged
