"""Conversations over HTTP: open one, send what was typed or pressed, read what was said, end it."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Header, Request, Response

from bot.api.access import Access
from bot.api.checks import REFUSALS
from bot.api.schema import ErrorBody, History, MessageRequest, Messages, Opened
from bot.api.transcripts import Transcripts
from bot.cards import Card, say
from bot.dialogue import Gateway

CLOSED: dict[int | str, dict[str, Any]] = {
    **REFUSALS,
    403: {"model": ErrorBody, "description": "The conversation belongs to somebody else"},
    404: {"model": ErrorBody, "description": "There is no such conversation, or it has ended"},
}
Key = Annotated[str | None, Header(alias="Idempotency-Key", max_length=100)]


def conversation_routes(gateway: Gateway, access: Access, transcripts: Transcripts) -> APIRouter:
    """The conversation endpoints."""
    routes = APIRouter(prefix="/api/v1/conversations", tags=["conversations"])

    @routes.post("", response_model=Opened, status_code=201, responses=REFUSALS, summary="Open a conversation")
    async def open_conversation(request: Request) -> Any:
        subject = (await access.visitor(request)).subject
        conversation_id = access.tokens.new_id(subject.name if subject else None)
        return {"id": conversation_id,
                "token": access.tokens.issue(conversation_id, until=subject.until if subject else None)}

    @routes.post(
        "/{conversation_id}/messages", response_model=Messages, responses=CLOSED,
        response_model_exclude_unset=True, summary="Say something, or press a button",
    )
    async def send(conversation_id: str, message: MessageRequest, request: Request, key: Key = None) -> Any:
        await access.speaker(request, conversation_id)
        if key is None:
            return await _answer(gateway, transcripts, conversation_id, message)
        said = message.text or transcripts.title_of(conversation_id, message.payload or "")
        return await transcripts.answer(
            conversation_id, key, said, lambda: _answer(gateway, transcripts, conversation_id, message)
        )

    @routes.get(
        "/{conversation_id}/messages", response_model=History, responses=CLOSED,
        response_model_exclude_unset=True, summary="What was said under a key in the last half hour",
    )
    async def history(conversation_id: str, request: Request) -> Any:
        await access.speaker(request, conversation_id)
        said = transcripts.exchanges(conversation_id)
        return {"exchanges": [{"said": one.said, "messages": one.answer["messages"]} for one in said]}

    @routes.delete("/{conversation_id}", status_code=204, responses=CLOSED, summary="Forget a conversation")
    async def forget(conversation_id: str, request: Request) -> Response:
        await access.speaker(request, conversation_id)
        transcripts.forget(conversation_id)
        await gateway.forget(gateway.conversations.ensure(_name(conversation_id)))
        return Response(status_code=204)

    return routes


async def _answer(
    gateway: Gateway, transcripts: Transcripts, conversation_id: str, message: MessageRequest
) -> dict[str, Any]:
    conversation = gateway.conversations.ensure(_name(conversation_id))
    sender = conversation.sender
    if message.payload is not None:
        cards = await gateway.pressed(conversation, message.payload)
    else:
        cards = await gateway.typed(conversation, message.text or "")
    if conversation.sender != sender:
        transcripts.forget(conversation_id)  # the author asked the coach to forget
    return {"messages": cards, **({"resting": True} if any(map(_rests, cards)) else {})}


def _rests(card: Card) -> bool:
    """Whether a card only says that questions must wait."""
    return card["kind"] == "text" and card["text"].endswith(say("resting", card["language"]))


def _name(conversation_id: str) -> str:
    return f"web:{conversation_id}"
