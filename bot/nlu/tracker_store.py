"""Where Rasa keeps conversations: an SQLite file that its owner alone reads, from which things really go away."""

from __future__ import annotations

import logging
import os
import time
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from rasa.core.brokers.broker import EventBroker
from rasa.core.tracker_store import FailSafeTrackerStore, InMemoryTrackerStore, SQLTrackerStore, TrackerStore
from rasa.shared.core.domain import Domain
from rasa.utils.endpoints import EndpointConfig

from bot.errors import CoachError

logger = logging.getLogger(__name__)
FILE = "dialogue.db"
PATIENCE = 5_000  # milliseconds that SQLite waits for another process's write


class CoachTrackerStore(SQLTrackerStore):
    """``COACH_STATE``/dialogue.db, mode 0600. Named by module path in ``endpoints.yml``."""

    def __init__(
        self,
        domain: Domain | None = None,
        host: EndpointConfig | str | None = None,
        event_broker: EventBroker | None = None,
        **kwargs: Any,
    ) -> None:
        path = private_file(Path(os.environ.get("COACH_STATE", ".state")) / FILE)
        super().__init__(domain, dialect="sqlite", db=str(path), event_broker=event_broker)

        @sa.event.listens_for(self.engine, "connect")
        def prepare(connection: Any, record: Any) -> None:
            cursor = connection.cursor()
            cursor.execute(f"PRAGMA busy_timeout = {PATIENCE}")
            cursor.execute("PRAGMA journal_mode = WAL")
            cursor.execute("PRAGMA secure_delete = ON")  # what was deleted is not left in free pages
            cursor.close()

        # Rasa connected once to make its table, before anybody could listen.
        self.engine.dispose()


def private_file(path: Path) -> Path:
    """The file, made empty where there is none, readable by its owner alone; so are SQLite's journals beside it."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    path.chmod(0o600)
    return path.absolute()


def forget_sender(store: TrackerStore, sender: str) -> int:
    """Delete everything of one conversation; returns how many events there were.

    Raises CoachError C452 for a kind of store that cannot delete.
    """
    inner = _inner(store)
    if isinstance(inner, InMemoryTrackerStore):
        return 1 if inner.store.pop(sender, None) is not None else 0
    if not isinstance(inner, SQLTrackerStore):
        raise CoachError("C452", "Rasa's tracker store cannot delete a conversation.", status=501,
                         where="endpoints.yml", hint="Use the coach's own store, or Rasa's SQL store.")
    with inner.session_scope() as session:
        rows = session.query(inner.SQLEvent).filter(inner.SQLEvent.sender_id == sender)
        count = rows.delete(synchronize_session=False)
        session.commit()
    _empty_journal(inner)
    return int(count)


def purge_before(store: TrackerStore, days: int, *, now: float | None = None) -> int:
    """Delete every conversation whose last event is older than ``days``, and every older event; returns how many."""
    inner = _inner(store)
    if not isinstance(inner, SQLTrackerStore):
        return 0  # memory ends with the process
    limit = (time.time() if now is None else now) - days * 86_400
    with inner.session_scope() as session:
        count = session.query(inner.SQLEvent).filter(inner.SQLEvent.timestamp < limit).delete(synchronize_session=False)
        session.commit()
    _empty_journal(inner)
    return int(count)


def _empty_journal(store: SQLTrackerStore) -> None:
    """What was deleted must not live on in the write-ahead journal."""
    if store.engine.dialect.name == "sqlite":
        with store.engine.connect() as connection:
            connection.execute(sa.text("PRAGMA wal_checkpoint(TRUNCATE)"))


def _inner(store: TrackerStore) -> TrackerStore:
    return store._tracker_store if isinstance(store, FailSafeTrackerStore) else store
