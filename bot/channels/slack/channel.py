"""The Slack side of a running coach: connected by a socket, or called by Slack over HTTP."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from typing import Any

import aiohttp
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.adapter.starlette.async_handler import AsyncSlackRequestHandler
from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.errors import SlackApiError
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.web.async_client import AsyncWebClient
from starlette.requests import Request
from starlette.responses import Response

from bot.channels.slack.delivery import QUIET, Delivery, open_client
from bot.channels.slack.desk import Desk
from bot.channels.slack.lanes import Lanes
from bot.channels.slack.listeners import listen
from bot.channels.slack.memory import Memory
from bot.channels.slack.settings import SlackSettings
from bot.dialogue import Gateway

log = logging.getLogger(__name__)

AGAIN_AFTER = 15.0  # seconds between two tries to reach Slack
LAST_WORDS = 5.0  # seconds for answers under way when the coach stops
FOR_GOOD = ("invalid_auth", "not_authed", "account_inactive", "token_revoked", "not_allowed_token_type",
            "missing_scope", "token_expired")  # fmt: skip


class _Socket(AsyncSocketModeHandler):
    """Acknowledges on the socket that an event came by; on a lost one that cannot be, and Slack sends it again."""

    async def handle(self, client: SocketModeClient, req: SocketModeRequest) -> None:  # type: ignore[override]
        try:
            await super().handle(client, req)
        except (ConnectionError, aiohttp.ClientError) as error:
            log.info("an event could not be acknowledged, Slack sends it again: %s", type(error).__name__)


class SlackChannel:
    """One workspace. Others would each bring tokens of their own to ``_authorize``; every key names the team."""

    def __init__(self, settings: SlackSettings, gateway: Gateway, memory: Memory) -> None:
        self._settings, self._memory = settings, memory
        self._client = open_client(settings)
        self._identity: dict[str, Any] = {}
        self.lanes = Lanes()
        self._app = AsyncApp(
            name="postcoach",
            logger=QUIET,
            signing_secret=settings.signing_secret,
            client=AsyncWebClient(base_url=settings.api_url, logger=QUIET),
            authorize=self._authorize(),
            raise_error_for_unhandled_request=True,
        )
        listen(self._app, Desk(gateway, Delivery(self._client), memory, self.lanes))
        self._http = AsyncSlackRequestHandler(self._app)
        self._socket: _Socket | None = None

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Answer Slack until the block ends. Slack's absence is no error: it is tried again."""
        staying = asyncio.create_task(self._stay())
        try:
            yield
        finally:
            staying.cancel()
            with suppress(asyncio.CancelledError):
                await staying
            if self._socket:
                await self._socket.close_async()
            await self.lanes.finish(within=LAST_WORDS)
            await self._memory.close()

    async def connected(self) -> bool:
        """Whether Slack can reach the coach: a socket stands, or the bot is known over HTTP."""
        if self._settings.by_socket:
            return self._socket is not None and await self._socket.client.is_connected()
        return bool(self._identity)

    async def handle(self, request: Request) -> Response:
        """An HTTP request of Slack; Bolt refuses a wrong or an old signature."""
        stamp = request.headers.get("x-slack-request-timestamp", "")
        if not stamp.isdigit():
            return Response(status_code=401)
        return await self._http.handle(request)

    def _authorize(self) -> Callable[..., Awaitable[AuthorizeResult]]:
        async def authorize(enterprise_id: str | None, team_id: str | None) -> AuthorizeResult:
            return AuthorizeResult(
                enterprise_id=enterprise_id,
                team_id=team_id,
                bot_token=self._settings.bot_token,
                bot_id=self._identity.get("bot_id"),
                bot_user_id=self._identity.get("user_id"),
            )

        return authorize

    async def _stay(self) -> None:
        if not await self._introduce():
            return
        if not self._settings.by_socket:
            log.info("Slack is answered over HTTP")
            return
        self._socket = _Socket(
            self._app, self._settings.app_token, logger=QUIET, ping_interval=self._settings.ping_every
        )
        client = self._socket.client
        connecting = asyncio.create_task(client.connect())
        try:
            was = False
            while True:
                now = await client.is_connected()
                if now != was:
                    log.info("Slack is connected") if now else log.warning("C423 the connection to Slack is lost")
                was = now
                await asyncio.sleep(self._settings.ping_every)
                if not was and not await client.is_connected():
                    # An address is good for one connection; the SDK would try the old one again and again.
                    client.wss_uri = None
        finally:
            connecting.cancel()

    async def _introduce(self) -> bool:
        """Learn who the bot is, and whether the tokens are good. False when they never will be."""
        while True:
            try:
                self._identity = dict((await self._client.auth_test()).data)  # type: ignore[arg-type]
                if self._settings.by_socket:
                    await self._client.apps_connections_open(app_token=self._settings.app_token)
                return True
            except SlackApiError as error:
                reason = str(error.response.get("error") or error.response.status_code)
                if reason in FOR_GOOD:
                    log.error("C421 Slack refuses the tokens (%s); the coach runs without Slack. "
                              "`postcoach slack doctor` says what to repair.", reason)
                    return False
            except (aiohttp.ClientError, TimeoutError, OSError) as error:
                reason = type(error).__name__
            log.warning("C422 Slack cannot be reached (%s); trying again in %.0f s", reason, AGAIN_AFTER)
            await asyncio.sleep(AGAIN_AFTER)
