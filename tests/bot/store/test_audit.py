"""The audit trail keeps who, what, when and why, newest first."""

from __future__ import annotations

from pathlib import Path

from bot.store import Change, StoreSettings, open_store


def test_entries_come_back_newest_first_and_by_target(tmp_path: Path):
    store = open_store(StoreSettings(state=tmp_path))
    first = store.audit.record(Change("editor", "ann", "edit", "policy/company.yml", "new client", "a", "b"))
    store.audit.record(Change("publisher", "bob", "promote", "release r1", "monthly"))
    assert [entry.subject for entry in store.audit.entries()] == ["bob", "ann"]
    (only,) = store.audit.entries(target="policy/company.yml")
    assert (only.id, only.before, only.after, only.reason) == (first, "a", "b", "new client")
    assert only.at is not None
    assert store.audit.entry(first) == only
    assert store.audit.entry(999) is None
    store.close()
