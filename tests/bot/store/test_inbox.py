"""The inbox keeps what it is given and nothing of a person, and lets go of it in time."""

from __future__ import annotations

import asyncio
import stat
from dataclasses import fields
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import inspect

from bot.errors import CoachError
from bot.store import Inbox, Item, Store, StoreSettings, open_store
from bot.store.tables import METADATA
from tests.support.coach import DAY, WordEncoder

encode = WordEncoder().encode


@pytest.fixture
def store(tmp_path: Path):
    opened = open_store(StoreSettings(state=tmp_path / "state"))
    yield opened
    opened.close()


def question(text: str, **changes) -> Item:
    return Item(**{"kind": "question", "text": text, "language": "en", "channel": "web"} | changes)


def test_an_item_comes_back_as_it_was_given(store: Store):
    item = question("may I post [amount]?", topics=("revenue", "salary"), rule="a.b", reason="it is public")
    number = asyncio.run(store.inbox.add(item, today=DAY))
    kept = store.inbox.item(number)
    assert (kept.item, kept.day, kept.state) == (item, DAY, "open")


def test_questions_in_other_words_form_one_group_and_the_largest_comes_first(store: Store):
    for text in ("may I bring my dog", "what about giraffes", "may I bring my dog please", "may I bring a dog"):
        store.inbox.put(question(text))
    groups = store.inbox.groups(encode)
    assert [len(group.items) for group in groups] == [3, 1]
    assert {kept.item.text for kept in groups[0].items} == {
        "may I bring my dog", "may I bring my dog please", "may I bring a dog"}


def test_disputed_findings_are_grouped_within_their_rule_also_without_words(store: Store):
    for rule, text in (("a.one", ""), ("a.one", ""), ("a.two", ""), ("a.one", "the same words")):
        store.inbox.put(question(text, kind="finding", rule=rule))
    assert sorted((group.rule, len(group.items)) for group in store.inbox.groups(encode)) == [
        ("a.one", 1), ("a.one", 2), ("a.two", 1)]


def test_an_item_is_settled_with_a_reason_only_and_leaves_the_open_list(store: Store):
    number = store.inbox.put(question("may I?"))
    with pytest.raises(CoachError, match="C603"):
        store.inbox.settle([number], state="dismissed", reason="  ")
    store.inbox.settle([number], state="dismissed", reason="not about posting")
    assert store.inbox.items() == []
    assert store.inbox.item(number).settled_reason == "not about posting"


def test_settling_one_that_is_gone_changes_none_of_them(store: Store):
    number = store.inbox.put(question("may I?"))
    with pytest.raises(CoachError, match="C602"):
        store.inbox.settle([number, 999], state="done", reason="example of a topic")
    assert store.inbox.item(number).state == "open"


def test_items_expire_whatever_their_state(store: Store):
    old, new = (store.inbox.put(question("may I?"), today=day) for day in (DAY - timedelta(31), DAY - timedelta(30)))
    store.inbox.settle([old], state="done", reason="example of a topic")
    assert store.purge(today=DAY) == 1
    assert [kept.id for kept in store.inbox.items(state=None)] == [new]


def test_add_never_raises_and_logs_no_words(tmp_path: Path, caplog: pytest.LogCaptureFixture):
    store = open_store(StoreSettings(state=tmp_path))
    METADATA.tables["items"].drop(store.engine)
    assert asyncio.run(store.inbox.add(question("my secret words"))) is None
    assert asyncio.run(store.inbox.add(question("my secret words", kind="gossip"))) is None
    assert "lost" in caplog.text
    assert "secret" not in caplog.text
    store.close()


@pytest.mark.parametrize("text", ["\0a", "\ud800b", "x" * 5_000, "🙂" * 600, "'; DROP TABLE items; --"])
def test_any_text_can_be_kept(text: str, store: Store):
    number = store.inbox.put(question(text))
    assert len(store.inbox.item(number).item.text) <= 1_000


def test_no_table_and_no_item_has_a_place_for_a_person():
    names = {column.name for table in METADATA.tables.values() if table.name != "audit" for column in table.columns}
    names |= {field.name for field in fields(Item)}
    assert not names & {"name", "user", "account", "sender", "sender_id", "owner", "ip", "address", "email", "time", "at"}


def test_the_file_is_its_owners_alone(tmp_path: Path):
    store = open_store(StoreSettings(state=tmp_path / "state"))
    asyncio.run(store.inbox.add(question("may I?")))
    files = sorted((tmp_path / "state").iterdir())
    assert files
    assert all(stat.S_IMODE(path.stat().st_mode) == 0o600 for path in files)
    assert stat.S_IMODE((tmp_path / "state").stat().st_mode) == 0o700
    store.close()


def test_what_was_deleted_is_not_left_in_the_file(tmp_path: Path):
    store = open_store(StoreSettings(state=tmp_path))
    store.inbox.put(question("Zanzibar-needle"), today=date(2020, 1, 1))
    store.purge()
    store.close()
    assert all(b"Zanzibar-needle" not in path.read_bytes() for path in tmp_path.iterdir())


def test_a_second_process_finds_the_tables_and_the_items(tmp_path: Path):
    first = open_store(StoreSettings(state=tmp_path))
    first.inbox.put(question("may I?"))
    second = open_store(StoreSettings(state=tmp_path))
    assert len(Inbox(second.engine).items()) == 1
    first.close()
    second.close()


def test_the_migrations_make_the_tables_that_the_code_reads(store: Store):
    found = inspect(store.engine)
    for table in METADATA.tables.values():
        assert {column["name"] for column in found.get_columns(table.name)} == set(table.columns.keys())
        made = {tuple(index["column_names"]) for index in found.get_indexes(table.name)}
        assert made == {tuple(index.columns.keys()) for index in table.indexes}


def test_a_store_that_cannot_be_opened_says_so(tmp_path: Path):
    (tmp_path / "state").write_text("a file, no folder")
    with pytest.raises(CoachError, match="C600"):
        open_store(StoreSettings(state=tmp_path / "state"))
    with pytest.raises(CoachError, match="C600"):
        open_store(StoreSettings(url="gopher://nowhere"))
