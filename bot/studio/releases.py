"""Train, compare, promote, roll back: pages over what the service hands in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.errors import CoachError
from bot.rulebook import RulebookErrors
from bot.store import Change
from bot.studio.jobs import Job
from bot.studio.release_desk import ReleaseDesk
from bot.studio.visit import Visit, get, post

RUNNING = "running"


def routes() -> list[Route]:
    return [
        get("/releases", overview), get("/releases/state.json", state), post("/releases/train", train),
        post("/releases/cancel", cancel), post("/releases/promote", promote, role="publisher"),
        post("/releases/rollback", rollback, role="publisher"), get("/releases/move/{job}", moving),
        get("/releases/move/{job}/state.json", move_state),
    ]


def overview(visit: Visit) -> Response:
    desk = visit.desk.releases
    if desk is None:
        return visit.page("releases.html", desk=None)
    history, now = desk.history(), desk.training()
    candidate = next((one for one in history if one.state == "candidate"), None)
    return visit.page("releases.html", desk=desk, history=history, training=now, candidate=candidate,
                      comparison=desk.comparison(candidate.id) if candidate else None)


def state(visit: Visit) -> Response:
    now = _desk(visit).training()
    return JSONResponse({"done": now.state != RUNNING, "state": f"Training, {now.seconds} s so far",
                         "lines": list(now.lines), "share": None})


def train(visit: Visit) -> Response:
    return _do(visit, lambda desk: desk.train(), "train", "candidate", "The training has begun.")


def cancel(visit: Visit) -> Response:
    return _do(visit, lambda desk: desk.cancel(), "cancel training", "candidate",
               "The training was ended; what is live was not touched.")


def promote(visit: Visit) -> Response:
    name = visit.text("release")
    return _move(visit, f"Promoting {name}", "promote", name,
                 lambda desk, reason, tell: desk.promote(name, reason, tell))


def rollback(visit: Visit) -> Response:
    name = visit.text("release")
    return _move(visit, f"Going back to {name}" if name else "Going back to the release before", "roll back", name,
                 lambda desk, reason, tell: desk.rollback(name or None, reason, tell))


def moving(visit: Visit) -> Response:
    return visit.page("moving.html", job=visit.jobs.get(visit.part("job")))


def move_state(visit: Visit) -> Response:
    job = visit.jobs.get(visit.part("job"))
    return JSONResponse({"done": job.state != RUNNING, "state": job.lines[-1], "lines": job.lines, "share": None})


def _move(visit: Visit, title: str, action: str, name: str, work: Callable[[ReleaseDesk, str, Any], None]) -> Response:
    try:
        desk, reason = _desk(visit), visit.text("reason").strip()
        if not reason:
            raise CoachError("C224", "A change is saved with its author and a reason.", hint="Say why in a few words.")
        _record(visit, action, name, reason)
        job = visit.jobs.start(title, lambda job: _tracked(desk, work, reason, job))
    except CoachError as fault:
        return overview(replace(visit, fault=fault))
    return visit.go(f"/releases/move/{job.id}")


def _tracked(desk: ReleaseDesk, work: Callable[[ReleaseDesk, str, Any], None], reason: str, job: Job) -> None:
    work(desk, reason, lambda line: job.tell(line, 0.5))


def _do(visit: Visit, work: Callable[[ReleaseDesk], None], action: str, target: str, told: str) -> Response:
    try:
        work(_desk(visit))
    except (CoachError, RulebookErrors) as fault:
        return overview(replace(visit, fault=fault))
    _record(visit, action, target, visit.text("reason"))
    return visit.go("/releases", told)


def _record(visit: Visit, action: str, target: str, reason: str) -> None:
    who = visit.session
    visit.desk.store.audit.record(Change(who.role, who.name, action, f"release {target}".strip(), reason))


def _desk(visit: Visit) -> ReleaseDesk:
    if visit.desk.releases is None:
        raise CoachError("C653", "This coach was started without its trainer.", status=409,
                         hint="Start it with `postcoach serve`.")
    return visit.desk.releases
