"""Every fault in the one error shape of the contract; never a stack trace, never words of a draft."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from bot.api.rates import TooMany
from bot.errors import CoachError

_HTTP = {
    400: (
        "C305",
        "The request could not be read.",
        "Send a JSON object in UTF-8 with Content-Type application/json.",
    ),
    401: ("C412", "A token is needed.", "Send it as 'Authorization: Bearer …'."),
    404: ("C403", "There is nothing at this address.", "The endpoints are listed at /docs."),
    405: ("C404", "This address does not take that method.", "The endpoints are listed at /docs."),
}


def add_error_handlers(app: FastAPI) -> None:
    """Turn validation errors, HTTP errors and CoachErrors into the error shape; AccessLog does the rest."""

    @app.exception_handler(CoachError)
    async def coach_error(request: Request, error: CoachError) -> JSONResponse:
        return error_response(error)

    @app.exception_handler(RequestValidationError)
    async def invalid(request: Request, error: RequestValidationError) -> JSONResponse:
        return error_response(as_coach_error(error.errors()))

    @app.exception_handler(HTTPException)
    async def http_error(request: Request, error: HTTPException) -> JSONResponse:
        code, message, hint = _HTTP.get(error.status_code, ("C305", "The request was refused.", None))
        headers = dict(error.headers or {})
        return error_response(CoachError(code, message, hint=hint, status=error.status_code), headers)


def error_response(error: CoachError, headers: Mapping[str, str] | None = None) -> JSONResponse:
    """The error object of the contract with its HTTP status."""
    extra = {"WWW-Authenticate": "Bearer"} if error.status == 401 else {}
    if isinstance(error, TooMany):
        extra["Retry-After"] = str(error.seconds)
    return JSONResponse(
        {"error": error.as_dict()}, status_code=error.status, headers={**extra, **(headers or {})}
    )


def as_coach_error(problems: list[dict[str, Any]] | Any) -> CoachError:
    """The first problem that validation found, its place in ``where``; input values are left out."""
    first = problems[0]
    where = ".".join(str(part) for part in first["loc"])
    carried = (first.get("ctx") or {}).get("error")
    if isinstance(carried, CoachErrorAsValue):
        return CoachError(carried.code, carried.message, hint=carried.hint, where=where, status=422)
    if first["type"] == "json_invalid":
        return CoachError(
            "C305",
            "The body is not valid JSON.",
            where=where,
            status=422,
            hint="Send a JSON object in UTF-8.",
        )
    if first["type"] == "literal_error":
        return CoachError(
            "C304",
            f"Unknown {first['loc'][-1]}; expected {first['ctx']['expected']}.",
            where=where,
            status=422,
        )
    if first["type"] == "extra_forbidden":
        return CoachError(
            "C306", "There is no such field.", where=where, status=422, hint="The fields are listed at /docs."
        )
    return CoachError("C306", f"{first['msg'].rstrip('.')}.", where=where, status=422)


class CoachErrorAsValue(ValueError):
    """A CoachError raised inside a validator, where only ValueError keeps its place in the body."""

    def __init__(self, code: str, message: str, *, hint: str | None = None) -> None:
        super().__init__(message)
        self.code, self.message, self.hint = code, message, hint
