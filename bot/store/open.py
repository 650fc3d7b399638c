"""Open the store: SQLite in ``.state/`` by default, PostgreSQL by ``DATABASE_URL``; its tables brought up to date."""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from sqlalchemy import Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError, SQLAlchemyError

from bot.errors import CoachError
from bot.store.audit import Audit
from bot.store.counters import Counters
from bot.store.inbox import Inbox
from bot.store.insights import Insights

log = logging.getLogger(__name__)
TIDY_EVERY = 10.0  # seconds between two writings of the counters
PATIENCE = 5_000  # milliseconds that SQLite waits for another process's write


@dataclass(frozen=True)
class StoreSettings:
    """``url`` None means SQLite at ``state/coach.db``. Items expire ``keep_days`` after their day."""

    state: Path = Path(".state")
    url: str | None = None
    keep_days: int = 30
    smallest_group: int = 5


class Store:
    """Everything that is kept, on one database. Safe to share between threads and event loops."""

    def __init__(self, engine: Engine, settings: StoreSettings) -> None:
        self.engine, self.settings = engine, settings
        self.inbox = Inbox(engine)
        self.audit = Audit(engine)
        self.counters = Counters(engine)
        self.insights = Insights(engine, smallest_group=settings.smallest_group, pending=self.counters.flush)
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Write counters and drop what has expired, from now until ``close``."""
        if self._thread is None:
            self._thread = threading.Thread(target=self._tidy, name="store", daemon=True)
            self._thread.start()

    def purge(self, *, today: date | None = None) -> int:
        """Delete the items whose time is over; returns how many."""
        return self.inbox.purge(before=(today or date.today()) - timedelta(days=self.settings.keep_days))

    def close(self) -> None:
        """Write what is still counted and let go of the database."""
        self._stop.set()
        if self._thread is not None:
            self._thread.join(timeout=5)
        self.counters.flush()
        self.engine.dispose()

    def _tidy(self) -> None:
        purged: date | None = None
        while not self._stop.wait(TIDY_EVERY):
            self.counters.flush()
            if purged != date.today():
                try:
                    self.purge()
                    purged = date.today()
                except SQLAlchemyError as error:
                    log.error("expired items could not be deleted: %s", type(error).__name__)


def read_store_settings(environment: Mapping[str, str] | None = None, *, root: Path | None = None) -> StoreSettings:
    """Settings from the environment. Raises CoachError C601 for a number that is none."""
    environment = os.environ if environment is None else environment
    root = root or Path(environment.get("COACH_ROOT", "."))
    return StoreSettings(
        state=root / environment.get("COACH_STATE", ".state"),
        url=environment.get("DATABASE_URL") or None,
        keep_days=_number(environment, "COACH_KEEP_DAYS", 30),
        smallest_group=_number(environment, "COACH_SMALLEST_GROUP", 5),
    )


def open_store(settings: StoreSettings | None = None) -> Store:
    """The store of the settings (of the environment when None), its tables brought to this version.

    Raises CoachError C600 when the database cannot be reached or written.
    """
    settings = settings or read_store_settings()
    try:
        engine = _postgres(settings.url) if settings.url else _sqlite(settings.state)
        _migrate(engine)
    except (SQLAlchemyError, OSError, ModuleNotFoundError, ArgumentError, NoSuchModuleError) as error:
        raise CoachError(
            "C600", f"The store cannot be opened: {type(error).__name__}.", status=500,
            where="DATABASE_URL" if settings.url else str(settings.state / "coach.db"),
            hint="Check the address, user and rights of DATABASE_URL." if settings.url
            else "Check that the folder can be written, or set COACH_STATE to another one.",
        ) from error
    return Store(engine, settings)


def _sqlite(state: Path) -> Engine:
    state.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = state / "coach.db"
    # Made before SQLite makes it: the file, and the journals that copy its rights, are the owner's alone.
    os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    path.chmod(0o600)
    engine = create_engine(f"sqlite:///{path.absolute()}")

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, record: Any) -> None:
        cursor = connection.cursor()
        cursor.execute(f"PRAGMA busy_timeout = {PATIENCE}")
        cursor.execute("PRAGMA journal_mode = WAL")
        cursor.execute("PRAGMA synchronous = NORMAL")
        cursor.execute("PRAGMA secure_delete = ON")  # what expired is not left in free pages
        cursor.close()

    return engine


def _postgres(url: str) -> Engine:
    # Hosts hand out postgres://, which SQLAlchemy no longer takes.
    made = make_url(url.replace("postgres://", "postgresql://", 1))
    return create_engine(made, pool_pre_ping=True)


def _migrate(engine: Engine) -> None:
    config = Config()
    config.set_main_option("script_location", "bot.store:migrations")
    with engine.begin() as connection:
        if engine.dialect.name == "postgresql":
            # Two processes that start together: the second waits, then finds nothing to do.
            connection.exec_driver_sql("SELECT pg_advisory_xact_lock(7210563)")
        else:
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def _number(environment: Mapping[str, str], name: str, default: int) -> int:
    given = environment.get(name, str(default))
    if not given.isdigit() or int(given) < 1:
        raise CoachError("C601", f"{name} is '{given}'; expected a whole number from 1.")
    return int(given)
