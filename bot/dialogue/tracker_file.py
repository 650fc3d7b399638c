"""The file in which Rasa keeps conversations, seen from outside: what is too old is deleted without Rasa running."""

from __future__ import annotations

import sqlite3
import time
from pathlib import Path

from bot.errors import CoachError

FILE = "dialogue.db"
DAY = 86_400  # seconds


def purge_tracker_file(state: Path, days: int, *, now: float | None = None) -> int:
    """Delete every event older than ``days``; returns how many. No file, or none of Rasa's tables, is none.

    Raises CoachError C453 when the file cannot be read or written.
    """
    path = state / FILE
    if not path.is_file():
        return 0
    limit = (time.time() if now is None else now) - days * DAY
    try:
        connection = sqlite3.connect(path, timeout=10, isolation_level=None)
        try:
            connection.execute("PRAGMA secure_delete = ON")
            if not connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'events'").fetchone():
                return 0
            count = connection.execute("DELETE FROM events WHERE timestamp < ?", (limit,)).rowcount
            # What was deleted must not live on in the write-ahead journal.
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            return count
        finally:
            connection.close()
    except sqlite3.Error as error:
        raise CoachError("C453", f"The conversations cannot be purged: {type(error).__name__}.", status=500,
                         where=str(path), hint="Check who may write the file, or stop what holds it.") from error
