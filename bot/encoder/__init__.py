"""Sentence encoder: text → unit vectors (ONNX Runtime, int8)."""

from bot.encoder.build import build_encoder
from bot.encoder.model import SentenceEncoder, load_encoder

__all__ = ["SentenceEncoder", "build_encoder", "load_encoder"]
