"""The coach service as one ASGI application."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

from fastapi import FastAPI, HTTPException, Response
from fastapi.staticfiles import StaticFiles
from starlette.routing import Match, Mount
from starlette.types import Scope

from actions import action_executor
from bot.api.checks import check_routes
from bot.api.conversations import conversation_routes
from bot.api.errors import add_error_handlers
from bot.api.guards import LARGEST_ACTION_CALL, AccessLog, BodyLimit, SecureHeaders
from bot.api.internal import PATH, action_routes
from bot.api.pages import docs_routes, health_routes
from bot.dialogue import Gateway, Services

PAGES = Path(__file__).parent.parent / "channels" / "web" / "static"
TIDY_EVERY = 30.0  # seconds between two looks for drafts and conversations whose time is over


def create_app(
    services: Services, *, gateway: Gateway, action_token: str, pages: Path | None = PAGES
) -> FastAPI:
    """The whole service: API, action webhook, health, documentation, and the web page at ``/``.

    Raises CoachError C121 for a token that is too short.
    """
    app = FastAPI(
        title="Postcoach",
        version="1",
        docs_url=None,
        redoc_url=None,
        lifespan=_lifespan(services, gateway),
        description="Coaching for employees who post about their company. Drafts are checked and not kept.",
    )
    add_error_handlers(app)
    app.include_router(check_routes(services))
    app.include_router(conversation_routes(gateway))
    app.include_router(health_routes(services, gateway))
    app.include_router(action_routes(action_executor(services), action_token))
    app.include_router(docs_routes(app))
    if pages and pages.is_dir():
        app.mount("/", Pages(app, pages), name="pages")
    app.add_middleware(BodyLimit, limits={PATH: LARGEST_ACTION_CALL})
    app.add_middleware(SecureHeaders)
    app.add_middleware(AccessLog)
    return app


class Pages(StaticFiles):
    """The web page. Mounted at the root it sees every address that no endpoint took, so it also says when an
    endpoint exists that does not take the method."""

    def __init__(self, app: FastAPI, folder: Path) -> None:
        super().__init__(directory=folder, html=True)
        self._app = app

    async def get_response(self, path: str, scope: Scope) -> Response:
        endpoints = [route for route in self._app.routes if not isinstance(route, Mount)]
        if any(route.matches(scope)[0] is Match.PARTIAL for route in endpoints):
            raise HTTPException(405)
        return await super().get_response(path, scope)


def _lifespan(services: Services, gateway: Gateway):  # type: ignore[no-untyped-def]
    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        tidying = asyncio.create_task(_tidy(services, gateway))
        try:
            yield
        finally:
            tidying.cancel()
            with suppress(asyncio.CancelledError):
                await tidying
            await gateway.rasa.close()

    return lifespan


async def _tidy(services: Services, gateway: Gateway) -> None:
    while True:
        await asyncio.sleep(TIDY_EVERY)
        services.vault.purge()
        gateway.conversations.close_idle()
