"""What the product makes of a first message, without starting it: the real gateway, the trained topics."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from bot.checker import Checker
from bot.dialogue import Conversation, Gateway, RasaClient, Services, Vault
from bot.encoder import SentenceEncoder, build_encoder, load_encoder
from bot.errors import CoachError
from bot.nlu import Ranking, replace_names
from bot.rulebook import Rulebook
from bot.serve.model import current_model, fingerprint
from bot.serve.settings import Settings
from bot.training import load_learned, releases_of
from bot.training.questions import Limits, Understood
from bot.training.release_measure import Topics, read_topics
from bot.training.releases import MODEL

RANKED = 10  # labels of a ranking that Rasa hands on: config.yml, ranking_length
_LEADING = re.compile(r"\A[/\s]+")


class TopicLine(RasaClient):
    """Stands where the line to Rasa stands, ranks what is said, and answers without a word about it.

    Rasa's own part between the two is a threshold and one rule a path: ``Understood.intent``.
    """

    def __init__(self, topics: Topics, vault: Vault) -> None:
        self._topics, self._vault = topics, vault
        self.ranked: list[Ranking] = []
        self.injected: list[tuple[str, str | None]] = []

    async def say(
        self, sender: str, text: str, *, metadata: Mapping[str, Any] | None = None
    ) -> list[dict[str, Any]]:
        """Rank the text and answer nothing."""
        self.ranked.append(self._rank(text))
        return [{"text": "…"}]

    async def understand(self, text: str) -> list[tuple[str, float]]:
        """Intents and confidences, as Rasa's own call gives them."""
        ranking = self._rank(text)
        return list(zip(ranking.labels, ranking.confidences, strict=True))

    async def inject(
        self, sender: str, intent: str, entities: Mapping[str, Any], *, metadata: Mapping[str, Any] | None = None
    ) -> list[dict[str, Any]]:
        """Note the intent, and the draft that it refers to."""
        held = self._vault.get(sender, entities.get("draft_ref"))
        self.injected.append((intent, held.draft.text if held else None))
        return [{"text": "…"}]

    def _rank(self, text: str) -> Ranking:
        """As the channel would hand it to Rasa: without leading slashes and white space."""
        model, words = self._topics.model, _LEADING.sub("", text).rstrip() or "?"
        vectors = self._topics.encoder.encode([replace_names(words, model.names)])
        return model.rank([words], vectors, top=RANKED)[0]


class Listener:
    """Hears messages as the first of a conversation."""

    def __init__(self, topics: Topics, services: Services) -> None:
        found = topics.thresholds
        self.limits = Limits(found["confidence"], found["margin"], found["distance"])
        self._line = TopicLine(topics, services.vault)
        self._gateway = Gateway(services, self._line)

    def hear_all(self, texts: Sequence[str]) -> Iterator[Understood]:
        """One for each text, in order."""
        with asyncio.Runner() as runner:
            for text in texts:
                yield runner.run(self._hear(text))

    async def _hear(self, text: str) -> Understood:
        line = self._line
        line.ranked, line.injected = [], []
        conversation, _ = self._gateway.conversations.open()
        cards = await self._gateway.typed(conversation, text)
        if line.injected:
            intent, draft = line.injected[0]
            return Understood(intent, draft=draft)
        if line.ranked:
            return _understood("talk", line.ranked[0])
        return await self._after_asking(conversation, cards)

    async def _after_asking(self, conversation: Conversation, cards: Sequence[Mapping[str, Any]]) -> Understood:
        """The coach asked whether it is a draft: what it makes of the words once the other button is pressed."""
        payloads = [button["payload"] for card in cards for button in card.get("buttons") or []]
        if "cancel" not in payloads:
            return Understood("empty")
        await self._gateway.pressed(conversation, "cancel")
        return _understood("unsure", self._line.ranked[0]) if self._line.ranked else Understood("unsure")


def build_listener(settings: Settings, rulebook: Rulebook, *, model: Path | None = None) -> tuple[Listener, str]:
    """A listener with what answers now, and the name of its model. Raises CoachError C528 before the first training."""
    encoder = load_encoder(build_encoder(settings.models))
    model, name = (model, model.name) if model else answering_model(settings, encoder)
    vault = Vault()
    services = Services(lambda: rulebook, Checker(encoder), encoder, vault, load_learned(settings.models).kinds)
    return Listener(read_topics(model, encoder), services), name


def answering_model(settings: Settings, encoder: SentenceEncoder) -> tuple[Path, str]:
    """The dialogue model that answers at the next start, and its name: the live release, or the one trained last
    from the files as they are. Raises CoachError C528 when there is neither."""
    releases = releases_of(settings.models)
    live = releases.live()
    if live is not None:
        return releases.path(live.id, MODEL), live.id
    trained = current_model(settings, fingerprint(settings, encoder.digest))
    if trained is None:
        raise CoachError("C528", "No dialogue model is trained for the files as they are.",
                         hint="Run `postcoach train`, or name a model.", where=str(settings.rasa_models))
    return trained, trained.name.removesuffix(".tar.gz")


def _understood(route: str, ranking: Ranking) -> Understood:
    return Understood(route, ranking.labels, ranking.confidence, ranking.margin, ranking.distance)
