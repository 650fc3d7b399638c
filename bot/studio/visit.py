"""One request of somebody who signed in: who they are, what they sent, and the page that answers."""

from __future__ import annotations

import functools
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from bot.errors import CoachError
from bot.rulebook import RulebookErrors
from bot.studio.desk import Desk, Gate
from bot.studio.jobs import Jobs
from bot.studio.neighbours import Neighbours
from bot.studio.pages import render
from bot.studio.session import TOLD, Session

LARGEST_PART = 1_000_000  # bytes of one field; the service limits the whole
Fault = CoachError | RulebookErrors


@dataclass(frozen=True)
class Visit:
    """``form`` is None for a page that is only looked at; ``fault`` is why what was sent was not saved."""

    request: Request
    desk: Desk
    gate: Gate
    session: Session
    form: FormData | None = field(default=None, repr=False)
    fault: Fault | None = field(default=None, repr=False)

    def part(self, name: str) -> str:
        """A part of the address."""
        return str(self.request.path_params[name])

    def query(self, name: str, default: str = "") -> str:
        return self.request.query_params.get(name, default)

    @property
    def neighbours(self) -> Neighbours:
        return self.request.app.state.neighbours

    @property
    def jobs(self) -> Jobs:
        return self.request.app.state.jobs

    def text(self, name: str, default: str = "") -> str:
        """A field as sent, with the line ends of the files; ``default`` when it was not."""
        value = self.form.get(name) if self.form is not None else None
        return value.replace("\r\n", "\n") if isinstance(value, str) else default

    def texts(self, name: str) -> list[str]:
        """Every field of that name, without empty ones."""
        given = self.form.getlist(name) if self.form else []
        return [value.strip() for value in given if isinstance(value, str) and value.strip()]

    def has(self, name: str) -> bool:
        return self.form is not None and name in self.form

    def page(self, template: str, *, status: int = 200, **values: Any) -> Response:
        """The page of a template."""
        fault = self.fault
        problems = list(fault.problems) if isinstance(fault, RulebookErrors) else []
        values |= {
            "me": self.session, "csrf": self.gate.sessions.csrf(self.session), "visit": self, "fault": fault,
            "problems": problems, "told": self.gate.sessions.told(self.request), "live_faults": self.desk.faults(),
        }
        if fault is not None:
            status = fault.status if isinstance(fault, CoachError) else 422
        response = render(template, root=self.request.scope["root_path"], path=_inner_path(self.request),
                          status=status, **values)
        if values["told"]:
            response.delete_cookie(TOLD, path="/studio")
        return response

    def go(self, path: str, told: str = "") -> Response:
        """Lead to another page, which says ``told``."""
        response = RedirectResponse(self.request.scope["root_path"] + path, status_code=303)
        if told:
            self.gate.sessions.tell(response, self.request, told)
        return response


Page = Callable[[Visit], Response]


def endpoint(handle: Page, *, role: str = "reader") -> Callable[[Request], Awaitable[Response]]:
    """A handler that runs for people of a role. A POST must carry the token of its session."""

    @functools.wraps(handle)
    async def run(request: Request) -> Response:
        desk, gate = request.app.state.desk, request.app.state.gate
        session = gate.sessions.of(request)
        if session is None:
            if request.method == "GET":
                return RedirectResponse(request.scope["root_path"] + "/sign-in", status_code=303)
            raise CoachError("C640", "Your session is over; nothing was saved.", status=401,
                             hint="Sign in again in another tab, then send this page once more.")
        visit = Visit(request, desk, gate, session)
        if request.method == "POST":
            form = await request.form(max_part_size=LARGEST_PART)
            if not gate.sessions.is_form_of(session, str(form.get("csrf", ""))):
                raise CoachError("C642", "This form is not one of your session; nothing was saved.", status=403,
                                 hint="Load the page again and repeat what you did.")
            visit = replace(visit, form=form)
        if not session.may(role):
            raise CoachError("C643", f"This needs the role {role}; you are {session.role}.", status=403,
                             hint="Ask whoever gives out roles in the company's sign-in.")
        return await run_in_threadpool(handle, visit)

    return run


def get(path: str, handle: Page, *, role: str = "reader") -> Route:
    """A page that is looked at."""
    return Route(path, endpoint(handle, role=role), methods=["GET"])


def post(path: str, handle: Page, *, role: str = "editor") -> Route:
    """A form that is sent."""
    return Route(path, endpoint(handle, role=role), methods=["POST"])


def as_json(fault: Fault | None, **more: Any) -> JSONResponse:
    """What a check found, for the page's script."""
    if isinstance(fault, RulebookErrors):
        problems = [{"place": f"{p.file}:{p.line}", "text": f"{p.subject} {p.message}", "hint": p.hint}
                    for p in fault.problems]
    elif fault is not None:
        problems = [{"place": fault.where or "", "text": fault.message, "hint": fault.hint or ""}]
    else:
        problems = []
    content: Mapping[str, Any] = {"ok": fault is None, "problems": problems, **more}
    return JSONResponse(content)


def _inner_path(request: Request) -> str:
    return str(request.scope["path"]).removeprefix(str(request.scope["root_path"])) or "/"
