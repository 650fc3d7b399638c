"""The studio as one application, to be mounted at ``/studio``."""

from __future__ import annotations

import logging

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from bot.errors import CoachError
from bot.rulebook import RulebookErrors
from bot.studio import changes, company, drafts, files, inbox, insights, releases, rules, sign_in, topics
from bot.studio.desk import Desk, Gate
from bot.studio.jobs import Jobs
from bot.studio.neighbours import Neighbours
from bot.studio.pages import FOLDER, render
from bot.studio.session import PATH
from bot.studio.visit import as_json

log = logging.getLogger(__name__)


def create_studio(desk: Desk) -> Starlette:
    """Every page of the studio."""
    app = Starlette(
        routes=[
            Route("/", home, methods=["GET"]),
            *sign_in.routes(), *inbox.routes(), *topics.routes(), *rules.routes(), *company.routes(),
            *drafts.routes(), *files.routes(), *releases.routes(), *insights.routes(), *changes.routes(),
            Mount("/static", StaticFiles(directory=FOLDER / "static"), name="static"),
        ],
        exception_handlers={CoachError: _coach_error, RulebookErrors: _policy_errors, HTTPException: _http_error},
    )
    app.state.desk, app.state.gate = desk, Gate(desk)
    app.state.neighbours, app.state.jobs = Neighbours(desk), Jobs()
    return app


def attach_studio(app: Starlette, desk: Desk) -> None:
    """Mount the studio on the service, in front: the page's files are mounted at the root and would take it."""
    app.router.routes.insert(0, Mount(PATH, create_studio(desk), name="studio"))


async def home(request: Request) -> Response:
    return RedirectResponse(request.scope["root_path"] + "/inbox", status_code=303)


async def _coach_error(request: Request, error: Exception) -> Response:
    fault = error if isinstance(error, CoachError) else CoachError("C399", "Something went wrong here.", status=500)
    if request.url.path.endswith(("/validate", ".json")):
        answer = as_json(fault)
        answer.status_code = fault.status
        return answer
    response = render("error.html", root=request.scope["root_path"], path="", fault=fault, status=fault.status)
    return response


async def _policy_errors(request: Request, error: Exception) -> Response:
    return await _coach_error(request, CoachError("C648", "The policy files are faulty.", hint=str(error), status=422))


async def _http_error(request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 500
    message = {404: "There is no such page.", 405: "This address does not take that method."}.get(
        status, "The request was refused.")
    return await _coach_error(request, CoachError("C647", message, status=status))
