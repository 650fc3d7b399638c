"""Rasa featurizer: the sentence encoder's vectors as dense features."""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path
from typing import Any

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.constants import TOKENS_NAMES
from rasa.nlu.featurizers.dense_featurizer.dense_featurizer import DenseFeaturizer
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.encoder import SentenceEncoder, load_encoder
from bot.errors import CoachError
from bot.nlu.company_names import read_names
from bot.nlu.placeholders import replace_names


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=True)
class EncoderFeaturizer(DenseFeaturizer, GraphComponent):
    """One vector a text, after company names became placeholders; with a tokenizer also one a token.

    "Training" only keeps the company's names, so that a trained model needs no policy folder.
    """

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """``encoder``: a built folder, None for the newest under ``COACH_MODELS``; ``company``: the lists."""
        return {**DenseFeaturizer.get_default_config(), "encoder": None, "company": "policy/company.yml"}

    @staticmethod
    def required_packages() -> list[str]:
        return ["onnxruntime", "tokenizers"]

    @classmethod
    def validate_config(cls, config: dict[str, Any]) -> None:
        """Nothing to check before the files are read."""

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str | None:
        """Other names or another encoder mean other vectors, which Rasa's cache cannot see."""
        digest = hashlib.sha256((built_encoder(config.get("encoder")) / "encoder.json").read_bytes())
        company = Path(config.get("company") or cls.get_default_config()["company"])
        digest.update(company.read_bytes() if company.is_file() else b"")
        return digest.hexdigest()

    def __init__(
        self,
        config: dict[str, Any],
        name: str,
        storage: ModelStorage,
        resource: Resource,
        names: dict[str, str],
        encoder: SentenceEncoder,
    ) -> None:
        super().__init__(name, config)
        self._storage, self._resource = storage, resource
        self._names, self._encoder = names, encoder

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> EncoderFeaturizer:
        """An untrained featurizer; raises CoachError when no encoder is built."""
        encoder = load_encoder(built_encoder(config["encoder"]))
        return cls(config, execution_context.node_name, model_storage, resource, {}, encoder)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> EncoderFeaturizer:
        """The featurizer with the names of its training. Raises CoachError C512 when another encoder is built now."""
        featurizer = cls.create(config, model_storage, resource, execution_context)
        with model_storage.read_from(resource) as folder:
            facts = json.loads((folder / "names.json").read_text(encoding="utf-8"))
        if facts["encoder"] != featurizer._encoder.digest:
            raise CoachError(
                "C512", "The dialogue model was trained with another sentence encoder.", hint="Run `make train`."
            )
        featurizer._names = facts["names"]
        return featurizer

    def train(self, training_data: TrainingData) -> Resource:
        """Read the company's names and keep them with the model."""
        self._names = read_names(self._config["company"])
        with self._storage.write_to(self._resource) as folder:
            facts = {"names": self._names, "encoder": self._encoder.digest}
            (folder / "names.json").write_text(json.dumps(facts, ensure_ascii=False), encoding="utf-8")
        return self._resource

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        self.process(training_data.training_examples)
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        """Add sentence features to every message that has a text."""
        written = [message for message in messages if message.get(TEXT)]
        texts = [replace_names(message.get(TEXT), self._names) for message in written]
        vectors = self._encoder.encode(texts)
        for message, vector in zip(written, vectors, strict=True):
            self.add_features_to_message(self._token_vectors(message), vector[np.newaxis], TEXT, message)
        return messages

    def _token_vectors(self, message: Message) -> np.ndarray | None:
        # DIET and other sequence models want a row a token; without a tokenizer nobody asks for them.
        tokens = message.get(TOKENS_NAMES[TEXT])
        return self._encoder.encode([token.text for token in tokens]) if tokens else None


def built_encoder(setting: str | None = None) -> Path:
    """The folder of a built encoder: the one named, or the newest under ``COACH_MODELS``/encoder.

    Rasa's environment cannot build one (it has no onnx). Raises CoachError C512 when there is none.
    """
    if setting:
        return Path(setting)
    root = Path(os.environ.get("COACH_MODELS", ".models")) / "encoder"
    built = sorted(root.glob("*/encoder.json"), key=lambda path: path.stat().st_mtime)
    if not built:
        raise CoachError("C512", "No sentence encoder is built.", hint="Run `make env`.", where=str(root))
    return built[-1].parent
