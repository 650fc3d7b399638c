"""A small coach for the browser tests: the contract's shapes, from a few phrases it knows.

It serves the real page and the real static files under the real policy of the page. Findings are
made with ``bot.findings``, so that a report here has every field that a report of the checker has.
"""

from __future__ import annotations

import asyncio
import itertools
import secrets
from dataclasses import dataclass, field, replace
from typing import Any

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from bot.api.guards import HEADERS
from bot.channels.web import STATIC_FOLDER, render_page
from bot.findings import Finding, Fix, ProtectedPassage, Question, Report, Severity, Verdict, verdict_of

from .stand_in_texts import ANSWERS, CLAUSES, CONTACTS, KNOWN, Known


@dataclass
class State:
    """What a test may turn, and what the page has sent."""

    failures: list[tuple[int, dict[str, Any]]] = field(default_factory=list)  # the next answers, as errors
    delays: list[float] = field(default_factory=list)  # seconds, for the next checks
    cards: list[dict[str, Any]] = field(default_factory=list)  # said next instead of an own answer
    partial: bool = False
    language: str | None = None
    checks: list[dict[str, Any]] = field(default_factory=list)
    said: list[dict[str, Any]] = field(default_factory=list)
    tokens: dict[str, str] = field(default_factory=dict)
    conversations: int = 0
    resting: int = 0  # so many of the next messages find chat resting
    kept: dict[str, dict[str, Any]] = field(default_factory=dict)  # conversation → key → exchange


def check(text: str, answers: dict[str, bool], *, partial: bool = False) -> Report:
    """The report on a text: one finding for each known phrase, at its place in code points."""
    numbers = itertools.count(1)
    findings: list[Finding] = []
    for known in KNOWN:
        place = text.find(known.phrase)
        if place >= 0 and not (known.unless and known.unless in text):
            found = _finding(known, place, f"f{next(numbers)}", answers)
            findings += [found] if found else []
    findings.sort(key=lambda finding: (finding.start, finding.severity.rank))
    protected = _protected(text)
    return Report(
        verdict=verdict_of(tuple(findings)) if findings else Verdict.CLEAR,
        language="en",
        policy_version="7d1f0c2a9be4",
        protected=protected,
        findings=tuple(findings),
        rewrite=_rewrite(text, findings),
        not_checked=("pictures", "links", "truth"),
        partial=partial,
    )


def _finding(known: Known, place: int, number: str, answers: dict[str, bool]) -> Finding | None:
    question = Question(*known.question) if known.question else None
    if question and answers.get(question.id) is True:
        return None
    if question and question.id in answers:
        question = None
    end = place + len(known.phrase)
    fixes = tuple(
        Fix(0, 0, words, label) if at_start else Fix(place, end, words, label) for words, label, at_start in known.fixes
    )
    return Finding(
        id=number, rule=known.rule, category=known.rule.split(".")[0], clause=known.clause,
        severity=Severity(known.severity), confidence=0.9, start=place, end=end, quote=known.phrase,
        message=known.message, why=known.why, fixes=fixes, question=question, contact=known.contact,
        trace=(f"rule {known.rule}: 0.90", "no context word lowers it", "threshold 0.50"),
    )  # fmt: skip


def _protected(text: str) -> tuple[ProtectedPassage, ...]:
    words = "we work too many hours"
    place = text.find(words)
    if place < 0:
        return ()
    reply = ("Talking about working hours is your right, and I do not judge it. If you would like to talk, "
             "the union delegates and human resources are there; you do not have to.")  # fmt: skip
    return (ProtectedPassage(place, place + len(words), words, reply),)


def _rewrite(text: str, findings: list[Finding]) -> str | None:
    fixes = [finding.fixes[0] for finding in findings if finding.fixes]
    for fix in sorted(fixes, key=lambda fix: fix.start, reverse=True):
        text = text[: fix.start] + fix.replacement + text[fix.end :]
    return text if fixes else None


