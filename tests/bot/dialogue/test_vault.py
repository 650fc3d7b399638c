from __future__ import annotations

from threading import Thread

from hypothesis import given
from hypothesis import strategies as st

from bot.dialogue import HeldDraft, Vault
from bot.findings import Draft
from tests.support.coach import Clock


def test_a_value_comes_back_to_its_owner_only():
    vault = Vault()
    reference = vault.put("anna", "draft")
    assert vault.get("anna", reference) == "draft"
    assert vault.get("bart", reference) is None
    assert vault.get("anna", None) is None


def test_a_value_is_gone_after_half_an_hour_however_often_it_was_used():
    clock = Clock()
    vault = Vault(clock=clock)
    reference = vault.put("anna", "draft")
    clock.now += 29 * 60
    vault.change("anna", reference, "draft with answers")
    assert vault.get("anna", reference) == "draft with answers"
    clock.now += 61
    assert vault.get("anna", reference) is None
    assert len(vault) == 0


def test_purge_drops_what_nobody_asks_for():
    clock = Clock()
    vault = Vault(clock=clock)
    vault.put("anna", "draft")
    clock.now += 31 * 60
    vault.purge()
    assert len(vault) == 0


def test_the_oldest_go_when_there_are_too_many():
    vault = Vault(most=3)
    references = [vault.put("anna", number) for number in range(5)]
    assert [vault.get("anna", reference) for reference in references] == [None, None, 2, 3, 4]


def test_take_gives_a_value_once_and_to_its_owner_only():
    vault = Vault()
    reference = vault.put("anna", "card")
    assert vault.take("bart", reference) is None
    assert vault.take("anna", reference) == "card"
    assert vault.take("anna", reference) is None


def test_forget_drops_everything_of_one_owner():
    vault = Vault()
    mine, other = vault.put("anna", 1), vault.put("bart", 2)
    vault.forget("anna")
    assert (vault.get("anna", mine), vault.get("bart", other)) == (None, 2)


def test_change_does_nothing_to_a_draft_of_somebody_else():
    vault = Vault()
    reference = vault.put("anna", "draft")
    vault.change("bart", reference, "other")
    assert vault.get("anna", reference) == "draft"


def test_no_draft_shows_in_a_representation():
    assert "secret words" not in repr(HeldDraft(Draft("secret words")))


def test_many_threads_lose_nothing():
    vault, kept = Vault(), {}

    def work(owner):
        kept[owner] = [vault.put(owner, (owner, number)) for number in range(200)]

    threads = [Thread(target=work, args=(str(number),)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for owner, references in kept.items():
        assert [vault.get(owner, reference) for reference in references] == [(owner, n) for n in range(200)]


@given(st.lists(st.tuples(st.floats(0, 4000), st.booleans()), max_size=40))
def test_nothing_ever_outlives_its_time(steps):
    clock = Clock()
    vault, put = Vault(clock=clock, most=10), {}
    for wait, again in steps:
        clock.now += wait
        put[vault.put("anna", "x")] = clock.now
        if again:
            vault.change("anna", next(iter(put)), "y")
        for reference, since in put.items():
            if clock.now - since >= 1800:
                assert vault.get("anna", reference) is None
