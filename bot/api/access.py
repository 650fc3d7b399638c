"""Who may speak: this machine, a page of a listed origin, a person whom a host page signed in."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from fastapi import Request
from starlette.types import Scope

from bot.api.access_settings import AccessSettings, is_loopback
from bot.api.rates import Limiter, TooMany
from bot.api.sign_in import SignIn, Subject
from bot.api.tokens import ConversationTokens, is_of_ours
from bot.errors import CoachError

FORWARDED = ("x-forwarded-for", "forwarded", "x-real-ip")


@dataclass(frozen=True)
class Visitor:
    """Who asks: somebody of a host page, or nobody in particular."""

    subject: Subject | None = None


class Access:
    """Decides on every request of the API, from settings and without a table of people."""

    def __init__(self, settings: AccessSettings | None = None) -> None:
        self.settings = settings or AccessSettings()
        self.tokens = ConversationTokens(self.settings.secret or secrets.token_urlsafe(32))
        self.sign_in = SignIn(self.settings)
        self._by_token = Limiter(self.settings.token_rate)
        self._by_address = Limiter(self.settings.address_rate)

    def allows_origin(self, origin: str) -> bool:
        """Whether a page of this origin may call: listed, or a page of this very machine."""
        return origin.lower() in self.settings.origins or is_loopback(urlsplit(origin).hostname or "")

    def wait(self, scope: Scope, headers: Mapping[str, str]) -> int:
        """Seconds until this address may ask again; programs of this machine never wait."""
        if is_local(scope, headers):
            return 0
        return self._by_address.wait((scope.get("client") or ("", 0))[0])

    async def visitor(self, request: Request) -> Visitor:
        """Who asks without a conversation. Raises CoachError C460 where nobody may without signing in."""
        token = bearer_token(request.headers.get("authorization"))
        if token and self.settings.signs_in and not is_of_ours(token):
            subject = await self.sign_in.subject(token)
            self._take(f"s:{subject.name}")
            return Visitor(subject)
        if token and is_of_ours(token):
            conversation_id = self.tokens.conversation_of(token)
            if conversation_id:
                self._take(conversation_id)
                return Visitor()
        if self.settings.anonymous or is_local(request.scope, request.headers):
            return Visitor()
        raise CoachError(
            "C460", "This coach answers people who are signed in.", status=401,
            hint="Send the host page's token as 'Authorization: Bearer …', or set COACH_ANONYMOUS=yes.",
        )

    async def speaker(self, request: Request, conversation_id: str) -> None:
        """Let a request into a conversation. Raises CoachError C411 for an id that was never given out, C412 and
        C416 for a wrong or old token, C417 for somebody else's conversation, C461 to C463 for the sign-in."""
        token = bearer_token(request.headers.get("authorization"))
        if not self.tokens.is_ours(conversation_id):
            raise CoachError("C411", "There is no such conversation, or it has ended.", status=404,
                             hint="Open a new one with POST /api/v1/conversations.")
        if token and self.settings.signs_in and not is_of_ours(token):
            subject = await self.sign_in.subject(token)
            if not self.tokens.belongs_to(conversation_id, subject.name):
                raise CoachError("C417", "This conversation belongs to somebody else.", status=403,
                                 hint="Open a new one with POST /api/v1/conversations.")
        else:
            self.tokens.check(token or "", conversation_id)
        self._take(conversation_id)

    def _take(self, caller: str) -> None:
        seconds = self._by_token.wait(caller)
        if seconds:
            raise TooMany(seconds)


def is_local(scope: Scope, headers: Mapping[str, str]) -> bool:
    """Whether a program of this machine asks for itself; what a proxy passes on comes from elsewhere."""
    if any(name in headers for name in FORWARDED):
        return False
    host = (scope.get("client") or ("", 0))[0]
    # A Unix socket has no address.
    return not any(character in host for character in ".:") or is_loopback(host)


def bearer_token(header: str | None) -> str | None:
    """The token of an Authorization header, or None."""
    scheme, _, token = (header or "").partition(" ")
    return token.strip() or None if scheme.lower() == "bearer" else None
