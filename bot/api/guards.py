"""ASGI middleware: bounded bodies, security headers, a log line without words."""

from __future__ import annotations

import logging
import time
from collections.abc import Mapping
from pathlib import Path

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.api.errors import error_response
from bot.errors import CoachError

log = logging.getLogger(__name__)

LARGEST_BODY = 1_000_000  # bytes; a draft of 10,000 characters needs 60,000 at most
LARGEST_ACTION_CALL = 20_000_000  # Rasa sends the whole conversation each time
UNFORESEEN = CoachError(
    "C399",
    "Something went wrong here; nothing was checked.",
    status=500,
    hint="Try again. If it stays, tell the people who run the coach.",
)
PAGE_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'self'"
)
HEADERS = {
    "Content-Security-Policy": PAGE_POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


class BodyLimit:
    """Refuse a body above the limit: by its announced length before reading, else as soon as it is exceeded.

    The body is read here and handed on whole, for an error raised while the application reads it would
    reach the caller as something else.
    """

    def __init__(self, app: ASGIApp, *, limits: Mapping[str, int], default: int = LARGEST_BODY) -> None:
        self.app, self.limits, self.default = app, limits, default

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        limit = self.limits.get(scope["path"], self.default)
        announced = dict(scope["headers"]).get(b"content-length", b"0")
        if not announced.isdigit() or int(announced) > limit:
            await _refuse(scope, receive, send, limit)
            return
        body, more = bytearray(), True
        while more:
            message = await receive()
            if message["type"] != "http.request":
                return
            body += message.get("body", b"")
            more = message.get("more_body", False)
            if len(body) > limit:
                await _refuse(scope, receive, send, limit)
                return
        waiting: list[Message] = [{"type": "http.request", "body": bytes(body), "more_body": False}]

        async def replay() -> Message:
            return waiting.pop() if waiting else await receive()

        await self.app(scope, replay, send)


async def _refuse(scope: Scope, receive: Receive, send: Send, limit: int) -> None:
    error = CoachError(
        "C307", f"The body is larger than {limit:,} bytes.", status=413, hint="Send less at a time."
    )
    await error_response(error, {"Connection": "close"})(scope, receive, send)


class SecureHeaders:
    """Strict headers on every response, and no caching of anything under /api."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
                if scope["path"].startswith(("/api/", "/internal/")):
                    headers["Cache-Control"] = "no-store"
            await send(message)

        await self.app(scope, receive, send_with_headers if scope["type"] == "http" else send)


class AccessLog:
    """One line a request: method, route, status, time, size of the body; never a query, a body or a trace.

    An unforeseen error ends here as the error shape: the server would log its text, which may quote somebody.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        began, status = time.perf_counter(), 0

        async def watched_send(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self.app(scope, receive, watched_send)
        except Exception as error:
            log.error("unforeseen error: %s at %s", type(error).__name__, _place(error))
            if not status:
                await error_response(UNFORESEEN)(scope, receive, watched_send)
        finally:
            size = dict(scope["headers"]).get(b"content-length", b"0").decode("latin-1")
            spent = (time.perf_counter() - began) * 1000
            route = getattr(scope.get("route"), "path", "-")
            log.info("%s %s %d %.0f ms %s bytes", scope["method"], route, status, spent, size)


def _place(error: BaseException) -> str:
    """File and line where an error began, for the log."""
    trace = error.__traceback__
    while trace and trace.tb_next:
        trace = trace.tb_next
    return f"{Path(trace.tb_frame.f_code.co_filename).name}:{trace.tb_lineno}" if trace else "?"
