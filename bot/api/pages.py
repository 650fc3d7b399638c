"""Health, readiness, and the page that lists the endpoints."""

from __future__ import annotations

from html import escape
from typing import Any

from fastapi import APIRouter, FastAPI, Response
from fastapi.responses import HTMLResponse

from bot.dialogue import Gateway, Services

STYLE = (
    "body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}"
    "code{font-size:.95em}h2{margin-top:2.2rem;border-top:1px solid #bbb;padding-top:1rem}"
    "table{border-collapse:collapse;width:100%}td,th{border:1px solid #bbb;padding:.3rem .6rem;text-align:left;"
    "vertical-align:top}"
)
# Its own policy, for a style of its own; the page has no script at all.
DOCS_POLICY = (
    "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
)


def health_routes(services: Services, gateway: Gateway) -> APIRouter:
    """/healthz says that the process runs, /readyz that it can work and whether the dialogue answers."""
    routes = APIRouter(tags=["health"])

    @routes.get("/healthz", summary="The process runs")
    async def healthz() -> dict[str, str]:
        return {"status": "ok"}

    @routes.get("/readyz", summary="Drafts can be checked; chat is ok or resting")
    async def readyz() -> dict[str, Any]:
        chat = "ok" if await gateway.rasa.ready() else "resting"
        return {"status": "ok", "chat": chat, "policy_version": services.rulebook().version}

    return routes


def docs_routes(app: FastAPI) -> APIRouter:
    """/docs, drawn from the OpenAPI description without any script or foreign file."""
    routes = APIRouter(include_in_schema=False)

    @routes.get("/docs")
    async def docs() -> HTMLResponse:
        return HTMLResponse(docs_page(app.openapi()), headers={"Content-Security-Policy": DOCS_POLICY})

    @routes.get("/docs.css")
    async def style() -> Response:
        return Response(STYLE, media_type="text/css")

    return routes


def docs_page(described: dict[str, Any]) -> str:
    """Every endpoint with its fields and answers, as one HTML page."""
    parts = []
    for path, methods in described["paths"].items():
        for method, operation in methods.items():
            parts.append(
                f"<h2><code>{method.upper()} {escape(path)}</code></h2>"
                f"<p>{escape(operation.get('summary', ''))}</p>"
            )
            body = operation.get("requestBody")
            if body:
                schema = body["content"]["application/json"]["schema"]
                parts.append(f"<h3>Body</h3>{_fields(schema, described)}")
            rows = "".join(
                f"<tr><td>{escape(code)}</td><td>{escape(answer['description'])}</td></tr>"
                for code, answer in operation["responses"].items()
            )
            parts.append(f"<h3>Answers</h3><table><tr><th>Status</th><th>Meaning</th></tr>{rows}</table>")
    info = described["info"]
    return (
        f"<!doctype html><html lang='en'><head><meta charset='utf-8'><title>{escape(info['title'])} API</title>"
        "<meta name='viewport' content='width=device-width, initial-scale=1'>"
        f"<link rel='stylesheet' href='/docs.css'></head><body><h1>{escape(info['title'])} API</h1>"
        f"<p>{escape(info.get('description', ''))} Machine-readable: <a href='/openapi.json'>openapi.json</a>.</p>"
        f"{''.join(parts)}</body></html>"
    )


def _fields(schema: dict[str, Any], described: dict[str, Any]) -> str:
    model = described["components"]["schemas"][schema["$ref"].rsplit("/", 1)[-1]]
    rows = []
    for name, field in model["properties"].items():
        need = "required" if name in model.get("required", ()) else "optional"
        rows.append(
            f"<tr><td><code>{escape(name)}</code></td><td>{escape(_kind(field))}</td><td>{need}</td></tr>"
        )
    return (
        f"<p>{escape(model.get('description', ''))}</p>"
        f"<table><tr><th>Field</th><th>Type</th><th></th></tr>{''.join(rows)}</table>"
    )


def _kind(field: dict[str, Any]) -> str:
    if "anyOf" in field:
        return " or ".join(_kind(part) for part in field["anyOf"])
    if "enum" in field:
        return ", ".join(field["enum"])
    return field.get("format") or field.get("type") or "any"
