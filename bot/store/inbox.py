"""The consultants' inbox: what the coach could not answer and what employees disputed, grouped by likeness."""

from __future__ import annotations

import asyncio
import logging
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date

import numpy as np
from sklearn.cluster import AgglomerativeClustering
from sqlalchemy import Engine, RowMapping, delete, insert, select, update

from bot.errors import CoachError
from bot.store.tables import ITEMS

log = logging.getLogger(__name__)
QUESTION, FINDING, ANSWER = "question", "finding", "answer"
KINDS = (QUESTION, FINDING, ANSWER)
OPEN, DONE, DISMISSED = "open", "done", "dismissed"
LONGEST = 1_000  # characters of a kept text or reason
MOST = 2_000  # items that are grouped at once, the newest
ALIKE = 0.7  # cosine from which two texts are one question in other words


@dataclass(frozen=True)
class Item:
    """What is handed in: an unanswered ``question``, a disputed ``finding``, an ``answer`` that did not help.

    ``text`` is already redacted (``bot.checker.redact``), and empty for a draft's sentence without its author's
    consent. ``rule`` is the disputed one; ``topics`` the nearest, best first; ``reason`` the employee's, redacted.
    """

    kind: str
    text: str = field(repr=False)
    language: str
    channel: str
    rule: str | None = None
    topics: tuple[str, ...] = ()
    reason: str | None = field(default=None, repr=False)


@dataclass(frozen=True)
class Kept:
    """An item in the inbox; ``day`` is when it came, ``settled_reason`` why it was dismissed or what was done."""

    id: int
    day: date
    item: Item
    state: str
    settled_reason: str | None = None


@dataclass(frozen=True)
class Group:
    """Items that say the same, the most typical first."""

    kind: str
    rule: str | None
    items: tuple[Kept, ...]


