"""The coach service as one ASGI application."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fastapi import APIRouter, FastAPI, HTTPException, Request, Response
from fastapi.responses import HTMLResponse
from fastapi.staticfiles import StaticFiles
from starlette.middleware.gzip import GZipMiddleware
from starlette.routing import Match, Mount
from starlette.types import Scope

from actions import action_executor
from bot.api.access import Access
from bot.api.checks import check_routes
from bot.api.conversations import conversation_routes
from bot.api.errors import add_error_handlers
from bot.api.guards import LARGEST_ACTION_CALL, AccessLog, BodyLimit, SecureHeaders
from bot.api.internal import PATH, action_routes
from bot.api.origins import Origins
from bot.api.pages import docs_routes, health_routes
from bot.api.schema import About
from bot.api.transcripts import Transcripts
from bot.dialogue import Gateway, Services
from bot.findings import LANGUAGES

TIDY_EVERY = 30.0  # seconds between two looks for drafts and conversations whose time is over


@dataclass(frozen=True)
class WebPage:
    """The page at ``/``: ``render`` takes a language or None and returns HTML; ``files`` is the folder beside it.

    ``about`` is what the widget on another page must know: company, contacts, clauses.
    """

    render: Callable[[str | None], str]
    files: Path
    about: Callable[[], Mapping[str, Any]] = lambda: {"company": "", "contacts": {}, "clauses": {}}


def create_app(
    services: Services, *, gateway: Gateway, action_token: str, page: WebPage | None = None,
    access: Access | None = None,
) -> FastAPI:
    """The whole service: API, action webhook, health, documentation, and the web page at ``/``.

    Without ``access`` it answers this machine alone. Raises CoachError C121 for a token that is too short.
    """
    access, transcripts = access or Access(), Transcripts()
    app = FastAPI(
        title="Postcoach", version="1", docs_url=None, redoc_url=None,
        lifespan=_lifespan(services, gateway, transcripts),
        description="Coaching for employees who post about their company. Drafts are checked and not kept.",
    )
    add_error_handlers(app)
    app.include_router(check_routes(services, access))
    app.include_router(conversation_routes(gateway, access, transcripts))
    app.include_router(health_routes(services, gateway))
    app.include_router(action_routes(action_executor(services), action_token))
    app.include_router(docs_routes(app))
    if page:
        app.include_router(_page_route(page, access))
        app.mount("/", GZipMiddleware(Files(app, page.files), minimum_size=500), name="files")
    app.add_middleware(BodyLimit, limits={PATH: LARGEST_ACTION_CALL})
    app.add_middleware(Origins, access=access)
    app.add_middleware(SecureHeaders)
    app.add_middleware(AccessLog)
    return app


def _page_route(page: WebPage, access: Access) -> APIRouter:
    routes = APIRouter()

    @routes.get("/api/v1/about", response_model=About, tags=["about"], summary="Company, contacts and clauses")
    async def about(request: Request) -> Any:
        await access.visitor(request)
        return page.about()

    @routes.get("/", include_in_schema=False)
    async def show(lang: str | None = None) -> HTMLResponse:
        # Anything else than a language of ours leaves the choice to the browser.
        return HTMLResponse(page.render(lang if lang in LANGUAGES else None), headers={"Cache-Control": "no-cache"})

    return routes


class Files(StaticFiles):
    """The page's files. Mounted at the root they see every address that no endpoint took, so they also say
    when an endpoint exists that does not take the method."""

    def __init__(self, app: FastAPI, folder: Path) -> None:
        super().__init__(directory=folder)
        self._app = app

    async def get_response(self, path: str, scope: Scope) -> Response:
        endpoints = [route for route in self._app.routes if not isinstance(route, Mount)]
        if any(route.matches(scope)[0] is Match.PARTIAL for route in endpoints):
            raise HTTPException(405)
        answer = await super().get_response(path, scope)
        # The same for everybody, and a page of another origin loads widget.js from here.
        answer.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
        answer.headers["Cache-Control"] = "no-cache"
        return answer


def _lifespan(services: Services, gateway: Gateway, transcripts: Transcripts):  # type: ignore[no-untyped-def]
    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        tidying = asyncio.create_task(_tidy(services, gateway, transcripts))
        try:
            yield
        finally:
            tidying.cancel()
            with suppress(asyncio.CancelledError):
                await tidying
            await gateway.rasa.close()

    return lifespan


async def _tidy(services: Services, gateway: Gateway, transcripts: Transcripts) -> None:
    while True:
        await asyncio.sleep(TIDY_EVERY)
        services.vault.purge()
        transcripts.purge()
        gateway.conversations.close_idle()
        await gateway.tidy()
