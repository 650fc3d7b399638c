"""The host page's token: what is taken, what is refused, and how keys are fetched."""

from __future__ import annotations

import asyncio
import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm

from bot.api.access_settings import AccessSettings
from bot.api.sign_in import SignIn
from bot.errors import CoachError
from tests.support.coach import Clock

SECRET = "the intranet shares this with the coach"


def claims(**more):
    return {"sub": "anna", "exp": int(time.time()) + 300, **more}


def hs256(body, secret=SECRET):
    return jwt.encode(body, secret, algorithm="HS256")


def subject(settings: AccessSettings, token: str, sign_in: SignIn | None = None) -> str:
    return asyncio.run((sign_in or SignIn(settings)).subject(token)).name


def refusal(settings: AccessSettings, token: str, sign_in: SignIn | None = None) -> tuple[str, int, str]:
    with pytest.raises(CoachError) as refused:
        subject(settings, token, sign_in)
    return refused.value.code, refused.value.status, refused.value.message


def test_token_signed_with_the_shared_secret_names_its_subject():
    assert subject(AccessSettings(jwt_secret=SECRET), hs256(claims())) == "anna"


@pytest.mark.parametrize(("token", "code", "reason"), [
    (hs256(claims(), "quite another secret of enough length"), "C461", "signature"),
    (hs256({"sub": "anna"}), "C461", "lacks exp or sub"),
    (hs256({"exp": int(time.time()) + 60}), "C461", "lacks exp or sub"),
    (hs256(claims(sub="")), "C461", "empty or too long"),
    (hs256(claims(sub="x" * 300)), "C461", "empty or too long"),
    (hs256(claims(exp=int(time.time()) + 86_400)), "C461", "lives longer"),
    (hs256(claims(exp=int(time.time()) - 120)), "C463", "expired"),
    (hs256(claims(nbf=int(time.time()) + 600)), "C461", "not valid yet"),
    (jwt.encode(claims(), "", algorithm="none"), "C461", "algorithm"),
    ("nonsense", "C461", "no JWT"),
])  # fmt: skip
def test_token_that_cannot_be_used_is_refused_with_its_reason(token, code, reason):
    told = refusal(AccessSettings(jwt_secret=SECRET), token)
    assert told[:2] == (code, 401)
    assert reason in told[2]


def test_audience_and_issuer_are_demanded_when_set():
    settings = AccessSettings(jwt_secret=SECRET, audience="postcoach", issuer="https://intranet.example.org")
    good = claims(aud="postcoach", iss="https://intranet.example.org")
    assert subject(settings, hs256(good)) == "anna"
    assert "audience" in refusal(settings, hs256({**good, "aud": "wiki"}))[2]
    assert "issuer" in refusal(settings, hs256({**good, "iss": "https://elsewhere.example"}))[2]
    assert refusal(settings, hs256(claims()))[0] == "C461"


class Keys:
    """A JWKS address on a real socket."""

    def __init__(self) -> None:
        self.keys, self.asked, self.broken = {}, 0, False
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                outer.asked += 1
                body = json.dumps({"keys": [
                    {**RSAAlgorithm.to_jwk(key.public_key(), as_dict=True), "kid": kid, "use": "sig", "alg": "RS256"}
                    for kid, key in outer.keys.items()]}).encode()  # fmt: skip
                self.send_response(500 if outer.broken else 200)
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *args) -> None: ...

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}/jwks.json"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def add(self, kid: str) -> None:
        self.keys[kid] = rsa.generate_private_key(public_exponent=65537, key_size=2048)

    def sign(self, kid: str, body) -> str:
        return jwt.encode(body, self.keys[kid], algorithm="RS256", headers={"kid": kid})

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()


@pytest.fixture
def keys():
    made = Keys()
    made.add("one")
    yield made
    made.stop()


def test_token_signed_with_a_key_of_the_address_is_taken_and_the_keys_are_kept(keys):
    settings = AccessSettings(jwks_url=keys.url)
    sign_in = SignIn(settings)
    for _ in range(3):
        assert subject(settings, keys.sign("one", claims()), sign_in) == "anna"
    assert keys.asked == 1


def test_new_key_is_fetched_but_unknown_ones_do_not_hammer_the_address(keys):
    clock = Clock()
    clock.now = time.time()
    settings = AccessSettings(jwks_url=keys.url)
    sign_in = SignIn(settings, clock=clock)
    subject(settings, keys.sign("one", claims()), sign_in)
    keys.add("two")
    for _ in range(5):
        assert "key is not among" in refusal(settings, keys.sign("two", claims()), sign_in)[2]
    assert keys.asked == 1
    clock.now += 30
    assert subject(settings, keys.sign("two", claims()), sign_in) == "anna"
    assert keys.asked == 2


def test_keys_outlive_an_address_that_fails(keys):
    clock = Clock()
    clock.now = time.time()
    settings = AccessSettings(jwks_url=keys.url)
    sign_in = SignIn(settings, clock=clock)
    token = keys.sign("one", claims(exp=int(time.time()) + 3600))
    subject(settings, token, sign_in)
    keys.broken = True
    clock.now += 700
    assert subject(settings, token, sign_in) == "anna"
    assert refusal(settings, token, SignIn(settings, clock=clock))[:2] == ("C462", 503)


def test_public_key_is_never_taken_for_a_shared_secret(keys):
    public = keys.keys["one"].public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    head = jwt.utils.base64url_encode(b'{"alg":"HS256","typ":"JWT","kid":"one"}')
    body = jwt.utils.base64url_encode(json.dumps(claims()).encode())
    signature = jwt.algorithms.HMACAlgorithm(jwt.algorithms.HMACAlgorithm.SHA256).sign(head + b"." + body, public)
    forged = b".".join([head, body, jwt.utils.base64url_encode(signature)]).decode()
    assert "algorithm" in refusal(AccessSettings(jwks_url=keys.url), forged)[2]
