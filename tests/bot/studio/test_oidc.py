"""Sign-in by a company's provider: a real one in small, on a real socket, with a real key."""

from __future__ import annotations

import base64
import hashlib
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from bot.studio import OidcSettings, StudioSettings
from tests.support.coach import Served
from tests.support.studio import Office, Visitor


class Provider:
    """Hands out one code for whatever was asked, and checks the proof key as a provider must."""

    def __init__(self) -> None:
        self.key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self.claims: dict[str, object] = {"roles": ["editor"], "preferred_username": "jan@novalys.example"}
        self.asked: dict[str, str] = {}
        self.algorithm, self.signing_key = "RS256", self.key
        self.served = Served(Starlette(routes=[
            Route("/.well-known/openid-configuration", self.metadata), Route("/keys", self.keys),
            Route("/token", self.token, methods=["POST"]),
        ]))

    @property
    def url(self) -> str:
        return self.served.url

    async def metadata(self, request: Request) -> JSONResponse:
        return JSONResponse({
            "issuer": self.url, "authorization_endpoint": f"{self.url}/authorize", "token_endpoint": f"{self.url}/token",
            "jwks_uri": f"{self.url}/keys", "id_token_signing_alg_values_supported": ["none", "HS256", "RS256"],
        })

    async def keys(self, request: Request) -> JSONResponse:
        return JSONResponse({"keys": [RSAAlgorithm.to_jwk(self.key.public_key(), as_dict=True) | {"kid": "1", "alg": "RS256"}]})

    async def token(self, request: Request) -> JSONResponse:
        form = await request.form()
        proof = base64.urlsafe_b64encode(hashlib.sha256(str(form["code_verifier"]).encode()).digest()).rstrip(b"=").decode()
        if form["code"] != "one" or proof != self.asked["code_challenge"]:
            return JSONResponse({"error": "invalid_grant"}, status_code=400)
        now = int(time.time())
        claims = {"iss": self.url, "aud": "coach", "sub": "42", "iat": now, "exp": now + 60, "nonce": self.asked["nonce"]}
        token = jwt.encode(claims | self.claims, self.signing_key, algorithm=self.algorithm, headers={"kid": "1"})
        return JSONResponse({"access_token": "a", "token_type": "Bearer", "id_token": token})


@pytest.fixture(scope="module")
def provider() -> Iterator[Provider]:
    made = Provider()
    yield made
    made.served.stop()


@pytest.fixture
def visitor(provider: Provider, tmp_path: Path) -> Iterator[Visitor]:
    provider.claims = {"roles": ["editor"], "preferred_username": "jan@novalys.example"}
    provider.algorithm, provider.signing_key = "RS256", provider.key
    office = Office(tmp_path, settings=StudioSettings(OidcSettings(provider.url, "coach", "s" * 32)))
    yield office.visitor(role=None)
    office.close()


def begin(visitor: Visitor, provider: Provider) -> str:
    target = visitor.get("/sign-in/company").headers["location"]
    provider.asked = {name: values[0] for name, values in parse_qs(urlsplit(target).query).items()}
    assert provider.asked["redirect_uri"] == "http://testserver/studio/sign-in/company/back"
    return provider.asked["state"]


def test_a_person_with_a_role_comes_in_and_edits_but_does_not_publish(visitor: Visitor, provider: Provider):
    assert "Sign in with your company account" in visitor.page("/sign-in")
    answer = visitor.get(f"/sign-in/company/back?code=one&state={begin(visitor, provider)}")
    assert answer.status_code == 200
    assert "jan@novalys.example, editor" in visitor.page("/audit")
    (entry,) = visitor.office.store.audit.entries()
    assert (entry.subject, entry.role, entry.reason) == ("jan@novalys.example", "editor", "company sign-in")


def test_a_state_of_somebody_else_is_refused(visitor: Visitor, provider: Provider):
    begin(visitor, provider)
    assert "C644" in visitor.get("/sign-in/company/back?code=one&state=other").text
    assert visitor.get("/audit").status_code == 303


def test_somebody_without_a_role_is_told_so(visitor: Visitor, provider: Provider):
    provider.claims = {"roles": ["staff"]}
    answer = visitor.get(f"/sign-in/company/back?code=one&state={begin(visitor, provider)}")
    assert (answer.status_code, "C645" in answer.text) == (403, True)


@pytest.mark.parametrize("wrong", [{"aud": "another"}, {"iss": "https://evil.example"}, {"nonce": "old"}, {"exp": 1}])
def test_a_token_that_is_not_for_us_or_not_for_now_is_refused(visitor: Visitor, provider: Provider, wrong):
    provider.claims = {"roles": ["publisher"]} | wrong
    answer = visitor.get(f"/sign-in/company/back?code=one&state={begin(visitor, provider)}")
    assert (answer.status_code, "C644" in answer.text) == (502, True)
    assert visitor.get("/audit").status_code == 303


@pytest.mark.parametrize("algorithm", ["none", "HS256"])
def test_a_token_that_the_provider_did_not_sign_is_refused(visitor: Visitor, provider: Provider, algorithm):
    provider.algorithm, provider.signing_key = algorithm, "s" * 32 if algorithm == "HS256" else None
    answer = visitor.get(f"/sign-in/company/back?code=one&state={begin(visitor, provider)}")
    assert (answer.status_code, "C644" in answer.text) == (502, True)
