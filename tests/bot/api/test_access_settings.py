from __future__ import annotations

import stat

import pytest

from bot.api.access_settings import Rate, is_loopback, kept_secret, read_access_settings
from bot.errors import CoachError


def test_nothing_is_open_by_default():
    settings = read_access_settings({})
    assert not settings.origins and not settings.anonymous and not settings.signs_in


def test_origins_secrets_and_rates_are_read():
    settings = read_access_settings({
        "COACH_ALLOWED_ORIGINS": "https://Intranet.example.org, http://wiki.example:8080", "COACH_ANONYMOUS": "yes",
        "COACH_JWT_SECRET": "s" * 32, "COACH_RATE_TOKEN": "5/second"})  # fmt: skip
    assert settings.origins == {"https://intranet.example.org", "http://wiki.example:8080"}
    assert settings.anonymous and settings.signs_in
    assert settings.token_rate == Rate(5, 1.0)
    assert "s" * 32 not in repr(settings)


@pytest.mark.parametrize(("name", "value"), [
    ("COACH_ALLOWED_ORIGINS", "*"), ("COACH_ALLOWED_ORIGINS", "https://a.example/path"),
    ("COACH_ALLOWED_ORIGINS", "a.example"), ("COACH_ALLOWED_ORIGINS", "null"), ("COACH_ANONYMOUS", "maybe"),
    ("COACH_JWT_SECRET", "short"), ("COACH_TOKEN_SECRET", "short"), ("COACH_RATE_TOKEN", "0/minute"),
    ("COACH_RATE_ADDRESS", "many"), ("COACH_JWKS_URL", "http://keys.example/jwks.json"), ("COACH_JWKS_URL", "x"),
])  # fmt: skip
def test_value_that_cannot_be_used_is_named_and_not_repeated(name, value):
    with pytest.raises(CoachError, match=name) as refused:
        read_access_settings({name: value})
    assert refused.value.code == "C465"


def test_secret_of_the_installation_is_made_once_for_its_owner_alone(tmp_path):
    folder = tmp_path / "state"
    made = kept_secret(folder)
    assert len(made) >= 32 and kept_secret(folder) == made
    assert stat.S_IMODE((folder / "conversations.key").stat().st_mode) == 0o600


def test_secret_that_was_cut_short_is_made_anew(tmp_path):
    (tmp_path / "conversations.key").write_text("half")
    assert len(kept_secret(tmp_path)) >= 32


@pytest.mark.parametrize(("host", "local"), [
    ("127.0.0.1", True), ("127.8.8.8", True), ("::1", True), ("[::1]", True), ("::ffff:127.0.0.1", True),
    ("localhost", True), ("localhost.evil.example", False), ("10.0.0.1", False), ("::ffff:10.0.0.1", False),
    ("", False), ("127.0.0.1.evil.example", False),
])  # fmt: skip
def test_loopback_is_this_machine_and_nothing_that_looks_like_it(host, local):
    assert is_loopback(host) is local
