"""BERT-family weights → one ONNX graph that ends in unit sentence vectors."""

from __future__ import annotations

from typing import Any

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

OPSET, IR_VERSION = 17, 8  # the oldest that both environments' onnxruntime read
Weights = dict[str, np.ndarray]


class GraphBuilder:
    """Nodes and constants of the graph under construction; names are made here."""

    def __init__(self) -> None:
        self.nodes: list[Any] = []
        self.constants: list[Any] = []

    def constant(self, array: np.ndarray | np.float32) -> str:
        name = f"c{len(self.constants)}"
        self.constants.append(numpy_helper.from_array(np.ascontiguousarray(array), name))
        return name

    def add(self, op: str, *inputs: str, output: str | None = None, **attributes: Any) -> str:
        output = output or f"n{len(self.nodes)}"
        self.nodes.append(helper.make_node(op, list(inputs), [output], **attributes))
        return output

    def linear(self, x: str, weight: np.ndarray, bias: np.ndarray) -> str:
        """x · weightᵀ + bias, weight as stored by PyTorch: (out, in)."""
        product = self.add("MatMul", x, self.constant(weight.T.astype(np.float32)))
        return self.add("Add", product, self.constant(bias.astype(np.float32)))

    def norm(self, x: str, weights: Weights, prefix: str, epsilon: float) -> str:
        scale, bias = (self.constant(weights[f"{prefix}.{part}"]) for part in ("weight", "bias"))
        return self.add("LayerNormalization", x, scale, bias, axis=-1, epsilon=epsilon)


def build_graph(weights: Weights, config: dict[str, Any], *, pooling: str) -> onnx.ModelProto:
    """The whole encoder: ``input_ids`` and ``attention_mask`` (batch, tokens) int64 →
    ``tokens`` (batch, tokens, size) and ``sentence`` (batch, size), float32, unit length.

    ``config`` is the model's own config.json; ``pooling`` is ``mean`` or ``cls``.
    """
    g = GraphBuilder()
    epsilon = float(config.get("layer_norm_eps", 1e-12))
    x = _embed(g, weights, config, epsilon)
    mask = g.add("Cast", "attention_mask", to=TensorProto.FLOAT)
    wide = g.add("Unsqueeze", mask, g.constant(np.array([1, 2])))
    hidden = g.add("Sub", wide, g.constant(np.float32(1)))
    bias = g.add("Mul", hidden, g.constant(np.float32(1e4)))
    for layer in range(config["num_hidden_layers"]):
        x = _layer(g, x, bias, weights, f"encoder.layer.{layer}", config, epsilon)
    g.add("Identity", x, output="tokens")
    _pool(g, x, mask, pooling)
    long, real = TensorProto.INT64, TensorProto.FLOAT
    graph = helper.make_graph(
        g.nodes,
        "sentence-encoder",
        [helper.make_tensor_value_info(n, long, ["b", "t"]) for n in ("input_ids", "attention_mask")],
        [
            helper.make_tensor_value_info("tokens", real, ["b", "t", config["hidden_size"]]),
            helper.make_tensor_value_info("sentence", real, ["b", config["hidden_size"]]),
        ],
        g.constants,
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", OPSET)])
    model.ir_version = IR_VERSION
    onnx.checker.check_model(model)
    return model


def _embed(g: GraphBuilder, weights: Weights, config: dict[str, Any], epsilon: float) -> str:
    # RoBERTa counts positions from the padding id + 1, BERT from 0.
    roberta = "roberta" in config.get("model_type", "bert")
    first = config.get("pad_token_id", 1) + 1 if roberta else 0
    words = g.add("Gather", g.constant(weights["embeddings.word_embeddings.weight"]), "input_ids")
    table = weights["embeddings.position_embeddings.weight"][first:]
    shape = g.add("Shape", "input_ids")
    length = g.add("Slice", shape, *(g.constant(np.array([n])) for n in (1, 2)))
    places = g.add("Slice", g.constant(table), g.constant(np.array([0])), length, g.constant(np.array([0])))
    kind = g.constant(weights["embeddings.token_type_embeddings.weight"][0])
    total = g.add("Add", g.add("Add", words, places), kind)
    return g.norm(total, weights, "embeddings.LayerNorm", epsilon)


def _layer(
    g: GraphBuilder, x: str, bias: str, weights: Weights, prefix: str, config: dict[str, Any], epsilon: float
) -> str:
    def linear(value: str, name: str) -> str:
        return g.linear(value, weights[f"{prefix}.{name}.weight"], weights[f"{prefix}.{name}.bias"])

    heads = config["num_attention_heads"]
    size = config["hidden_size"] // heads
    split = g.constant(np.array([0, 0, heads, size]))

    def by_head(name: str, order: list[int]) -> str:
        projected = linear(x, f"attention.self.{name}")
        return g.add("Transpose", g.add("Reshape", projected, split), perm=order)

    query, key, value = (
        by_head(n, p) for n, p in (("query", [0, 2, 1, 3]), ("key", [0, 2, 3, 1]), ("value", [0, 2, 1, 3]))
    )
    scores = g.add("Mul", g.add("MatMul", query, key), g.constant(np.float32(size**-0.5)))
    attention = g.add("Softmax", g.add("Add", scores, bias), axis=-1)
    mixed = g.add("Transpose", g.add("MatMul", attention, value), perm=[0, 2, 1, 3])
    joined = g.add("Reshape", mixed, g.constant(np.array([0, 0, heads * size])))
    x = g.norm(
        g.add("Add", linear(joined, "attention.output.dense"), x),
        weights, f"{prefix}.attention.output.LayerNorm", epsilon,
    )
    inner = _gelu(g, linear(x, "intermediate.dense"))
    return g.norm(g.add("Add", linear(inner, "output.dense"), x), weights, f"{prefix}.output.LayerNorm", epsilon)


def _gelu(g: GraphBuilder, x: str) -> str:
    erf = g.add("Erf", g.add("Div", x, g.constant(np.float32(2**0.5))))
    return g.add("Mul", g.add("Mul", x, g.add("Add", erf, g.constant(np.float32(1)))), g.constant(np.float32(0.5)))


def _pool(g: GraphBuilder, x: str, mask: str, pooling: str) -> None:
    if pooling == "cls":
        pooled = g.add("Gather", x, g.constant(np.array(0)), axis=1)
    else:
        weighted = g.add("Mul", x, g.add("Unsqueeze", mask, g.constant(np.array([2]))))
        total = g.add("ReduceSum", weighted, g.constant(np.array([1])), keepdims=0)
        pooled = g.add("Div", total, g.add("ReduceSum", mask, g.constant(np.array([1])), keepdims=1))
    length = g.add("ReduceL2", pooled, axes=[1], keepdims=1)
    g.add("Div", pooled, length, output="sentence")
