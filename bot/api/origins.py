"""ASGI middleware: pages of listed origins may call the API and load the widget; all others are refused."""

from __future__ import annotations

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.api.access import Access
from bot.api.errors import error_response
from bot.api.rates import TooMany
from bot.errors import CoachError

METHODS = "GET, POST, DELETE"
ASKED_HEADERS = "authorization, content-type, accept-language, idempotency-key"
ONE_HOUR = "3600"
API = "/api/"


class Origins:
    """Answers preflights, adds CORS headers for allowed origins, and stops the rest before it is read.

    No cookie is ever used, so credentials are never allowed.
    """

    def __init__(self, app: ASGIApp, *, access: Access) -> None:
        self.app, self.access = app, access

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        origin = headers.get("origin")
        allowed = origin is not None and self.access.allows_origin(origin)
        if not scope["path"].startswith(API):
            # The widget's files are the same for everybody, but only listed pages may load them as modules.
            await self.app(scope, receive, _with_cors(send, origin if allowed else None))
            return
        refusal = self._refusal(scope, headers, origin, allowed)
        if refusal:
            await refusal(scope, receive, _with_cors(send, origin if allowed else None))
        else:
            await self.app(scope, receive, _with_cors(send, origin if allowed else None))

    def _refusal(self, scope: Scope, headers: Headers, origin: str | None, allowed: bool) -> Response | None:
        if origin is not None and not allowed:
            return error_response(CoachError(
                "C418", "Pages of this origin may not use the coach.", status=403,
                hint="Add the origin to COACH_ALLOWED_ORIGINS.",
            ))
        if scope["method"] == "OPTIONS" and origin and "access-control-request-method" in headers:
            return Response(status_code=204, headers={
                "Access-Control-Allow-Methods": METHODS, "Access-Control-Allow-Headers": ASKED_HEADERS,
                "Access-Control-Max-Age": ONE_HOUR,
            })
        seconds = self.access.wait(scope, headers)
        return error_response(TooMany(seconds)) if seconds else None


def _with_cors(send: Send, origin: str | None) -> Send:
    async def send_with_cors(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            headers.add_vary_header("Origin")
            if origin:
                headers["Access-Control-Allow-Origin"] = origin
                headers["Access-Control-Expose-Headers"] = "Retry-After"
        await send(message)

    return send_with_cors
