"""Rasa intent classifier: the topic model over the encoder's features."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.nlu.featurizers.dense_featurizer.dense_featurizer import DenseFeaturizer
from rasa.shared.constants import INTENT_MESSAGE_PREFIX
from rasa.shared.nlu.constants import (
    FEATURE_TYPE_SENTENCE,
    INTENT,
    INTENT_NAME_KEY,
    INTENT_RANKING_KEY,
    PREDICTED_CONFIDENCE_KEY,
    TEXT,
)
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.errors import CoachError
from bot.nlu.company_names import read_names
from bot.nlu.topic_model import Ranking, TopicModel, train_topic_model

# Where the fallback finds the distance to the nearest example; part of Rasa's parse result.
EVIDENCE = "topic_evidence"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class TopicClassifier(IntentClassifier, GraphComponent):
    """Sets ``intent``, ``intent_ranking`` and the distance to the nearest training example."""

    @classmethod
    def required_components(cls) -> list[type]:
        return [DenseFeaturizer]

    @staticmethod
    def required_packages() -> list[str]:
        return ["sklearn", "scipy"]

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """``ranking_length``: how many intents are kept; ``company``: the lists with the names."""
        return {"ranking_length": 10, "company": "policy/company.yml"}

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str | None:
        company = Path(config.get("company") or cls.get_default_config()["company"])
        return hashlib.sha256(company.read_bytes() if company.is_file() else b"").hexdigest()

    def __init__(
        self, config: dict[str, Any], storage: ModelStorage, resource: Resource, model: TopicModel | None
    ) -> None:
        self._config, self._storage, self._resource, self._model = config, storage, resource, model

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> TopicClassifier:
        return cls(config, model_storage, resource, None)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> TopicClassifier:
        with model_storage.read_from(resource) as folder:
            return cls(config, model_storage, resource, TopicModel.load(folder))

    def train(self, training_data: TrainingData) -> Resource:
        """Train on every labelled text that a person may type.

        Examples that start with "/" stand in the data for intents that only a channel sends.
        """
        examples = [
            example
            for example in training_data.intent_examples
            if example.get(TEXT) and not example.get(TEXT).startswith(INTENT_MESSAGE_PREFIX)
        ]
        self._model = train_topic_model(
            [example.get(TEXT) for example in examples],
            [example.get(INTENT) for example in examples],
            np.vstack([_sentence_vector(example) for example in examples]),
            names=read_names(self._config["company"]),
        )
        with self._storage.write_to(self._resource) as folder:
            self._model.save(folder)
        return self._resource

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        """Rank every message that has a text; one without a text is no intent, with confidence 0."""
        for message in messages:
            if message.get(TEXT) and self._model is not None:
                ranking = self._model.rank(
                    [message.get(TEXT)], _sentence_vector(message), top=self._config["ranking_length"]
                )[0]
                _set_intent(message, ranking)
            else:
                message.set(INTENT, _intent(None, 0.0), add_to_output=True)
                message.set(INTENT_RANKING_KEY, [], add_to_output=True)
        return messages


def _set_intent(message: Message, ranking: Ranking) -> None:
    ranked = [_intent(*pair) for pair in zip(ranking.labels, ranking.confidences, strict=True)]
    message.set(INTENT, ranked[0], add_to_output=True)
    message.set(INTENT_RANKING_KEY, ranked, add_to_output=True)
    message.set(EVIDENCE, {"distance": ranking.distance, "margin": ranking.margin}, add_to_output=True)


def _intent(name: str | None, confidence: float) -> dict[str, Any]:
    return {INTENT_NAME_KEY: name, PREDICTED_CONFIDENCE_KEY: confidence}


def _sentence_vector(message: Message) -> np.ndarray:
    for features in message.features:
        if features.is_dense() and features.attribute == TEXT and features.type == FEATURE_TYPE_SENTENCE:
            return features.features
    raise CoachError(
        "C514",
        "The topic classifier found no sentence vector.",
        hint="Put EncoderFeaturizer before TopicClassifier in config.yml.",
        where="config.yml",
    )
