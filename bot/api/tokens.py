"""Conversation ids and the tokens that speak in them: signed, so that no process needs to remember them."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
import time
from collections.abc import Callable

import jwt

from bot.errors import CoachError

LIFETIME = 12 * 60 * 60  # seconds
KIND = "pc+jwt"  # tells a token of ours from one of a host page
_RANDOM, _MAC = 16, 9  # bytes


class ConversationTokens:
    """Gives out ids and tokens, and recognises its own, after a restart or in another process as well.

    An id is ``a`` (anonymous) or ``s`` and the digest of its subject, then randomness, then a seal: a made-up
    id is told apart from one of ours, and the owner of a conversation from everybody else, without a table.
    """

    def __init__(self, secret: str, *, clock: Callable[[], float] = time.time, lifetime: float = LIFETIME) -> None:
        self._seal_key = _key(secret, "seal")
        self._subject_key = _key(secret, "subject")
        self._token_key = _key(secret, "token")
        self._clock, self._lifetime = clock, lifetime

    def new_id(self, subject: str | None = None) -> str:
        """An id for a conversation of nobody in particular, or of a subject."""
        owner = "a" if subject is None else "s" + self._owner(subject)
        body = owner + _text(secrets.token_bytes(_RANDOM))
        return body + self._seal(body)

    def is_ours(self, conversation_id: str) -> bool:
        """Whether an id was given out here."""
        body, seal = conversation_id[:-12], conversation_id[-12:]
        return body[:1] in ("a", "s") and hmac.compare_digest(self._seal(body).encode(), seal.encode())

    def belongs_to(self, conversation_id: str, subject: str) -> bool:
        """Whether an id of ours was given to this subject."""
        owner = "s" + self._owner(subject)
        return hmac.compare_digest(conversation_id[: len(owner)].encode(), owner.encode())

    def issue(self, conversation_id: str, *, until: float | None = None) -> str:
        """A token for one conversation, good for twelve hours or until an earlier moment."""
        end = self._clock() + self._lifetime
        claims = {"cid": conversation_id, "exp": int(end if until is None else min(end, until))}
        return jwt.encode(claims, self._token_key, algorithm="HS256", headers={"typ": KIND})

    def check(self, token: str, conversation_id: str) -> None:
        """Raises CoachError C412 for a token that is not of this conversation, C416 for one whose time is over."""
        if self.conversation_of(token) != conversation_id:
            raise CoachError(
                "C412", "The token does not open this conversation.", status=401,
                hint="Send the token of the conversation as 'Authorization: Bearer …'.",
            )

    def conversation_of(self, token: str) -> str | None:
        """The conversation of a token of ours, None for any other. Raises CoachError C416 when its time is over."""
        try:
            claims = jwt.decode(token, self._token_key, algorithms=["HS256"],
                                options={"require": ["exp", "cid"], "verify_exp": False})
        except (jwt.PyJWTError, ValueError):
            return None
        if claims["exp"] <= self._clock():
            raise CoachError(
                "C416", "The token of this conversation has expired.", status=401,
                hint="Open a new conversation with POST /api/v1/conversations.",
            )
        return str(claims["cid"])

    def _owner(self, subject: str) -> str:
        return _text(hmac.digest(self._subject_key, subject.encode("utf-8", "surrogatepass"), "sha256")[:12])

    def _seal(self, body: str) -> str:
        return _text(hmac.digest(self._seal_key, body.encode("utf-8", "surrogatepass"), "sha256")[:_MAC])


def is_of_ours(token: str) -> bool:
    """Whether a token says that it is one of this coach's own; only ``check`` knows whether that is true."""
    try:
        return jwt.get_unverified_header(token).get("typ") == KIND
    except (jwt.PyJWTError, ValueError):
        return False


def _key(secret: str, purpose: str) -> bytes:
    return hmac.digest(secret.encode(), purpose.encode(), hashlib.sha256)


def _text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")
