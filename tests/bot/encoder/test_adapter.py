from __future__ import annotations

import numpy as np
import pytest

from bot.encoder.adapter import digest_of, merge, unseen
from bot.errors import CoachError

NAME = "encoder.layer.0.attention.self.query"


def test_merging_adds_the_product_to_its_matrix_and_leaves_the_others(tmp_path):
    a, b = np.array([[1.0, 2.0, 0.0]], np.float16), np.array([[0.5], [1.0]], np.float16)
    weights = {f"{NAME}.weight": np.zeros((2, 3), np.float32), "pooler.weight": np.ones((2, 2), np.float32)}
    merged = merge(weights, _adapter(tmp_path, a, b))
    assert merged[f"{NAME}.weight"].tolist() == [[0.5, 1.0, 0.0], [1.0, 2.0, 0.0]]
    assert merged["pooler.weight"] is weights["pooler.weight"]
    assert not weights[f"{NAME}.weight"].any()


@pytest.mark.parametrize("weights", [{}, {f"{NAME}.weight": np.zeros((5, 5), np.float32)}])
def test_an_adapter_of_other_weights_is_refused_with_its_repair(tmp_path, weights):
    a, b = np.ones((1, 3), np.float16), np.ones((2, 1), np.float16)
    with pytest.raises(CoachError) as caught:
        merge(weights, _adapter(tmp_path, a, b))
    assert caught.value.code == "C505" and "make adapter" in caught.value.hint


def test_another_adapter_means_another_folder_of_the_built_encoder(tmp_path):
    one = digest_of(_adapter(tmp_path, np.ones((1, 3), np.float16), np.ones((2, 1), np.float16)))
    other = digest_of(_adapter(tmp_path, np.zeros((1, 3), np.float16), np.ones((2, 1), np.float16)))
    assert len({one, other, digest_of(None)}) == 3


def test_a_fifth_of_all_texts_stays_unseen_and_always_the_same():
    texts = [f"draft number {number}" for number in range(2_000)]
    kept = [text for text in texts if unseen(text)]
    assert 0.17 < len(kept) / len(texts) < 0.23
    assert kept == [text for text in texts if unseen(text)]
    assert unseen("half a pair \ud83d") in (True, False)


def _adapter(folder, a, b):
    from safetensors.numpy import save_file

    path = folder / "adapter.safetensors"
    save_file({f"{NAME}.A": a, f"{NAME}.B": b}, path)
    return path
