"""The audit trail: which consultant changed what, when and why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Engine, insert, select

from bot.store.tables import AUDIT


@dataclass(frozen=True)
class Change:
    """One entry. ``subject`` is who signed in, ``role`` what they may do. ``target`` is a file, an item or a release.

    ``before`` and ``after`` are the content that an undo needs, or None.
    """

    role: str
    subject: str
    action: str
    target: str
    reason: str = ""
    before: str | None = None
    after: str | None = None
    at: datetime | None = None
    id: int | None = None


class Audit:
    """Entries are added and read, never changed."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def record(self, change: Change) -> int:
        """Add an entry, now when it has no time; returns its number. Raises SQLAlchemyError when it cannot."""
        values: dict[str, Any] = {
            "at": change.at or datetime.now(UTC), "role": change.role, "subject": change.subject,
            "action": change.action, "target": change.target, "reason": change.reason,
            "before": change.before, "after": change.after,
        }
        with self._engine.begin() as connection:
            return int(connection.execute(insert(AUDIT).values(values).returning(AUDIT.c.id)).scalar_one())

    def entry(self, number: int) -> Change | None:
        """The entry of that number."""
        with self._engine.connect() as connection:
            row = connection.execute(select(AUDIT).where(AUDIT.c.id == number)).one_or_none()
        return Change(**row._mapping) if row else None

    def entries(self, *, target: str | None = None, limit: int = 100) -> list[Change]:
        """The newest entries first; of one target when given."""
        query = select(AUDIT).order_by(AUDIT.c.id.desc()).limit(limit)
        if target is not None:
            query = query.where(AUDIT.c.target == target)
        with self._engine.connect() as connection:
            return [Change(**row._mapping) for row in connection.execute(query)]
