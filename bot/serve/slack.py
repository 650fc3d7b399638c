"""Slack beside the API, in the same process: started and stopped with the application."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

from starlette.applications import Starlette
from starlette.routing import Route

from bot.channels.slack import EVENTS_PATH, SlackChannel, open_memory, read_slack_settings
from bot.dialogue import Gateway
from bot.errors import CoachError

log = logging.getLogger(__name__)


def start_slack(app: Starlette, gateway: Gateway, environment: Mapping[str, str]) -> None:
    """Attach Slack to the application when its tokens are set; say once that it is not there when they are not."""
    try:
        settings = read_slack_settings(environment)
    except CoachError as error:
        # Half of a setting must not keep the coach from its other channels.
        log.error("%s", error)
        return
    if settings is None:
        log.info("no SLACK_BOT_TOKEN: the coach runs without Slack")
        return
    channel = SlackChannel(settings, gateway, open_memory(environment.get("COACH_REDIS_URL")))
    attach_slack(app, channel, by_socket=settings.by_socket)


def attach_slack(app: Starlette, channel: SlackChannel, *, by_socket: bool) -> None:
    """Run the channel for as long as the application runs; over HTTP, add the address that Slack calls."""
    inner = app.router.lifespan_context

    @asynccontextmanager
    async def lifespan(served: Any) -> AsyncIterator[Any]:
        async with inner(served) as state, channel.running():
            yield state

    app.router.lifespan_context = lifespan
    if not by_socket:
        # In front: the page's files are mounted at the root and would take it.
        app.router.routes.insert(0, Route(EVENTS_PATH, channel.handle, methods=["POST"]))
