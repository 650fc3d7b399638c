"""A signed cookie says who signed in and what they may do; nothing is kept on the server but who signed out."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass

from itsdangerous import BadSignature, URLSafeTimedSerializer
from starlette.requests import Request
from starlette.responses import Response

from bot.rulebook import Author

ROLES = ("reader", "editor", "publisher")
COOKIE, TOLD, WAY = "studio", "studio-told", "studio-way"
PATH = "/studio"
SIGNED_OUT = 10_000  # sessions that are remembered as ended; each ends by itself after some hours


@dataclass(frozen=True)
class Session:
    """Who signed in. ``id`` is random and stands for this one sign-in."""

    id: str
    name: str
    role: str

    @property
    def author(self) -> Author:
        return Author(self.role, self.name)

    def may(self, role: str) -> bool:
        """Whether this role is allowed what ``role`` is: a publisher edits, an editor reads."""
        return ROLES.index(self.role) >= ROLES.index(role)


class Sessions:
    """Makes, reads and ends sessions. The same secret means the same sessions in every process."""

    def __init__(self, secret: str, *, hours: int) -> None:
        self._secret, self._age = secret, hours * 3600
        self._sessions, self._notes = (URLSafeTimedSerializer(secret, salt=f"studio-{kind}")
                                       for kind in ("session", "note"))  # fmt: skip
        self._ended: dict[str, None] = {}

    def start(self, response: Response, request: Request, *, name: str, role: str) -> Session:
        """Sign somebody in on this response."""
        session = Session(secrets.token_urlsafe(16), name[:128], role)
        value = self._sessions.dumps([session.id, session.name, session.role])
        _set(response, request, COOKIE, str(value), age=self._age)
        return session

    def of(self, request: Request) -> Session | None:
        """Who asks; None without a cookie, with a changed one, or when it is over."""
        try:
            id_, name, role = self._sessions.loads(request.cookies.get(COOKIE, ""), max_age=self._age)
        except (BadSignature, ValueError, TypeError):
            return None
        return Session(id_, name, role) if role in ROLES and id_ not in self._ended else None

    def end(self, response: Response, session: Session) -> None:
        """Sign out, also for a copy of the cookie."""
        self._ended[session.id] = None
        while len(self._ended) > SIGNED_OUT:
            del self._ended[next(iter(self._ended))]
        response.delete_cookie(COOKIE, path=PATH)

    def csrf(self, session: Session) -> str:
        """What every form of this session carries."""
        return hmac.new(self._secret.encode(), f"csrf {session.id}".encode(), hashlib.sha256).hexdigest()

    def is_form_of(self, session: Session, given: str) -> bool:
        return hmac.compare_digest(self.csrf(session).encode(), given.encode("utf-8", "replace"))

    def tell(self, response: Response, request: Request, text: str) -> None:
        """Say something on the next page."""
        _set(response, request, TOLD, str(self._notes.dumps(text[:1000])), age=60)

    def told(self, request: Request) -> str:
        """What the last page wanted to be said."""
        try:
            return str(self._notes.loads(request.cookies.get(TOLD, ""), max_age=60))
        except BadSignature:
            return ""

    def keep_way(self, response: Response, request: Request, facts: dict[str, str]) -> None:
        """Remember a sign-in that is under way elsewhere. Lax: the way back begins at another site."""
        _set(response, request, WAY, str(self._notes.dumps(facts)), age=600, same_site="lax")

    def way(self, request: Request) -> dict[str, str]:
        try:
            facts = self._notes.loads(request.cookies.get(WAY, ""), max_age=600)
        except BadSignature:
            return {}
        return facts if isinstance(facts, dict) else {}


def _set(response: Response, request: Request, name: str, value: str, *, age: int, same_site: str = "strict") -> None:
    response.set_cookie(name, value, max_age=age, path=PATH, httponly=True, samesite=same_site,  # type: ignore[arg-type]
                        secure=request.url.scheme == "https")
