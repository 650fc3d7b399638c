from __future__ import annotations

import importlib.util
import json
import shutil

import numpy as np
import pytest

from bot.encoder import load_encoder
from bot.encoder.adapter import ADAPTER
from bot.encoder.build import build_encoder
from bot.encoder.weights import find_source
from bot.errors import CoachError
from tests.bot.encoder.plain_bert import PlainBert

HAPPY = ["That is a happy person", "That is a happy dog", "That is a very happy person", "Today is a sunny day"]
# Only the coach's environment carries the weights and the tools that build the encoder.
builds = pytest.mark.skipif(importlib.util.find_spec("onnx") is None, reason="this environment builds no encoder")


@pytest.fixture(scope="module")
def encoder():
    from pathlib import Path

    built = sorted(Path(".models/encoder").glob("*/encoder.json"), key=lambda path: path.stat().st_mtime)
    return load_encoder(built[-1].parent if built else None)


@builds
def test_raw_weights_give_the_published_cosines():
    plain = PlainBert(find_source().folder)
    vectors = np.stack([plain.vector(text) for text in HAPPY])
    assert np.allclose(vectors[0] @ vectors[1:].T, [0.695, 0.943, 0.257], atol=0.001)


@builds
def test_int8_stays_close_to_the_adapted_weights(encoder):
    plain = PlainBert(find_source().folder, ADAPTER)
    texts = [*HAPPY, "can I say which client I'm visiting?", "mag ik een foto van een collega posten", "😀", "a" * 900]
    for text, vector in zip(texts[:7], encoder.encode(texts)[:7]):  # noqa: B905 (Python 3.10 reads this too)
        assert vector @ plain.vector(text) > 0.96, text


def test_vectors_are_unit_float32_rows(encoder):
    vectors = encoder.encode(["one", "two words", ""])
    assert vectors.shape == (3, encoder.size) and vectors.dtype == np.float32
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    assert encoder.encode([]).shape == (0, encoder.size)


def test_a_text_has_the_same_bits_alone_and_among_others(encoder):
    texts = [f"draft number {i} about " + "heating " * (i % 7) for i in range(80)]
    together = encoder.encode(texts)
    for i in (0, 13, 79):
        assert np.array_equal(together[i], encoder.encode([texts[i]])[0])


@builds
def test_damaged_encoder_is_refused_with_its_repair(tmp_path):
    folder = build_encoder(tmp_path)
    with (folder / "model.onnx").open("r+b") as file:
        file.seek(5_000)
        file.write(b"broken")
    with pytest.raises(CoachError) as caught:
        load_encoder(folder)
    assert caught.value.code == "C503" and "make env" in (caught.value.hint or "")


@builds
def test_damaged_weights_are_refused(tmp_path, monkeypatch):
    source = find_source()
    folder = tmp_path / "weights"
    shutil.copytree(source.folder, folder)
    with (folder / "model.safetensors").open("r+b") as file:
        file.seek(100_000)
        file.write(b"\x00\x01\x02\x03")
    monkeypatch.setattr("bot.encoder.weights._pinned_folder", lambda: folder)
    with pytest.raises(CoachError) as caught:
        find_source()
    assert caught.value.code == "C503"


def test_folder_that_is_no_encoder_says_what_is_missing(tmp_path):
    (tmp_path / "config.json").write_text("{}", encoding="utf-8")
    with pytest.raises(CoachError) as caught:
        find_source(str(tmp_path))
    assert caught.value.code == "C502" and "model.safetensors" in caught.value.message


@builds
def test_another_folder_can_be_set_and_the_size_follows(tmp_path):
    folder = _small_model(tmp_path / "small")
    encoder = load_encoder(build_encoder(tmp_path / "models", str(folder)))
    assert encoder.size == 32
    plain = PlainBert(folder)
    assert encoder.encode(["happy person"])[0] @ plain.vector("happy person") > 0.95


def _small_model(folder):
    """A sentence-transformers folder of the same family, cut from the real one: 32 wide, 2 layers."""
    from safetensors.numpy import load_file, save_file

    source = find_source()
    folder.mkdir()
    size, inner = 32, 64
    weights = {}
    for name, value in load_file(source.folder / "model.safetensors").items():
        layer = name.split(".")[2] if name.startswith("encoder.layer.") else "0"
        if layer in ("0", "1"):
            limit = [inner if n == 1536 else size if n == 384 else n for n in value.shape]
            weights[name] = np.ascontiguousarray(value[tuple(slice(0, n) for n in limit)])
    save_file(weights, folder / "model.safetensors")
    config = json.loads((source.folder / "config.json").read_text(encoding="utf-8"))
    config |= {"hidden_size": size, "num_attention_heads": 4, "num_hidden_layers": 2, "intermediate_size": inner}
    (folder / "config.json").write_text(json.dumps(config), encoding="utf-8")
    shutil.copy(source.folder / "tokenizer.json", folder)
    return folder
