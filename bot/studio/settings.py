"""Who may enter the studio, as the environment says it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from bot.errors import CoachError

LOCAL = ("localhost", "127.0.0.1", "::1")


@dataclass(frozen=True)
class OidcSettings:
    """A company's own sign-in. ``claim`` is where the roles stand, a path such as ``realm_access.roles``."""

    issuer: str
    client_id: str
    client_secret: str = field(repr=False)
    claim: str = "roles"


@dataclass(frozen=True)
class StudioSettings:
    """``oidc`` None means: one-time links alone. A session ends after ``hours``."""

    oidc: OidcSettings | None = None
    hours: int = 8


def read_studio_settings(environment: Mapping[str, str]) -> StudioSettings:
    """Settings from ``COACH_…`` variables. Raises CoachError C649 for a value that cannot be used."""
    names = ("COACH_OIDC_ISSUER", "COACH_OIDC_CLIENT_ID", "COACH_OIDC_CLIENT_SECRET")
    given = [environment.get(name, "") for name in names]
    hours = environment.get("COACH_STUDIO_HOURS") or "8"
    if not hours.isdigit() or not 1 <= int(hours) <= 72:
        raise CoachError("C649", f"COACH_STUDIO_HOURS is '{hours}'; expected whole hours from 1 to 72.")
    if any(given) and not all(given):
        missing = [name for name, value in zip(names, given, strict=True) if not value]
        raise CoachError("C649", f"{', '.join(missing)} is missing for the studio's sign-in.",
                         hint="Set all three, or none for one-time links.")
    issuer, client_id, client_secret = given
    claim = environment.get("COACH_OIDC_CLAIM") or "roles"
    oidc = OidcSettings(issuer, client_id, client_secret, claim) if issuer else None
    if oidc:
        parts = urlsplit(oidc.issuer)
        if not (parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOCAL)):
            raise CoachError("C649", "COACH_OIDC_ISSUER cannot be used; expected an https address.")
    return StudioSettings(oidc, int(hours))
