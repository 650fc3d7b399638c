"""``postcoach purge`` deletes what is too old, in both files."""

from __future__ import annotations

import sqlite3
from datetime import date, timedelta

from typer.testing import CliRunner

from bot.cli import application
from bot.store import Item, StoreSettings, open_store


def test_purge_deletes_old_events_and_old_items(tmp_path):
    store = open_store(StoreSettings(state=tmp_path))
    store.inbox.put(Item("question", "an old one", "en", "web"), today=date.today() - timedelta(days=40))
    store.inbox.put(Item("question", "a new one", "en", "web"))
    store.close()
    connection = sqlite3.connect(tmp_path / "dialogue.db")
    connection.execute("CREATE TABLE events (id INTEGER PRIMARY KEY, timestamp FLOAT)")
    connection.execute("INSERT INTO events (timestamp) VALUES (1000.0)")
    connection.commit()
    connection.close()
    answer = CliRunner().invoke(application(), ["purge"], env={"COACH_STATE": str(tmp_path), "COACH_ROOT": "/"})
    assert answer.exit_code == 0, answer.output
    assert "1 events of conversations, 1 items of the inbox" in answer.output
