"""Rasa channel for the coach service alone: a shared token; typed text can never become an intent."""

from __future__ import annotations

import asyncio
import hmac
import json
import logging
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from rasa.core.channels.channel import CollectingOutputChannel, InputChannel, UserMessage
from rasa.shared.constants import DEFAULT_NLU_FALLBACK_INTENT_NAME, INTENT_MESSAGE_PREFIX
from rasa.shared.exceptions import InvalidConfigException
from sanic import Blueprint, response
from sanic.request import Request
from sanic.response import HTTPResponse

from bot.errors import CoachError
from bot.nlu.tracker_store import forget_sender, purge_before

logger = logging.getLogger(__name__)

LONGEST_TEXT = 10_000
LONGEST_SENDER = 200
SHORTEST_TOKEN = 16
INTENT_NAME = re.compile(r"[a-z][a-z0-9_-]{0,63}")


@dataclass(frozen=True)
class Incoming:
    """One checked message: who says it, what Rasa reads as the text, and the intent when one is injected."""

    sender: str
    text: str
    intent: str | None
    metadata: dict[str, Any] | None


class CoachChannel(InputChannel):
    """Calls with a bearer token: a message, a ranking without a conversation, deletion; ``GET`` on the prefix says
    whether a model is loaded."""

    def __init__(self, token: str) -> None:
        self._token = token.encode()

    @classmethod
    def name(cls) -> str:
        return "coach"

    @classmethod
    def from_credentials(cls, credentials: dict[str, Any] | None) -> CoachChannel:
        """Raises InvalidConfigException without a token of at least 16 characters."""
        token = str((credentials or {}).get("token") or "")
        if len(token) < SHORTEST_TOKEN:
            raise InvalidConfigException(
                f"The coach channel needs a token of at least {SHORTEST_TOKEN} characters: "
                "set COACH_RASA_TOKEN to a long random text, the same for the coach service."
            )
        return cls(token)

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        routes = Blueprint("coach_channel", "bot.nlu.coach_channel")

        @routes.get("/")
        async def health(request: Request) -> HTTPResponse:
            ready = _agent_is_ready(request)
            return response.json({"status": "ok" if ready else "no model"}, status=200 if ready else 503)

        @routes.post("/message")
        async def receive(request: Request) -> HTTPResponse:
            try:
                self._authenticate(request)
                incoming = read_message(request.body)
                if not _agent_is_ready(request):
                    raise _no_model()
                if incoming.intent and incoming.intent not in request.app.ctx.agent.domain.intents:
                    # Rasa would read the notation of an unknown intent as if it had been typed.
                    raise _malformed(f"The dialogue model knows no intent '{incoming.intent}'.")
            except CoachError as error:
                return response.json({"error": error.as_dict()}, status=error.status)
            return await self._answer(incoming, on_new_message)

        @routes.post("/understand")
        async def understand(request: Request) -> HTTPResponse:
            async def rank(content: dict[str, Any]) -> dict[str, Any]:
                return await _ranking(request, content.get("text"))

            return await self._served(request, rank)

        @routes.post("/forget")
        async def forget(request: Request) -> HTTPResponse:
            async def drop(content: dict[str, Any]) -> dict[str, Any]:
                sender = content.get("sender")
                if not isinstance(sender, str) or not sender:
                    raise _malformed("'sender' must be a text.")
                return {"deleted": await asyncio.to_thread(forget_sender, _store(request), sender)}

            return await self._served(request, drop)

        @routes.post("/purge")
        async def purge(request: Request) -> HTTPResponse:
            async def drop(content: dict[str, Any]) -> dict[str, Any]:
                days = content.get("days")
                if not isinstance(days, int) or isinstance(days, bool) or days < 0:
                    raise _malformed("'days' must be a whole number from 0.")
                return {"deleted": await asyncio.to_thread(purge_before, _store(request), days)}

            return await self._served(request, drop)

        return routes

    async def _served(
        self, request: Request, work: Callable[[dict[str, Any]], Awaitable[dict[str, Any]]]
    ) -> HTTPResponse:
        """An authenticated call with a JSON object; a fault is told as everywhere, its type alone in the log."""
        try:
            self._authenticate(request)
            if not _agent_is_ready(request):
                raise _no_model()
            return response.json(await work(_object(request.body)))
        except CoachError as error:
            return response.json({"error": error.as_dict()}, status=error.status)
        except Exception as error:
            logger.error("A call of the coach could not be served: %s", type(error).__name__)
            failed = CoachError("C484", "The dialogue engine could not handle the message.", status=500)
            return response.json({"error": failed.as_dict()}, status=500)

    def _authenticate(self, request: Request) -> None:
        scheme, _, given = request.headers.get("authorization", "").partition(" ")
        # Constant time, and over bytes: compare_digest refuses text beyond ASCII.
        if scheme.lower() != "bearer" or not hmac.compare_digest(given.strip().encode(), self._token):
            raise CoachError(
                "C481",
                "The bearer token is missing or wrong.",
                status=401,
                hint="Both processes must read the same COACH_RASA_TOKEN.",
            )

    async def _answer(
        self, incoming: Incoming, on_new_message: Callable[[UserMessage], Awaitable[Any]]
    ) -> HTTPResponse:
        output = CollectingOutputChannel()
        message = UserMessage(
            incoming.text, output, incoming.sender, input_channel=self.name(), metadata=incoming.metadata
        )
        try:
            await on_new_message(message)
        except Exception as error:
            # The type only: a message of Rasa's may quote what the user typed.
            logger.error("A message could not be handled: %s", type(error).__name__)
            failed = CoachError("C484", "The dialogue engine could not handle the message.", status=500)
            return response.json({"error": failed.as_dict()}, status=500)
        return response.json(
            {
                "messages": [
                    {key: value for key, value in sent.items() if key != "recipient_id"}
                    for sent in output.messages
                ]
            }
        )


