"""Who may use the coach over HTTP, as the environment says it."""

from __future__ import annotations

import ipaddress
import os
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from bot.errors import CoachError

SHORTEST_SECRET = 32  # characters; HS256 wants 256 bits
SECRET_FILE = "conversations.key"
_RATE = re.compile(r"([1-9]\d{0,6})/(second|minute|hour)")
_SECONDS = {"second": 1.0, "minute": 60.0, "hour": 3600.0}


@dataclass(frozen=True)
class Rate:
    """So many requests in so many seconds; as many may come at once."""

    count: int
    seconds: float


@dataclass(frozen=True)
class AccessSettings:
    """Nothing is open beyond this machine until ``origins`` and either ``anonymous`` or a sign-in say so.

    ``secret`` signs conversation tokens; empty until somebody makes one. ``jwt_secret`` (HS256) and ``jwks_url``
    (RS256) verify the tokens with which a host page signs its people in; ``audience`` and ``issuer`` are demanded
    of them when not empty.
    """

    secret: str = field(default="", repr=False)
    origins: frozenset[str] = frozenset()
    anonymous: bool = False
    jwt_secret: str = field(default="", repr=False)
    jwks_url: str = ""
    audience: str = ""
    issuer: str = ""
    token_rate: Rate = Rate(240, 60.0)
    address_rate: Rate = Rate(1200, 60.0)

    @property
    def signs_in(self) -> bool:
        """Whether a host page may sign people in."""
        return bool(self.jwt_secret or self.jwks_url)


def read_access_settings(environment: Mapping[str, str]) -> AccessSettings:
    """Access from ``COACH_…`` variables. Raises CoachError C465 for a value that cannot be used."""
    return AccessSettings(
        secret=_secret(environment, "COACH_TOKEN_SECRET"),
        origins=frozenset(_origin(part) for part in re.split(r"[,\s]+", environment.get("COACH_ALLOWED_ORIGINS", ""))
                          if part),
        anonymous=_yes(environment, "COACH_ANONYMOUS"),
        jwt_secret=_secret(environment, "COACH_JWT_SECRET"),
        jwks_url=_jwks(environment.get("COACH_JWKS_URL", "")),
        audience=environment.get("COACH_JWT_AUDIENCE", ""),
        issuer=environment.get("COACH_JWT_ISSUER", ""),
        token_rate=_rate(environment, "COACH_RATE_TOKEN", "240/minute"),
        address_rate=_rate(environment, "COACH_RATE_ADDRESS", "1200/minute"),
    )


def kept_secret(folder: Path) -> str:
    """The secret of this installation, made at the first start and readable by its owner alone."""
    folder.mkdir(parents=True, exist_ok=True)
    place = folder / SECRET_FILE
    try:
        handle = os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        kept = place.read_text(encoding="ascii").strip()
        if len(kept) >= SHORTEST_SECRET:
            return kept
        place.unlink()  # cut short by a full disk or a crash
        return kept_secret(folder)
    made = secrets.token_urlsafe(32)
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(made)
    return made


def is_loopback(host: str) -> bool:
    """Whether an address, or a name without port, means this machine."""
    if host == "localhost":
        return True
    try:
        address = ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        return False
    mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    return (mapped or address).is_loopback


def _wrong(name: str, expected: str) -> CoachError:
    return CoachError("C465", f"{name} cannot be used; expected {expected}.")


def _secret(environment: Mapping[str, str], name: str) -> str:
    given = environment.get(name, "")
    if given and len(given) < SHORTEST_SECRET:
        raise _wrong(name, f"at least {SHORTEST_SECRET} characters")
    return given


def _yes(environment: Mapping[str, str], name: str) -> bool:
    given = environment.get(name, "no").lower() or "no"
    if given not in ("yes", "no"):
        raise _wrong(name, "yes or no")
    return given == "yes"


def _rate(environment: Mapping[str, str], name: str, default: str) -> Rate:
    found = _RATE.fullmatch(environment.get(name) or default)
    if not found:
        raise _wrong(name, "a number and a time, such as 240/minute")
    return Rate(int(found[1]), _SECONDS[found[2]])


def _origin(text: str) -> str:
    parts = urlsplit(text)
    if parts.scheme not in ("http", "https") or not parts.netloc or f"{parts.scheme}://{parts.netloc}" != text:
        raise _wrong("COACH_ALLOWED_ORIGINS", "origins such as https://intranet.example.org, without a path or a star")
    return text.lower()


def _jwks(url: str) -> str:
    parts = urlsplit(url)
    if url and not (parts.scheme == "https" or (parts.scheme == "http" and is_loopback(parts.hostname or ""))):
        raise _wrong("COACH_JWKS_URL", "an https address")
    return url
