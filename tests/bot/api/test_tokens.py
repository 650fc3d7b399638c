from __future__ import annotations

import jwt
import pytest

from bot.api.tokens import LIFETIME, ConversationTokens, is_of_ours
from bot.errors import CoachError
from tests.support.coach import Clock

SECRET = "a secret of more than thirty-two characters"


def test_token_opens_its_own_conversation_after_a_restart_too():
    before, after = ConversationTokens(SECRET), ConversationTokens(SECRET)
    conversation = before.new_id()
    after.check(before.issue(conversation), conversation)
    assert after.is_ours(conversation)


def test_token_opens_no_other_conversation():
    tokens = ConversationTokens(SECRET)
    with pytest.raises(CoachError, match="does not open") as refused:
        tokens.check(tokens.issue(tokens.new_id()), tokens.new_id())
    assert (refused.value.code, refused.value.status) == ("C412", 401)


def test_token_ends_after_twelve_hours_and_sooner_when_told():
    clock = Clock()
    tokens = ConversationTokens(SECRET, clock=clock)
    conversation = tokens.new_id()
    long, short = tokens.issue(conversation), tokens.issue(conversation, until=clock.now + 60)
    clock.now += 61
    tokens.check(long, conversation)
    with pytest.raises(CoachError, match="expired"):
        tokens.check(short, conversation)
    clock.now += LIFETIME
    with pytest.raises(CoachError, match="expired") as old:
        tokens.check(long, conversation)
    assert old.value.code == "C416"


@pytest.mark.parametrize("forge", [
    lambda claims: jwt.encode(claims, "", algorithm="none"),
    lambda claims: jwt.encode(claims, SECRET, algorithm="HS256"),
    lambda claims: jwt.encode(claims, "another secret that is quite long enough", algorithm="HS256"),
    lambda claims: "x.y.z",
    lambda claims: "é" * 40,
])  # fmt: skip
def test_forged_token_opens_nothing(forge):
    tokens = ConversationTokens(SECRET)
    conversation = tokens.new_id()
    with pytest.raises(CoachError) as refused:
        tokens.check(forge({"cid": conversation, "exp": 9_999_999_999}), conversation)
    assert refused.value.code == "C412"


def test_made_up_and_foreign_ids_are_not_ours():
    tokens, others = ConversationTokens(SECRET), ConversationTokens(SECRET + "!")
    for made_up in ("", "a", "é" * 40, "a" * 35, tokens.new_id() + "x", others.new_id()):
        assert not tokens.is_ours(made_up)


def test_conversation_belongs_to_its_subject_alone():
    tokens = ConversationTokens(SECRET)
    conversation = tokens.new_id("anna@example.org")
    assert tokens.is_ours(conversation)
    assert tokens.belongs_to(conversation, "anna@example.org")
    assert not tokens.belongs_to(conversation, "bram@example.org")
    assert not tokens.belongs_to(tokens.new_id(), "anna@example.org")
    assert "anna" not in conversation


def test_kind_of_a_token_is_read_from_its_header():
    tokens = ConversationTokens(SECRET)
    assert is_of_ours(tokens.issue(tokens.new_id()))
    assert not is_of_ours(jwt.encode({"sub": "x"}, SECRET, algorithm="HS256"))
    assert not is_of_ours("nothing")