class Inbox:
    """Items come in redacted, are settled with a reason, and expire."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    async def add(self, item: Item, *, today: date | None = None) -> int | None:
        """Keep an item. Never raises and never delays: a conversation goes on whatever happens here.

        Returns its number, or None when it could not be kept; the log then says the kind of fault only.
        """
        try:
            return await asyncio.to_thread(self.put, item, today=today)
        except Exception as error:  # whatever it is, the employee must get their answer
            log.error("an item for the inbox was lost: %s", type(error).__name__)
            return None

    def put(self, item: Item, *, today: date | None = None) -> int:
        """As ``add``, at once. Raises ValueError for an unknown kind, SQLAlchemyError when it cannot be kept."""
        if item.kind not in KINDS:
            raise ValueError("unknown kind of item")
        values = {
            "day": today or date.today(), "kind": item.kind, "text": _cut(item.text), "language": item.language[:8],
            "channel": item.channel[:32], "rule": item.rule[:128] if item.rule else None,
            "topics": " ".join(item.topics), "reason": _cut(item.reason) if item.reason else None, "state": OPEN,
        }
        with self._engine.begin() as connection:
            return int(connection.execute(insert(ITEMS).values(values).returning(ITEMS.c.id)).scalar_one())

    def items(
        self, *, kind: str | None = None, state: str | None = OPEN, language: str | None = None, limit: int = MOST
    ) -> list[Kept]:
        """The newest first; ``state`` None for all."""
        query = select(ITEMS).order_by(ITEMS.c.id.desc()).limit(limit)
        for column, value in ((ITEMS.c.kind, kind), (ITEMS.c.state, state), (ITEMS.c.language, language)):
            query = query if value is None else query.where(column == value)
        with self._engine.connect() as connection:
            return [_kept(row) for row in connection.execute(query).mappings()]

    def item(self, number: int) -> Kept:
        """One item. Raises CoachError C602 when there is none of that number, or no longer."""
        with self._engine.connect() as connection:
            row = connection.execute(select(ITEMS).where(ITEMS.c.id == number)).mappings().one_or_none()
        if row is None:
            raise _gone(number)
        return _kept(row)

    def groups(
        self, encode: Callable[[list[str]], np.ndarray], *, kind: str | None = None, language: str | None = None,
        alike: float = ALIKE,
    ) -> list[Group]:
        """Open items grouped by likeness, the largest group first.

        ``encode`` gives unit vectors, one a text. Findings are grouped within their rule.
        """
        by_rule: dict[tuple[str, str | None], list[Kept]] = defaultdict(list)
        for kept in self.items(kind=kind, language=language):
            by_rule[kept.item.kind, kept.item.rule].append(kept)
        groups = []
        for (of_kind, rule), members in by_rule.items():
            silent = tuple(kept for kept in members if not kept.item.text)
            groups += [Group(of_kind, rule, silent)] if silent else []
            said = [kept for kept in members if kept.item.text]
            groups += [Group(of_kind, rule, found) for found in _clusters(said, encode, alike)]
        return sorted(groups, key=lambda group: (-len(group.items), -group.items[0].id))

    def settle(self, numbers: Sequence[int], *, state: str, reason: str) -> None:
        """Mark items as ``done`` (what was made of them) or ``dismissed`` (why), or ``open`` again.

        Raises CoachError C603 without a reason or for an unknown state, C602 when one is no longer there;
        then none is changed.
        """
        if state not in (OPEN, DONE, DISMISSED) or (state != OPEN and not reason.strip()):
            raise CoachError("C603", "An item is dismissed, or done, with a reason.", hint="Say why in a few words.")
        with self._engine.begin() as connection:
            values = {"state": state, "settled_reason": _cut(reason) or None}
            changed = connection.execute(update(ITEMS).where(ITEMS.c.id.in_(numbers)).values(values)).rowcount
            if changed != len(set(numbers)):
                raise _gone(*numbers)

    def delete(self, numbers: Sequence[int]) -> int:
        """Delete items at once; returns how many there were."""
        with self._engine.begin() as connection:
            return connection.execute(delete(ITEMS).where(ITEMS.c.id.in_(numbers))).rowcount

    def purge(self, *, before: date) -> int:
        """Delete every item of an earlier day, whatever its state; returns how many."""
        with self._engine.begin() as connection:
            return connection.execute(delete(ITEMS).where(ITEMS.c.day < before)).rowcount


def _clusters(
    members: list[Kept], encode: Callable[[list[str]], np.ndarray], alike: float
) -> list[tuple[Kept, ...]]:
    if len(members) < 2:
        return [tuple(members)] if members else []
    vectors = encode([kept.item.text for kept in members])
    # A text of placeholders alone may have no vector; cosine is not defined for it.
    vectors = vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9)
    distances = np.clip(1.0 - vectors @ vectors.T, 0.0, 2.0)
    found = AgglomerativeClustering(
        n_clusters=None, metric="precomputed", linkage="average", distance_threshold=1.0 - alike
    ).fit_predict(distances)
    clusters = []
    for label in np.unique(found):
        rows = np.flatnonzero(found == label)
        typical = rows[np.argsort(distances[np.ix_(rows, rows)].mean(axis=1), kind="stable")]
        clusters.append(tuple(members[int(row)] for row in typical))
    return clusters


def _kept(row: RowMapping) -> Kept:
    item = Item(row["kind"], row["text"], row["language"], row["channel"], row["rule"],
                tuple(row["topics"].split()), row["reason"])  # fmt: skip
    return Kept(row["id"], row["day"], item, row["state"], row["settled_reason"])


def _cut(text: str) -> str:
    # PostgreSQL takes no NUL, and no driver takes half of a surrogate pair.
    clean = text.replace("\0", "").encode("utf-8", "replace").decode("utf-8").strip()
    return clean if len(clean) <= LONGEST else clean[: LONGEST - 1].rstrip() + "…"


def _gone(*numbers: int) -> CoachError:
    listed = ", ".join(str(number) for number in numbers)
    return CoachError("C602", f"Item {listed} is not in the inbox any more.", status=404,
                      hint="Somebody deleted it, or its time was over. Load the list again.")
