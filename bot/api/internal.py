"""The action webhook: Rasa calls the coach's actions here, and nobody else can."""

from __future__ import annotations

import hmac
import json
import zlib
from typing import Any

from fastapi import APIRouter, Request
from rasa_sdk.executor import ActionExecutor
from rasa_sdk.interfaces import (
    ActionExecutionRejection,
    ActionNotFoundException,
)

from bot.api.guards import LARGEST_ACTION_CALL
from bot.errors import CoachError

PATH = "/internal/actions/webhook"


def action_routes(executor: ActionExecutor, token: str) -> APIRouter:
    """The webhook of rasa-sdk's protocol behind a bearer token; ``token`` must not be empty."""
    if len(token) < 16:
        raise CoachError(
            "C121",
            "COACH_ACTION_TOKEN is missing or shorter than 16 characters.",
            hint="Set it to a long random text, the same for Rasa.",
        )
    routes = APIRouter(include_in_schema=False)

    @routes.post(PATH)
    async def webhook(request: Request) -> dict[str, Any]:
        scheme, _, given = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not hmac.compare_digest(given.strip().encode(), token.encode()):
            raise CoachError(
                "C412",
                "The token does not open the action webhook.",
                status=401,
                hint="Both processes must read the same COACH_ACTION_TOKEN.",
            )
        call = _read(await request.body(), request.headers.get("content-encoding"))
        try:
            result = await executor.run(call)
        except ActionNotFoundException as error:
            raise CoachError("C414", f"There is no action '{error.action_name}'.", status=404) from error
        except ActionExecutionRejection as error:
            raise CoachError(
                "C415", f"The action '{error.action_name}' refused to run.", status=400
            ) from error
        return result.model_dump() if result else {"events": [], "responses": []}

    return routes


def _read(body: bytes, encoding: str | None) -> dict[str, Any]:
    try:
        if encoding == "deflate":
            unpacker = zlib.decompressobj()
            body = unpacker.decompress(body, LARGEST_ACTION_CALL)
            if unpacker.unconsumed_tail:
                raise CoachError("C307", "The action call is too large.", status=413)
        call = json.loads(body)
    except (ValueError, zlib.error, RecursionError) as error:
        raise CoachError("C305", "The action call is not JSON.", status=400) from error
    if not isinstance(call, dict) or not isinstance(call.get("tracker"), dict):
        raise CoachError("C305", "The action call has no tracker.", status=400)
    # Rasa names the digest of a domain that it does not send; no action reads the domain.
    call.pop("domain_digest", None)
    call["domain"] = {}
    return call
