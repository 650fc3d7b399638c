"""Conversations over HTTP: open one, then send what was typed or pressed."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Header

from bot.api.checks import REFUSALS
from bot.api.schema import ErrorBody, MessageRequest, Messages, Opened
from bot.dialogue import Gateway

CLOSED: dict[int | str, dict[str, Any]] = {
    401: {"model": ErrorBody, "description": "The token is missing or wrong"},
    404: {"model": ErrorBody, "description": "There is no such conversation, or it has ended"},
    **REFUSALS,
}


def conversation_routes(gateway: Gateway) -> APIRouter:
    """The conversation endpoints."""
    routes = APIRouter(prefix="/api/v1/conversations", tags=["conversations"])

    @routes.post("", response_model=Opened, status_code=201, summary="Open a conversation")
    async def open_conversation() -> Any:
        conversation, token = gateway.conversations.open()
        return {"id": conversation.id, "token": token}

    @routes.post(
        "/{conversation_id}/messages",
        response_model=Messages,
        responses=CLOSED,
        response_model_exclude_unset=True,
        summary="Say something, or press a button",
    )
    async def send(
        conversation_id: str, message: MessageRequest, authorization: Annotated[str | None, Header()] = None
    ) -> Any:
        conversation = gateway.conversations.authorise(conversation_id, bearer_token(authorization))
        if message.payload is not None:
            cards = await gateway.pressed(conversation, message.payload)
        else:
            cards = await gateway.typed(conversation, message.text or "")
        return {"messages": cards}

    return routes


def bearer_token(header: str | None) -> str | None:
    """The token of an Authorization header, or None."""
    scheme, _, token = (header or "").partition(" ")
    return token.strip() or None if scheme.lower() == "bearer" else None
