"""Convert the weights once to an int8 ONNX file under ``.models/encoder/<digest>/``."""

from __future__ import annotations

import json
import shutil
import tempfile
from pathlib import Path

from bot.encoder.adapter import adapter_for, digest_of, merge
from bot.encoder.weights import ModelSource, find_source, sha256_of
from bot.errors import CoachError

BUILD = "2"  # raise when the graph or the quantisation changes


def built_folder(source: ModelSource, root: Path) -> Path:
    """Where the encoder of this source, with its adapter, lies once it is built."""
    return root / "encoder" / f"{source.digest[:8]}-{digest_of(adapter_for(source))[:8]}-{BUILD}"


def build_encoder(root: Path, setting: str | None = None) -> Path:
    """Build what is missing and return the folder: model.onnx, tokenizer.json, encoder.json.

    A folder that is complete is kept. Raises CoachError as ``find_source``, and C504 when the disk is full.
    """
    source = find_source(setting)
    folder = built_folder(source, root)
    if (folder / "encoder.json").is_file():
        return folder
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder.parent) as work:
            _write(source, Path(work))
            shutil.rmtree(folder, ignore_errors=True)
            shutil.copytree(work, folder)
    except OSError as error:
        raise CoachError(
            "C504", f"The encoder could not be written: {error.strerror}.",
            hint="It needs 200 MB of free disk while it is built, 25 MB afterwards.", where=str(root),
        ) from error
    return folder


def _write(source: ModelSource, work: Path) -> None:
    # Here, not above: only the coach's environment has onnx, and only a build needs it.
    import onnx
    from onnxruntime.quantization import QuantType, quantize_dynamic
    from safetensors.numpy import load_file

    from bot.encoder.graph import build_graph

    config = source.setting("config.json")
    if config.get("model_type") not in ("bert", "roberta", "xlm-roberta"):
        raise CoachError(
            "C502", f"The encoder is of type '{config.get('model_type')}'; expected bert, roberta or xlm-roberta.",
            hint="Choose another sentence-transformers model.", where=str(source.folder),
        )
    weights = {k.split(".", 1)[1] if k.startswith(("bert.", "roberta.")) else k: v
               for k, v in load_file(source.folder / "model.safetensors").items()}
    adapter = adapter_for(source)
    if adapter:
        weights = merge(weights, adapter)
    pooling = source.setting("1_Pooling/config.json")
    graph = build_graph(weights, config, pooling="cls" if pooling.get("pooling_mode_cls_token") else "mean")
    full = work / "full.onnx"
    onnx.save(graph, full)
    quantize_dynamic(full, work / "model.onnx", weight_type=QuantType.QInt8, per_channel=True, reduce_range=True)
    full.unlink()
    shutil.copy(source.folder / "tokenizer.json", work)
    limit = source.setting("sentence_bert_config.json").get("max_seq_length", 256)
    facts = {
        "size": config["hidden_size"],
        "max_tokens": min(limit, 512),
        "source_sha256": source.digest,
        "adapter": digest_of(adapter),
        "model_sha256": sha256_of(work / "model.onnx"),
    }
    (work / "encoder.json").write_text(json.dumps(facts, indent=2), encoding="utf-8")
