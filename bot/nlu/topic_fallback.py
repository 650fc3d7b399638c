"""Rasa classifier that says "not sure": low confidence, two close topics, or nothing like it seen before."""

from __future__ import annotations

from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.constants import DEFAULT_NLU_FALLBACK_INTENT_NAME
from rasa.shared.nlu.constants import INTENT, INTENT_NAME_KEY, INTENT_RANKING_KEY, PREDICTED_CONFIDENCE_KEY
from rasa.shared.nlu.training_data.message import Message

from bot.nlu.topic_classifier import EVIDENCE


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class TopicFallback(IntentClassifier, GraphComponent):
    """Replaces ``intent`` by nlu_fallback and keeps the whole ranking behind it, for the buttons."""

    @classmethod
    def required_components(cls) -> list[type]:
        return [IntentClassifier]

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """``confidence`` and ``margin``: fallback below; ``distance``: fallback above. All from 0 to 1."""
        return {"confidence": 0.6, "margin": 0.1, "distance": 0.75}

    def __init__(self, config: dict[str, Any]) -> None:
        self._config = config

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> TopicFallback:
        return cls(config)

    def process(self, messages: list[Message]) -> list[Message]:
        for message in messages:
            reason = self._reason(message)
            if reason:
                # First in the ranking too: that is where `rasa test nlu` looks past it.
                fallback = {
                    INTENT_NAME_KEY: DEFAULT_NLU_FALLBACK_INTENT_NAME,
                    PREDICTED_CONFIDENCE_KEY: self._config["confidence"],
                }
                message.set(INTENT, fallback, add_to_output=True)
                ranking = [fallback, *message.get(INTENT_RANKING_KEY, [])]
                message.set(INTENT_RANKING_KEY, ranking, add_to_output=True)
                message.set(EVIDENCE, {**(message.get(EVIDENCE) or {}), "reason": reason}, add_to_output=True)
        return messages

    def _reason(self, message: Message) -> str | None:
        evidence = message.get(EVIDENCE) or {}
        if (message.get(INTENT) or {}).get(PREDICTED_CONFIDENCE_KEY, 0.0) < self._config["confidence"]:
            return "confidence"
        if evidence.get("margin", 1.0) < self._config["margin"]:
            return "margin"
        if evidence.get("distance", 0.0) > self._config["distance"]:
            return "distance"
        return None
