"""Sign-in by a host page: a short-lived JWT, signed with a shared secret or with a key of its JWKS address."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import httpx
import jwt

from bot.api.access_settings import AccessSettings
from bot.errors import CoachError

LONGEST_LIFE = 60 * 60  # seconds; a token that leaks must not be good for long
LEEWAY = 30  # seconds that two clocks may differ
LONGEST_SUBJECT = 255
KEYS_FOR = 10 * 60.0  # seconds that keys are used without asking again
ASK_AGAIN = 20.0  # seconds between two looks for a key that was not there


@dataclass(frozen=True)
class Subject:
    """Whom the host page says this is, and until when (seconds of the epoch)."""

    name: str
    until: float


class SignIn:
    """Verifies the tokens of host pages. Keys are fetched once, and again when a token names an unknown one."""

    def __init__(self, settings: AccessSettings, *, clock: Callable[[], float] = time.time) -> None:
        self._settings, self._clock = settings, clock
        self._keys: dict[str, Any] = {}
        self._asked = float("-inf")
        self._lock = asyncio.Lock()

    async def subject(self, token: str) -> Subject:
        """Raises CoachError C461 for a token that cannot be used, C462 when the keys cannot be fetched."""
        try:
            header = jwt.get_unverified_header(token)
        except (jwt.PyJWTError, ValueError) as error:
            raise _refused("it is no JWT") from error
        key, algorithm = await self._key(header)
        settings = self._settings
        try:
            claims = jwt.decode(
                token, key, algorithms=[algorithm], leeway=LEEWAY, audience=settings.audience or None,
                issuer=settings.issuer or None,
                options={"require": ["exp", "sub"], "verify_aud": bool(settings.audience), "verify_exp": False},
            )
        except (jwt.PyJWTError, ValueError, TypeError) as error:
            raise _refused(_reason(error)) from error
        return self._subject(claims)

    def _subject(self, claims: dict[str, Any]) -> Subject:
        name, until, now = claims["sub"], claims["exp"], self._clock()
        if not isinstance(name, str) or not 0 < len(name) <= LONGEST_SUBJECT:
            raise _refused("its subject is empty or too long")
        if not isinstance(until, int | float) or isinstance(until, bool):
            raise _refused("its time of expiry is no number")
        if until + LEEWAY <= now:
            raise CoachError("C463", "The sign-in has expired.", status=401, hint="Ask the host page for a new token.")
        if until > now + LONGEST_LIFE + LEEWAY:
            raise _refused("it lives longer than an hour")
        return Subject(name, float(until))

    async def _key(self, header: dict[str, Any]) -> tuple[Any, str]:
        algorithm = header.get("alg")
        # The algorithm picks the kind of key, so a public key is never taken for a shared secret.
        if algorithm == "HS256" and self._settings.jwt_secret:
            return self._settings.jwt_secret, "HS256"
        if algorithm == "RS256" and self._settings.jwks_url:
            return await self._public_key(str(header.get("kid", ""))), "RS256"
        raise _refused("its algorithm is not set up here")

    async def _public_key(self, kid: str) -> Any:
        async with self._lock:
            since = self._clock() - self._asked
            if since > KEYS_FOR or (kid not in self._keys and since > ASK_AGAIN):
                await self._fetch()
        if kid not in self._keys:
            raise _refused("its key is not among those of the JWKS address")
        return self._keys[kid]

    async def _fetch(self) -> None:
        self._asked = self._clock()
        try:
            async with httpx.AsyncClient(timeout=5.0, trust_env=False) as http:
                answer = await http.get(self._settings.jwks_url)
            answer.raise_for_status()
            found = jwt.PyJWKSet.from_dict(answer.json())
        except (httpx.HTTPError, jwt.PyJWTError, ValueError, KeyError, TypeError, AttributeError) as error:
            if self._keys:
                return  # those known are good until the address answers again
            self._asked = float("-inf")
            raise CoachError(
                "C462", "The keys that verify a sign-in cannot be fetched.", status=503,
                hint="Check COACH_JWKS_URL, and that the coach can reach it.",
            ) from error
        self._keys = {key.key_id or "": key.key for key in found.keys if key.key_type == "RSA"}


def _refused(reason: str) -> CoachError:
    return CoachError("C461", f"The sign-in was refused: {reason}.", status=401,
                      hint="The host page must send a JWT with exp and sub, HS256 or RS256, of at most an hour.")


def _reason(error: Exception) -> str:
    match error:
        case jwt.InvalidAudienceError():
            return "it is for another audience"
        case jwt.InvalidIssuerError():
            return "it comes from another issuer"
        case jwt.ImmatureSignatureError() | jwt.InvalidIssuedAtError():
            return "it is not valid yet"
        case jwt.MissingRequiredClaimError():
            return "it lacks exp or sub"
        case _:
            return "its signature does not fit"