def build_app(state: State) -> Starlette:
    """The page, its files and the three endpoints that it uses."""

    async def page(request: Request) -> Response:
        language = request.query_params.get("lang")
        return HTMLResponse(render_page(company="Novalys", contacts=CONTACTS, clauses=CLAUSES, language=language))

    async def about(request: Request) -> Response:
        return JSONResponse({"company": "Novalys", "contacts": CONTACTS, "clauses": CLAUSES})

    async def check_endpoint(request: Request) -> Response:
        body = await request.json()
        state.checks.append(body)
        if state.delays:
            await asyncio.sleep(state.delays.pop(0))
        if state.failures:
            return _failure(state)
        report = check(body["text"], body.get("answers", {}), partial=state.partial)
        return JSONResponse(replace(report, language=state.language or "en").as_dict())

    async def open_conversation(request: Request) -> Response:
        state.conversations += 1
        number, token = secrets.token_hex(4), secrets.token_hex(8)
        state.tokens[number] = token
        return JSONResponse({"id": number, "token": token})

    async def say(request: Request) -> Response:
        number = request.path_params["number"]
        if request.headers.get("authorization") != f"Bearer {state.tokens.get(number)}":
            return _error(401, "C412", "This conversation has ended.")
        body = await request.json()
        state.said.append(body)
        if state.delays:
            await asyncio.sleep(state.delays.pop(0))
        if state.failures:
            return _failure(state)
        key, kept = request.headers["idempotency-key"], state.kept.setdefault(number, {})
        if state.resting:
            state.resting -= 1
            return JSONResponse({"messages": [RESTING], "resting": True})
        cards = [state.cards.pop(0)] if state.cards else _answer(body)
        kept.setdefault(key, {"said": body.get("text", "A journalist contacts me"), "messages": cards})
        return JSONResponse({"messages": kept[key]["messages"]})

    async def history(request: Request) -> Response:
        number = request.path_params["number"]
        if request.headers.get("authorization") != f"Bearer {state.tokens.get(number)}":
            return _error(401, "C412", "This conversation has ended.")
        return JSONResponse({"exchanges": list(state.kept.get(number, {}).values())})

    async def forget(request: Request) -> Response:
        state.kept.pop(request.path_params["number"], None)
        return Response(status_code=204)

    routes = [
        Route("/", page),
        Route("/api/v1/check", check_endpoint, methods=["POST"]),
        Route("/api/v1/conversations", open_conversation, methods=["POST"]),
        Route("/api/v1/conversations/{number}/messages", say, methods=["POST"]),
        Route("/api/v1/conversations/{number}/messages", history, methods=["GET"]),
        Route("/api/v1/conversations/{number}", forget, methods=["DELETE"]),
        Route("/api/v1/about", about),
        Mount("/", StaticFiles(directory=STATIC_FOLDER)),
    ]
    return Starlette(routes=routes, middleware=[Middleware(StrictPolicy)])


class StrictPolicy:
    """The real service's headers on every answer, and no string may become a script besides."""

    def __init__(self, app: Any) -> None:
        self.app = app

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        headers = dict(HEADERS)
        headers["Content-Security-Policy"] += "; require-trusted-types-for 'script'"

        async def send_with_headers(message: Any) -> None:
            if message["type"] == "http.response.start":
                message["headers"] += [(name.lower().encode(), value.encode()) for name, value in headers.items()]
            await send(message)

        await self.app(scope, receive, send_with_headers)


RESTING = {"kind": "text", "language": "en", "text": "Chat is resting at the moment."}


def _answer(body: dict[str, str]) -> list[dict[str, Any]]:
    said = body.get("text") or body["payload"]
    if said.lower().startswith("check this:"):
        draft = said.split(":", 1)[1].strip()
        report = check(draft, {}).as_dict()
        buttons = [{"title": "I disagree", "payload": f"dispute:{report['findings'][0]['id']}"}]
        return [{"kind": "report", "text": "…", "language": "en", "report": report, "buttons": buttons}]
    for words, cards in ANSWERS:
        if words in said.lower():
            return cards
    return [{"kind": "text", "text": f"You said: {said}", "language": "en"}]


def _failure(state: State) -> Response:
    status, error = state.failures.pop(0)
    return JSONResponse({"error": error}, status_code=status)


def _error(status: int, code: str, message: str) -> Response:
    return JSONResponse({"error": {"code": code, "message": message}}, status_code=status)
