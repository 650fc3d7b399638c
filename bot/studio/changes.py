"""What was changed, by whom and why; undo; and the whole audit trail."""

from __future__ import annotations

from dataclasses import replace

from starlette.responses import Response
from starlette.routing import Route

from bot.errors import CoachError
from bot.rulebook import RulebookErrors
from bot.store import EditTrail
from bot.studio.visit import Visit, get, post

SHOWN = 60  # changes on the page
TRAIL = 300  # entries of the trail


def routes() -> list[Route]:
    return [get("/changes", changes), post("/changes/{number:int}/undo", undo), get("/audit", audit)]


def changes(visit: Visit) -> Response:
    file = visit.query("file") or None
    edits = EditTrail(visit.desk.store.audit).edits(file)[:SHOWN]
    return visit.page("changes.html", edits=edits, file=file)


def undo(visit: Visit) -> Response:
    number = int(visit.part("number"))
    try:
        visit.desk.editor.undo(number, author=visit.session.author, reason=visit.text("reason"))
    except (CoachError, RulebookErrors) as fault:
        return changes(replace(visit, fault=fault))
    return visit.go("/changes", f"Change {number} is undone.")


def audit(visit: Visit) -> Response:
    return visit.page("audit.html", entries=visit.desk.store.audit.entries(limit=TRAIL))
