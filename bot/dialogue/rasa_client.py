"""The coach's line to Rasa: one authenticated call a message, and a clear word when nobody answers."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

import httpx

from bot.errors import CoachError

PATH = "/webhooks/coach/message"
UNDERSTAND = "/webhooks/coach/understand"
FORGET = "/webhooks/coach/forget"
PURGE = "/webhooks/coach/purge"
HEALTH = "/webhooks/coach/"
SWAP_TRIES, SWAP_PAUSE = 6, 0.5  # how often and how long (seconds) a message waits for a model that is being swapped


class RasaClient:
    """Talks to the coach channel of a Rasa server on this machine or in this cluster.

    Every fault of the line or the server is one CoachError C451, status 503: the dialogue is resting.
    """

    def __init__(self, base_url: str, token: str, *, patience: float = 25.0) -> None:
        timeout = httpx.Timeout(patience, connect=2.0)
        # trust_env off: a proxy of the machine must never see what employees write.
        self._http = httpx.AsyncClient(
            base_url=base_url, timeout=timeout, trust_env=False, headers={"Authorization": f"Bearer {token}"}
        )

    async def say(
        self, sender: str, text: str, *, metadata: Mapping[str, Any] | None = None
    ) -> list[dict[str, Any]]:
        """Send what a person typed; Rasa reads it as words whatever it looks like."""
        return await self._post({"sender": sender, "text": text, "metadata": dict(metadata or {})})

    async def inject(
        self,
        sender: str,
        intent: str,
        entities: Mapping[str, Any],
        *,
        metadata: Mapping[str, Any] | None = None,
    ) -> list[dict[str, Any]]:
        """Send an intent that the coach itself decided on."""
        body = {
            "sender": sender,
            "intent": intent,
            "entities": dict(entities),
            "metadata": dict(metadata or {}),
        }
        return await self._post(body)

    async def understand(self, text: str) -> list[tuple[str, float]]:
        """How Rasa ranks a text, best first, without it becoming part of any conversation; empty when it cannot."""
        try:
            answer = await self._http.post(UNDERSTAND, json={"text": text})
            answer.raise_for_status()
            return [(str(one["name"]), float(one["confidence"])) for one in answer.json()["ranking"]]
        except (httpx.HTTPError, ValueError, KeyError, TypeError):
            return []

    async def forget(self, sender: str) -> bool:
        """Delete everything that Rasa keeps of a conversation; False when nobody could."""
        return await self._done(FORGET, {"sender": sender})

    async def purge(self, days: int) -> bool:
        """Delete what was said longer than ``days`` ago; False when nobody could."""
        return await self._done(PURGE, {"days": days})

    async def ready(self) -> bool:
        """Whether Rasa answers and has a model loaded."""
        try:
            return (await self._http.get(HEALTH, timeout=2.0)).status_code == 200
        except httpx.HTTPError:
            return False

    async def close(self) -> None:
        """Close the connections."""
        await self._http.aclose()

    async def _done(self, path: str, body: dict[str, Any]) -> bool:
        try:
            return (await self._http.post(path, json=body)).status_code == 200
        except httpx.HTTPError:
            return False

    async def _post(self, body: dict[str, Any]) -> list[dict[str, Any]]:
        try:
            answer = await self._http.post(PATH, json=body)
            for _ in range(SWAP_TRIES):
                if answer.status_code != 503:
                    break
                # Another model is being loaded: the message was not taken, so it may be sent again.
                await asyncio.sleep(SWAP_PAUSE)
                answer = await self._http.post(PATH, json=body)
            answer.raise_for_status()
            messages = answer.json()["messages"]
        except (httpx.HTTPError, ValueError, KeyError, TypeError) as error:
            # The kind of fault only: an httpx message may hold a URL, never words, but nothing needs either.
            raise CoachError(
                "C451", "The dialogue is resting.", hint="Checking a draft still works.", status=503
            ) from error
        return [message for message in messages if isinstance(message, dict)]
