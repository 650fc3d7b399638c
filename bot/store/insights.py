"""Sums of the counters. A group that is too small to hide a person in is withheld, and its size is not told."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Engine, func, select

from bot.errors import CoachError
from bot.store.tables import COUNTS

BY = ("month", "kind", "subject", "category", "channel", "language", "outcome")


@dataclass(frozen=True)
class Row:
    """One group: its values, in the order asked for, and how often; ``count`` None when it is withheld."""

    values: tuple[str, ...]
    count: int | None


class Insights:
    """Answers for charts and tables; every number is of a group of at least ``smallest_group`` events."""

    def __init__(self, engine: Engine, *, smallest_group: int, pending: Callable[[], None] = lambda: None) -> None:
        """``pending`` writes what is counted but not stored yet."""
        self._engine, self.smallest_group, self._pending = engine, smallest_group, pending

    def table(
        self, kind: str, *by: str, first: date | None = None, last: date | None = None,
        outcomes: Sequence[str] | None = None,
    ) -> list[Row]:
        """How often a kind of event happened, grouped by some of ``BY``, the largest group first.

        Withheld groups come last. Where a single group would be withheld, the next smallest is too: its size
        could be read off the difference to a total. Raises CoachError C604 for an unknown grouping.
        """
        if unknown := [name for name in by if name not in BY]:
            raise CoachError("C604", f"There is no grouping '{unknown[0]}'; expected {', '.join(BY)}.")
        self._pending()
        rows = self._sums(kind, by, first, last, outcomes)
        large = [row for row in rows if (row.count or 0) >= self.smallest_group]
        small = rows[len(large):]
        if len(small) == 1 and large:
            small.insert(0, large.pop())
        return large + [Row(row.values, None) for row in small]

    def total(
        self, kind: str, *, first: date | None = None, last: date | None = None, outcomes: Sequence[str] | None = None
    ) -> int | None:
        """How often a kind of event happened in all; None when that is too small a group."""
        rows = self.table(kind, first=first, last=last, outcomes=outcomes)
        return rows[0].count if rows else 0

    def share(
        self, kind: str, outcomes: Sequence[str], *, first: date | None = None, last: date | None = None
    ) -> float | None:
        """Which part of the events had one of the outcomes; None unless both it and the rest are large enough."""
        whole = self.total(kind, first=first, last=last)
        part = self.total(kind, first=first, last=last, outcomes=outcomes)
        if not whole or part is None or 0 < whole - part < self.smallest_group:
            return None
        return part / whole

    def _sums(
        self, kind: str, by: Sequence[str], first: date | None, last: date | None, outcomes: Sequence[str] | None
    ) -> list[Row]:
        columns = [self._month() if name == "month" else COUNTS.c[name] for name in by]
        number = func.sum(COUNTS.c.count).label("number")
        query = select(*columns, number).where(COUNTS.c.kind == kind).group_by(*columns)
        if first:
            query = query.where(COUNTS.c.day >= first)
        if last:
            query = query.where(COUNTS.c.day <= last)
        if outcomes is not None:
            query = query.where(COUNTS.c.outcome.in_(outcomes))
        with self._engine.connect() as connection:
            found = [Row(tuple(row[:-1]), int(row[-1] or 0)) for row in connection.execute(query)]
        return sorted((row for row in found if row.count), key=lambda row: (-(row.count or 0), row.values))

    def _month(self):  # type: ignore[no-untyped-def]
        if self._engine.dialect.name == "postgresql":
            return func.to_char(COUNTS.c.day, "YYYY-MM")
        return func.strftime("%Y-%m", COUNTS.c.day)


def as_csv(rows: Sequence[Row], by: Sequence[str]) -> str:
    """The rows as CSV with a heading; a withheld count is an empty cell.

    No cell opens with a sign that a spreadsheet would take for a formula.
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([*by, "count"])
    for row in rows:
        cells = [f"'{value}" if value[:1] in "=+-@\t\r" and value else value for value in row.values]
        writer.writerow([*cells, "" if row.count is None else row.count])
    return out.getvalue()