def read_message(body: bytes) -> Incoming:
    """A checked request body. Raises CoachError C482: not JSON, not one of text and intent, too long."""
    content = _object(body)
    sender, text, intent = content.get("sender"), content.get("text"), content.get("intent")
    metadata = content.get("metadata")
    if not isinstance(sender, str) or not 0 < len(sender.strip()) <= LONGEST_SENDER:
        raise _malformed(f"'sender' must be a text of 1 to {LONGEST_SENDER} characters.")
    if metadata is not None and not isinstance(metadata, dict):
        raise _malformed("'metadata' must be an object.")
    if (text is None) == (intent is None):
        raise _malformed("Exactly one of 'text' and 'intent' must be given.")
    if intent is not None:
        return Incoming(sender, injected_text(intent, content.get("entities") or {}), intent, metadata)
    if not isinstance(text, str) or len(text) > LONGEST_TEXT:
        raise _malformed(f"'text' must be a text of at most {LONGEST_TEXT} characters.")
    return Incoming(sender, typed_text(text), None, metadata)


def typed_text(text: str) -> str:
    """The text without leading slashes and white space, in any order of the two.

    Rasa reads a text that starts with "/", after stripping it, as an intent with entities; and it strips
    whatever Python calls white space. Nothing else is changed. A text of slashes alone becomes "?".
    """
    return text.lstrip(INTENT_MESSAGE_PREFIX + "".join(_white_space(text))).rstrip() or "?"


def injected_text(intent: Any, entities: Any) -> str:
    """Rasa's notation for an intent that the coach itself sends: ``/pick_topic{"topic": "likes"}``."""
    if not isinstance(intent, str) or not INTENT_NAME.fullmatch(intent):
        raise _malformed("'intent' must be an intent's name.")
    if not isinstance(entities, dict):
        raise _malformed("'entities' must be an object.")
    # ASCII on one line: Rasa's pattern stops at a line break.
    return f"{INTENT_MESSAGE_PREFIX}{intent}{json.dumps(entities) if entities else ''}"


def _white_space(text: str) -> set[str]:
    return {character for character in text if character.isspace()}


def _object(body: bytes) -> dict[str, Any]:
    try:
        content = json.loads(body)
    except ValueError as error:
        raise _malformed("The body is not JSON.") from error
    if not isinstance(content, dict):
        raise _malformed("The body is not a JSON object.")
    return content


async def _ranking(request: Request, text: Any) -> dict[str, Any]:
    """How the model ranks a text that becomes part of no conversation."""
    if not isinstance(text, str) or len(text) > LONGEST_TEXT:
        raise _malformed(f"'text' must be a text of at most {LONGEST_TEXT} characters.")
    parsed = await request.app.ctx.agent.parse_message(typed_text(text))
    ranked = [one for one in parsed.get("intent_ranking") or [] if one["name"] != DEFAULT_NLU_FALLBACK_INTENT_NAME]
    return {"ranking": [{"name": one["name"], "confidence": one["confidence"]} for one in ranked]}


def _store(request: Request) -> Any:
    return request.app.ctx.agent.tracker_store


def _no_model() -> CoachError:
    return CoachError("C483", "No dialogue model is loaded.", status=503, hint="Train one, or wait until it is loaded.")


def _malformed(problem: str) -> CoachError:
    return CoachError("C482", problem, hint="See docs/decisions/nlu-pipeline.md for the shape of a message.")


def _agent_is_ready(request: Request) -> bool:
    agent = getattr(request.app.ctx, "agent", None)
    return agent is not None and agent.is_ready()
