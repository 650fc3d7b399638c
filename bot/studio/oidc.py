"""Sign-in by the company's own identity provider (OpenID Connect)."""

from __future__ import annotations

import logging
from typing import Any

import httpx
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.starlette_client import OAuth
from joserfc.errors import JoseError

from bot.errors import CoachError
from bot.studio.session import ROLES
from bot.studio.settings import OidcSettings

log = logging.getLogger(__name__)
ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")
PATIENCE = 10.0  # seconds for each answer of the provider


class Oidc:
    """The authorization code flow with PKCE, state and nonce. The provider's addresses are read when first used."""

    def __init__(self, settings: OidcSettings) -> None:
        self._claim = settings.claim
        self._client = OAuth().register(
            "company", client_id=settings.client_id, client_secret=settings.client_secret,
            server_metadata_url=f"{settings.issuer.rstrip('/')}/.well-known/openid-configuration",
            client_kwargs={"scope": "openid profile email", "code_challenge_method": "S256", "timeout": PATIENCE},
        )  # fmt: skip

    async def begin(self, redirect: str) -> tuple[str, dict[str, str]]:
        """Where to send the browser, and what must be remembered until it comes back. Raises CoachError C644."""
        try:
            made = await self._client.create_authorization_url(redirect)
        except (httpx.HTTPError, AuthlibBaseError, RuntimeError, ValueError) as error:
            raise _failed(error) from error
        kept = {name: str(made[name]) for name in ("state", "nonce", "code_verifier") if made.get(name)}
        return str(made["url"]), kept | {"redirect": redirect}

    async def end(self, code: str, way: dict[str, str]) -> tuple[str, str]:
        """Name and role of who came back.

        Raises CoachError C644 when the provider does not vouch for them, C645 when they have no role here.
        """
        try:
            token = await self._client.fetch_access_token(
                way["redirect"], code=code, code_verifier=way["code_verifier"])
            metadata = await self._client.load_server_metadata()
            # Never 'none', never the client's own secret: only who holds the provider's key can have signed.
            said = metadata.get("id_token_signing_alg_values_supported") or ["RS256"]
            metadata["id_token_signing_alg_values_supported"] = [name for name in said if name in ALGORITHMS]
            person = await self._client.parse_id_token(token, nonce=way["nonce"])
        except (httpx.HTTPError, AuthlibBaseError, JoseError, RuntimeError, ValueError, KeyError) as error:
            raise _failed(error) from error
        if not person or not person.get("sub"):
            raise _failed(None)
        role = role_of(person, self._claim)
        if role is None:
            raise CoachError("C645", "You are signed in, but have no role in the studio.", status=403,
                             hint=f"Ask for reader, editor or publisher in the claim '{self._claim}'.")
        return str(person.get("preferred_username") or person.get("email") or person["sub"]), role


def role_of(claims: dict[str, Any], path: str) -> str | None:
    """The highest role that the claim names: ``editor`` or ``postcoach-editor``, alone or in a list."""
    value: Any = claims.get(path)
    if value is None:
        value = claims
        for part in path.split("."):
            value = value.get(part) if isinstance(value, dict) else None
    given = value.replace(",", " ").split() if isinstance(value, str) else value if isinstance(value, list) else []
    held = [role for role in ROLES if role in given or f"postcoach-{role}" in given]
    return held[-1] if held else None


def _failed(error: Exception | None) -> CoachError:
    log.warning("studio: sign-in by the company's provider failed: %s", type(error).__name__)
    return CoachError("C644", "The company's sign-in did not work.", status=502,
                      hint="Try again. If it stays, tell whoever runs the coach: the log says the kind of fault.")
