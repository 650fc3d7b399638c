"""POST /api/v1/check: one draft, one report, nothing kept."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request

from bot.api.access import Access
from bot.api.schema import CheckRequest, ErrorBody, ReportBody
from bot.dialogue import Services, check
from bot.store import count_report

REFUSALS: dict[int | str, dict[str, Any]] = {
    401: {"model": ErrorBody, "description": "A token is missing, wrong or too old"},
    413: {"model": ErrorBody, "description": "The body is larger than 1 MB"},
    422: {"model": ErrorBody, "description": "The request cannot be used as it is"},
    429: {"model": ErrorBody, "description": "Too many requests; Retry-After says when to come back"},
}


def check_routes(services: Services, access: Access) -> APIRouter:
    """The check endpoint."""
    routes = APIRouter(prefix="/api/v1", tags=["check"])

    @routes.post("/check", response_model=ReportBody, responses=REFUSALS, summary="Check a draft")
    async def check_draft(draft: CheckRequest, request: Request) -> Any:
        await access.visitor(request)
        report = await check(services, draft.draft(), draft.answers, as_of=draft.as_of)
        shown = report.as_dict()
        if services.store:
            count_report(services.store.counters, shown, channel="api")
        return shown

    return routes
