"""What is kept of conversations goes away: on request, at once or as soon as Rasa answers; by age, every day."""

from __future__ import annotations

import asyncio
import sqlite3
from datetime import date
from pathlib import Path

import pytest

from bot.dialogue import purge_tracker_file
from bot.dialogue.conversations import Conversation
from bot.dialogue.forgetting import Forgetting
from bot.errors import CoachError

DAY = 86_400


class Line:
    """A line to Rasa that is dead until a test says otherwise."""

    def __init__(self) -> None:
        self.alive, self.forgotten, self.purged = False, [], []

    async def forget(self, sender: str) -> bool:
        self.forgotten += [sender] if self.alive else []
        return self.alive

    async def purge(self, days: int) -> bool:
        self.purged += [days] if self.alive else []
        return self.alive


def test_what_rasa_cannot_delete_now_is_deleted_when_it_answers_again():
    line, conversation = Line(), Conversation("c", "old-name", topic="logo", draft_ref="r", said="s")
    forgetting = Forgetting(lambda: line)
    forgetting.add(conversation)
    assert conversation.sender != "old-name"
    assert (conversation.topic, conversation.draft_ref, conversation.said) == (None, None, None)

    async def run():
        await forgetting.tidy(today=date(2026, 11, 24), keep_days=30)
        assert line.forgotten == []
        line.alive = True
        for _ in range(2):
            await forgetting.tidy(today=date(2026, 11, 24), keep_days=30)

    asyncio.run(run())
    assert line.forgotten == ["old-name"]
    assert line.purged == [30], "once a day"


def tracker_file(folder: Path, *ages: int) -> sqlite3.Connection:
    connection = sqlite3.connect(folder / "dialogue.db")
    connection.execute("CREATE TABLE events (id INTEGER PRIMARY KEY, sender_id TEXT, timestamp FLOAT, data TEXT)")
    for age in ages:
        connection.execute("INSERT INTO events (sender_id, timestamp, data) VALUES ('s', ?, ?)",
                           (1000 * DAY - age * DAY, f"words said {age} days ago"))
    connection.commit()
    return connection


def test_old_events_are_purged_and_their_words_are_not_left_in_the_file(tmp_path):
    connection = tracker_file(tmp_path, 40, 31, 29, 0)
    assert purge_tracker_file(tmp_path, 30, now=1000 * DAY) == 2
    assert [row[0] for row in connection.execute("SELECT data FROM events")] == [
        "words said 29 days ago", "words said 0 days ago"]
    connection.close()
    assert b"40 days ago" not in (tmp_path / "dialogue.db").read_bytes()


def test_no_file_and_no_table_are_nothing_to_purge(tmp_path):
    assert purge_tracker_file(tmp_path, 30) == 0
    sqlite3.connect(tmp_path / "dialogue.db").close()
    assert purge_tracker_file(tmp_path, 30) == 0


def test_a_file_that_is_no_database_is_told_with_its_place(tmp_path):
    (tmp_path / "dialogue.db").write_text("this is not a database, whatever its name says" * 30)
    with pytest.raises(CoachError, match="C453"):
        purge_tracker_file(tmp_path, 30)
