"""``postcoach slack doctor``: tokens, scopes and connection, each with its repair."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass

import aiohttp
from slack_sdk.errors import SlackApiError

from bot.channels.slack.delivery import open_client
from bot.channels.slack.manifest import SCOPES
from bot.channels.slack.settings import SlackSettings

PATIENCE = 10.0  # seconds for Slack's first word on a socket
REINSTALL = "Compare the app with `postcoach slack manifest`, then install it to the workspace again."
REPAIRS = {
    "invalid_auth": "Copy the Bot User OAuth Token anew: api.slack.com/apps, OAuth & Permissions.",
    "not_authed": "SLACK_BOT_TOKEN is empty.",
    "account_inactive": "The app was removed from the workspace: install it again.",
    "token_revoked": "The token was revoked: install the app again and copy the new one.",
}


@dataclass(frozen=True)
class Check:
    """One thing that was looked at; ``repair`` is empty when it is well."""

    what: str
    repair: str = ""

    @property
    def well(self) -> bool:
        return not self.repair


async def examine(settings: SlackSettings) -> AsyncIterator[Check]:
    """Look at one thing after the other, and stop where the rest would only repeat the same fault."""
    client = open_client(settings)
    try:
        told = await client.auth_test()
    except SlackApiError as error:
        reason = str(error.response.get("error"))
        yield Check(f"bot token refused: {reason}", REPAIRS.get(reason, REINSTALL))
        return
    except (aiohttp.ClientError, TimeoutError, OSError) as error:
        yield Check(f"{settings.api_url} cannot be reached: {type(error).__name__}",
                    "Check the way out to slack.com over port 443, and HTTPS_PROXY.")
        return
    yield Check(f"bot token works: {told.get('user')} in {told.get('team')}")
    yield _scopes(_header(told.headers, "x-oauth-scopes"))
    if not settings.by_socket:
        yield Check("HTTP: Slack must reach this coach at /slack/events; requests are signed, the signature is checked")
        return
    try:
        opened = await client.apps_connections_open(app_token=settings.app_token)
    except SlackApiError as error:
        yield Check(f"app token refused: {error.response.get('error')}",
                    "Make one under Basic Information, App-Level Tokens, with the scope connections:write; and switch "
                    "Socket Mode on.")
        return
    yield Check("app token works, Socket Mode is on")
    yield await _hello(str(opened["url"]))


def _scopes(header: str) -> Check:
    granted = {scope.strip() for scope in header.split(",") if scope.strip()}
    missing = [f"{scope} ({reason})" for scope, reason in SCOPES.items() if scope not in granted]
    if missing:
        return Check(f"scopes are missing: {', '.join(missing)}",
                     "Add them under OAuth & Permissions, Bot Token Scopes, and install the app again.")
    more = sorted(granted - set(SCOPES))
    return Check("scopes are complete" + (f"; not needed: {', '.join(more)}" if more else ""))


async def _hello(url: str) -> Check:
    timeout = aiohttp.ClientTimeout(total=PATIENCE)
    try:
        async with aiohttp.ClientSession(timeout=timeout, trust_env=True) as session, session.ws_connect(url) as socket:
            said = await socket.receive_json(timeout=PATIENCE)
    except (aiohttp.ClientError, TimeoutError, OSError, TypeError, ValueError) as error:
        return Check(f"no socket to Slack: {type(error).__name__}",
                     "A proxy or firewall lets web requests through but no web sockets: allow wss-primary.slack.com "
                     "and wss-backup.slack.com.")
    if said.get("type") != "hello":
        return Check(f"the socket said {said.get('type')}, not hello", "Try again in a minute.")
    return Check(f"socket stands; {said.get('num_connections', 1)} connection(s) of this app are open")


def _header(headers: Mapping[str, str], name: str) -> str:
    return next((value for key, value in headers.items() if key.lower() == name), "")
