"""Sending to Slack: waits as long as Slack says, never sends twice what may have arrived, never a draft in the log."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.http_retry.async_handler import AsyncRetryHandler
from slack_sdk.http_retry.builtin_async_handlers import (
    AsyncConnectionErrorRetryHandler,
    AsyncRateLimitErrorRetryHandler,
)
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.webhook.async_client import AsyncWebhookClient

from bot.channels.slack.cards import Drawn
from bot.channels.slack.settings import SlackSettings
from bot.errors import CoachError

log = logging.getLogger(__name__)
# The SDK logs at its lower levels what it sends and gets; neither may reach a log.
QUIET = logging.getLogger("bot.channels.slack.sdk")

REFUSED_BLOCKS = ("invalid_blocks", "invalid_blocks_format", "msg_blocks_too_long", "msg_too_long")
TIMES = 6  # that Slack may ask to wait for one message


@dataclass(frozen=True)
class Place:
    """Where an answer goes. With ``reply_url`` only the person sees it; ``public`` means that others read along."""

    channel: str
    user: str
    thread: str | None = None
    reply_url: str | None = field(default=None, repr=False)
    public: bool = False


def open_client(settings: SlackSettings) -> AsyncWebClient:
    """A client of the Web API with the bot's token."""
    QUIET.setLevel(logging.WARNING)
    return AsyncWebClient(
        token=settings.bot_token, base_url=settings.api_url, timeout=30, retry_handlers=_patience(), logger=QUIET
    )


class Delivery:
    """Posts, replaces, opens and publishes in one workspace.

    Everything raises CoachError C424 when Slack refuses, or cannot be reached.
    """

    def __init__(self, client: AsyncWebClient) -> None:
        self.client = client

    async def send(self, place: Place, drawn: Drawn) -> None:
        """One message. Should Slack refuse the blocks, it goes as text alone."""
        try:
            await self._send(place, drawn)
        except CoachError as error:
            if error.where not in REFUSED_BLOCKS:
                raise
            log.warning("C425 Slack refused the blocks of a message (%s); it went as text", error.where)
            await self._send(place, Drawn([], drawn.text))

    async def replace(self, reply_url: str, drawn: Drawn) -> None:
        """Put a card in the place of the message whose button was pressed."""
        await self._respond(reply_url, drawn, replace_original=True)

    async def open_view(self, trigger: str, view: dict[str, Any]) -> str:
        """Open a form and return its id."""
        return await self._view(self.client.views_open, trigger_id=trigger, view=view)

    async def push_view(self, trigger: str, view: dict[str, Any]) -> str:
        """Put a view upon the open form and return its id."""
        return await self._view(self.client.views_push, trigger_id=trigger, view=view)

    async def update_view(self, view_id: str, view: dict[str, Any]) -> str:
        """Change an open view."""
        return await self._view(self.client.views_update, view_id=view_id, view=view)

    async def publish_home(self, user: str, view: dict[str, Any]) -> None:
        """Set the Home tab of one person."""
        await self._view(self.client.views_publish, user_id=user, view=view)

    async def _send(self, place: Place, drawn: Drawn) -> None:
        if place.reply_url:
            await self._respond(place.reply_url, drawn, replace_original=False)
            return
        with _faults():
            await self.client.chat_postMessage(
                channel=place.channel,
                thread_ts=place.thread,
                text=drawn.text,
                blocks=drawn.blocks or None,
                unfurl_links=False,
                unfurl_media=False,
                parse="none",
                link_names=False,
            )

    async def _respond(self, url: str, drawn: Drawn, *, replace_original: bool) -> None:
        with _faults():
            webhook = AsyncWebhookClient(url, logger=QUIET, retry_handlers=_patience())
            body = {"text": drawn.text, "blocks": drawn.blocks, "replace_original": replace_original}
            # A replaced message stays what it was: seen by one person, or by two in a direct message.
            kind = {} if replace_original else {"response_type": "ephemeral"}
            answer = await webhook.send_dict({**body, **kind})
        if answer.status_code != 200:
            raise _refused(str(answer.body)[:60] if answer.status_code < 500 else str(answer.status_code))

    async def _view(self, call: Any, **arguments: Any) -> str:
        with _faults():
            answer = await call(**arguments)
        return str((answer.get("view") or {}).get("id") or "")


class _faults:
    """Whatever goes wrong on the way to Slack, as one CoachError without a word of what was sent."""

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: Any, error: BaseException | None, trace: Any) -> None:
        if isinstance(error, SlackApiError):
            raise _refused(str(error.response.get("error") or error.response.status_code)) from None
        if isinstance(error, (aiohttp.ClientError, TimeoutError, OSError)):
            raise _refused(type(error).__name__) from None


def _refused(reason: str) -> CoachError:
    return CoachError("C424", f"Slack did not take a message: {reason}.", where=reason, status=502)


def _patience() -> list[AsyncRetryHandler]:
    # A connection that was never made cannot have carried the message; one that broke may have, so it is not repeated.
    return [
        AsyncRateLimitErrorRetryHandler(max_retry_count=TIMES),
        AsyncConnectionErrorRetryHandler(max_retry_count=2, error_types=[aiohttp.ClientConnectorError]),
    ]
