"""Vectors of training texts, kept between trainings: most texts have not changed since the last one."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from bot.encoder import SentenceEncoder


class RememberingEncoder(SentenceEncoder):
    """An encoder that looks its texts up first. For training texts only: it writes to disk."""

    def __init__(self, encoder: SentenceEncoder, folder: Path) -> None:
        self.size, self.digest = encoder.size, encoder.digest
        self._encoder = encoder
        self._path = folder / "vectors" / f"{encoder.digest[:12]}.npz"
        self._known = self._read()

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        """As ``SentenceEncoder.encode``; new texts are encoded and remembered, others dropped at ``forget``."""
        keys = [hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:24] for text in texts]
        new = {key: text for key, text in zip(keys, texts, strict=True) if key not in self._known}
        if new:
            self._known.update(zip(new, self._encoder.encode(list(new.values())), strict=True))
            self._write()
        return np.stack([self._known[key] for key in keys]) if keys else np.zeros((0, self.size), np.float32)

    def encode_tokens(self, text: str) -> tuple[list[tuple[int, int]], np.ndarray]:
        """As ``SentenceEncoder.encode_tokens``; not remembered."""
        return self._encoder.encode_tokens(text)

    def _read(self) -> dict[str, np.ndarray]:
        if not self._path.is_file():
            return {}
        try:
            with np.load(self._path, allow_pickle=False) as stored:
                return dict(zip(stored["keys"].tolist(), stored["vectors"], strict=True))
        except (OSError, ValueError, KeyError):
            return {}  # a damaged memory costs time, nothing else

    def _write(self) -> None:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        work = self._path.with_suffix(".new.npz")
        np.savez(work, keys=np.array(list(self._known)), vectors=np.stack(list(self._known.values())))
        work.replace(self._path)
