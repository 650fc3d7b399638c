"""Whole files as YAML, for everything that has no form."""

from __future__ import annotations

from starlette.responses import Response
from starlette.routing import Route

from bot.studio.edits import Plan, edit_routes
from bot.studio.visit import Visit, get


def routes() -> list[Route]:
    return [get("/files", overview), get("/file/{name:path}", one), *edit_routes("/files/save", one, plan)]


def overview(visit: Visit) -> Response:
    return visit.page("files.html", files=visit.desk.editor.files())


def one(visit: Visit) -> Response:
    name = visit.text("file") or str(visit.request.path_params.get("name", ""))
    page = visit.desk.editor.read(name)
    text = visit.text("yaml") if visit.has("yaml") else page.text
    return visit.page("file.html", name=name, files={name: page.digest}, text=text)


def plan(visit: Visit) -> Plan:
    name = visit.text("file")
    text = visit.text("yaml")
    return Plan(f"/file/{name}", "Saved.", texts={name: text if text.endswith("\n") else text + "\n"})
