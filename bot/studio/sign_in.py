"""Signing in and out: the one-time link, the company's provider, the brakes on guessing."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from bot.errors import CoachError
from bot.store import Change
from bot.studio.desk import Gate
from bot.studio.pages import render
from bot.studio.session import PATH, WAY
from bot.studio.visit import Visit, post

LOCAL_NAME, LOCAL_ROLE = "consultant", "publisher"


def routes() -> list[Route]:
    return [
        Route("/sign-in", show, methods=["GET"]),
        Route("/sign-in", use_link, methods=["POST"]),
        Route("/sign-in/company", begin, methods=["GET"]),
        Route("/sign-in/company/back", back, methods=["GET"]),
        post("/sign-out", sign_out, role="reader"),
    ]


async def show(request: Request) -> Response:
    """The page in front. A link in the address shows a button: whatever previews links uses nothing up."""
    gate: Gate = request.app.state.gate
    if gate.sessions.of(request) and "link" not in request.query_params:
        return RedirectResponse(request.scope["root_path"] + "/inbox", status_code=303)
    return _page(request, link=request.query_params.get("link", "")[:200])


async def use_link(request: Request) -> Response:
    """Open the studio by a link, once."""
    gate: Gate = request.app.state.gate
    form, address = await request.form(), _address(request)
    if seconds := gate.brakes.wait(address):
        return _too_many(request, seconds)
    token, name = str(form.get("link", "")), " ".join(str(form.get("name", "")).split())[:60]
    if not gate.link.use(token):
        gate.brakes.failed(address, "a one-time link")
        fault = CoachError("C641", "This link does not open the studio: it was used, is too old, or is not ours.",
                           hint="Make a new one with `postcoach studio` on the machine of the coach.", status=403)
        return _page(request, fault=fault)
    gate.brakes.passed(address)
    return _enter(request, RedirectResponse(request.scope["root_path"] + "/inbox", status_code=303),
                  name=name or LOCAL_NAME, role=LOCAL_ROLE, by="one-time link")


async def begin(request: Request) -> Response:
    """Send the browser to the company's provider."""
    gate: Gate = request.app.state.gate
    if gate.oidc is None:
        raise CoachError("C647", "There is no such page.", status=404)
    here = f"{request.url.scheme}://{request.url.netloc}{request.scope['root_path']}"
    target, way = await gate.oidc.begin(f"{here}/sign-in/company/back")
    response = RedirectResponse(target, status_code=303)
    gate.sessions.keep_way(response, request, way)
    return response


async def back(request: Request) -> Response:
    """Let in whom the provider vouches for."""
    gate: Gate = request.app.state.gate
    address, way = _address(request), gate.sessions.way(request)
    if gate.oidc is None:
        raise CoachError("C647", "There is no such page.", status=404)
    if seconds := gate.brakes.wait(address):
        return _too_many(request, seconds)
    state, code = request.query_params.get("state", ""), request.query_params.get("code", "")
    if not way or not code or state != way.get("state"):
        gate.brakes.failed(address, "a way back from the company's sign-in")
        return _page(request, fault=CoachError("C644", "This sign-in was not begun here, or took too long.", status=403,
                                               hint="Begin again."))
    try:
        name, role = await gate.oidc.end(code, way)
    except CoachError as error:
        gate.brakes.failed(address, "the company's sign-in")
        return _page(request, fault=error)
    gate.brakes.passed(address)
    # A strict cookie is not sent along a redirect that another site began: this page loads the next one itself.
    page = render("entered.html", root=request.scope["root_path"], path="/sign-in")
    page.delete_cookie(WAY, path=PATH)
    return _enter(request, page, name=name, role=role, by="company sign-in")


def sign_out(visit: Visit) -> Response:
    response = visit.go("/sign-in")
    visit.gate.sessions.end(response, visit.session)
    return response


def _enter(request: Request, response: Response, *, name: str, role: str, by: str) -> Response:
    session = request.app.state.gate.sessions.start(response, request, name=name, role=role)
    request.app.state.desk.store.audit.record(Change(session.role, session.name, "sign-in", "studio", by))
    return response


def _page(request: Request, *, link: str = "", fault: CoachError | None = None) -> HTMLResponse:
    oidc = request.app.state.gate.oidc is not None
    return render("sign_in.html", root=request.scope["root_path"], path="/sign-in", link=link, oidc=oidc, fault=fault,
                  status=fault.status if fault else 200)


def _too_many(request: Request, seconds: int) -> Response:
    fault = CoachError("C646", f"Too many attempts. Try again in {seconds} seconds.", status=429)
    response = _page(request, fault=fault)
    response.headers["Retry-After"] = str(seconds)
    return response


def _address(request: Request) -> str:
    return request.client.host if request.client else "local"
