"""Links that open once, sessions, forms of the session, roles, brakes, and what is written down."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest

from bot.errors import CoachError
from bot.studio import OneTimeLink, StudioSettings, read_studio_settings
from bot.studio.brakes import Brakes
from bot.studio.oidc import role_of
from tests.support.coach import Clock
from tests.support.studio import Office


def test_a_link_opens_once_and_only_its_hash_is_kept(tmp_path: Path):
    link = OneTimeLink(tmp_path)
    token = link.make()
    kept = (tmp_path / "studio-link.json").read_text()
    assert token not in kept
    assert (tmp_path / "studio-link.json").stat().st_mode & 0o077 == 0
    assert not link.use("something else")
    assert link.use(token)
    assert not link.use(token)
    assert [path.name for path in tmp_path.iterdir()] == ["studio-link.json"]


def test_a_link_is_over_after_an_hour_and_a_new_one_ends_the_old(tmp_path: Path):
    clock = Clock()
    link = OneTimeLink(tmp_path, clock=clock)
    old = link.make()
    new = link.make()
    assert not link.use(old)
    clock.now += 3601
    assert not link.use(new)


def test_looking_at_a_link_uses_nothing_up(office: Office):
    visitor, token = office.visitor(role=None), office.link()
    assert "Open the studio" in visitor.page(f"/sign-in?link={token}")
    answer = visitor.client.post("/studio/sign-in", data={"link": token, "name": "Ann"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/studio/inbox")
    assert visitor.get("/audit").status_code == 200
    again = office.visitor(role=None).client.post("/studio/sign-in", data={"link": token, "name": "Bob"})
    assert again.status_code == 403
    assert "C641" in again.text


def test_the_cookie_is_strict_hidden_from_scripts_and_secure_over_https(office: Office):
    def cookie(base: str) -> str:
        visitor = office.visitor(role=None, base=base)
        return visitor.client.post("/studio/sign-in", data={"link": office.link(), "name": "A"}).headers["set-cookie"]

    assert all(part in cookie("http://testserver") for part in ("HttpOnly", "SameSite=strict", "Path=/studio", "Max-Age=28800"))
    assert "Secure" not in cookie("http://testserver")
    assert "Secure" in cookie("https://testserver")


def test_nobody_sees_a_page_without_a_session(office: Office):
    visitor = office.visitor(role=None)
    assert visitor.get("/audit").headers["location"] == "/studio/sign-in"
    visitor.client.cookies.set("studio", "forged")
    assert visitor.get("/changes").headers["location"] == "/studio/sign-in"


def test_a_form_of_another_session_is_refused(office: Office):
    ann, eve = office.visitor(), office.visitor(role="editor", name="Eve")
    page = eve.page("/audit")
    token = eve.hidden(page, "/sign-out")["csrf"]
    for given in ("", "wrong", token):
        answer = ann.client.post("/studio/sign-out", data={"csrf": given})
        assert (answer.status_code, "C642" in answer.text) == (403, True)


def test_signing_out_ends_a_copied_cookie_too(office: Office):
    ann = office.visitor()
    copy = ann.client.cookies["studio"]
    ann.send("/audit", "/sign-out")
    ann.client.cookies.set("studio", copy)
    assert ann.get("/audit").status_code == 303


def test_guessing_is_slowed_and_written_down_without_the_guess(office: Office, caplog: pytest.LogCaptureFixture):
    visitor = office.visitor(role=None)
    with caplog.at_level(logging.WARNING):
        answers = [visitor.client.post("/studio/sign-in", data={"link": f"guess-{n}", "name": "E"}) for n in range(4)]
    assert [answer.status_code for answer in answers] == [403, 403, 403, 429]
    assert int(answers[3].headers["retry-after"]) >= 1
    assert "number 3" in caplog.text
    assert "guess-" not in caplog.text
    # The right link waits as well: a guesser must not learn that it was right.
    assert visitor.client.post("/studio/sign-in", data={"link": office.link(), "name": "E"}).status_code == 429


def test_brakes_grow_and_let_go():
    clock = Clock()
    brakes = Brakes(clock=clock)
    for _ in range(5):
        brakes.failed("a", "a guess")
    assert (brakes.wait("a"), brakes.wait("b")) == (8, 0)
    clock.now += 9
    assert brakes.wait("a") == 0
    brakes.passed("a")
    assert brakes.wait("a") == 0


def test_signing_in_is_in_the_audit_trail(office: Office):
    office.visitor(name="Ann Peeters")
    (entry,) = office.store.audit.entries()
    assert (entry.subject, entry.role, entry.action, entry.reason) == ("Ann Peeters", "publisher", "sign-in", "one-time link")


@pytest.mark.parametrize(("claims", "path", "role"), [
    ({"roles": ["editor", "reader"]}, "roles", "editor"),
    ({"roles": "postcoach-publisher"}, "roles", "publisher"),
    ({"realm_access": {"roles": ["reader"]}}, "realm_access.roles", "reader"),
    ({"https://x.example/roles": ["editor"]}, "https://x.example/roles", "editor"),
    ({"roles": ["not-editor", "admin"]}, "roles", None),
    ({"roles": {"editor": True}}, "roles", None),
    ({}, "roles", None),
])  # fmt: skip
def test_a_role_comes_from_the_claim_alone(claims, path, role):
    assert role_of(claims, path) == role


def test_settings_of_a_company_sign_in_come_together():
    assert read_studio_settings({}) == StudioSettings()
    with pytest.raises(CoachError, match="COACH_OIDC_CLIENT_SECRET is missing"):
        read_studio_settings({"COACH_OIDC_ISSUER": "https://id.example", "COACH_OIDC_CLIENT_ID": "coach"})
    with pytest.raises(CoachError, match="expected an https address"):
        read_studio_settings({"COACH_OIDC_ISSUER": "http://id.example", "COACH_OIDC_CLIENT_ID": "c", "COACH_OIDC_CLIENT_SECRET": "s"})
