"""Where drafts live between two messages: memory only, for half an hour, a bounded number of them."""

from __future__ import annotations

import secrets
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from threading import Lock
from typing import Any

from bot.findings import Draft, Finding, Report

LIFETIME = 30 * 60  # seconds
MOST_ENTRIES = 5_000


@dataclass(frozen=True)
class HeldDraft:
    """A draft with what its author answered and the last report on it.

    ``before`` refers to the draft before it; ``asked`` are the findings whose question was shown; ``objection`` is
    what the author typed against a finding.
    """

    draft: Draft
    answers: Mapping[str, bool] = field(default_factory=dict)
    report: Report | None = None
    before: str | None = None
    asked: tuple[Finding, ...] = ()
    objection: str | None = field(default=None, repr=False)


@dataclass(frozen=True)
class _Entry:
    owner: str
    value: Any = field(repr=False)
    until: float


class Vault:
    """Values by an unguessable reference; a reference opens only for the owner that put it in.

    An entry is gone ``lifetime`` seconds after it was put in, whatever happens to it in between, and the
    oldest go first when there are more than ``most``. Safe to use from several threads.
    """

    def __init__(
        self,
        *,
        clock: Callable[[], float] = time.monotonic,
        lifetime: float = LIFETIME,
        most: int = MOST_ENTRIES,
    ) -> None:
        self._clock, self._lifetime, self._most = clock, lifetime, most
        self._entries: OrderedDict[str, _Entry] = OrderedDict()
        self._lock = Lock()

    def put(self, owner: str, value: Any) -> str:
        """Keep a value and return its reference."""
        reference = secrets.token_urlsafe(16)
        with self._lock:
            self._drop_old()
            self._entries[reference] = _Entry(owner, value, self._clock() + self._lifetime)
            while len(self._entries) > self._most:
                self._entries.popitem(last=False)
        return reference

    def get(self, owner: str, reference: str | None) -> Any | None:
        """The value, or None when it is gone, was never there, or belongs to somebody else."""
        with self._lock:
            self._drop_old()
            entry = self._entries.get(reference or "")
            return entry.value if entry and entry.owner == owner else None

    def change(self, owner: str, reference: str, value: Any) -> None:
        """Put another value in the same place; its time does not start again. Nothing happens if it is gone."""
        with self._lock:
            entry = self._entries.get(reference)
            if entry and entry.owner == owner:
                self._entries[reference] = replace(entry, value=value)

    def take(self, owner: str, reference: str | None) -> Any | None:
        """The value, which is then gone."""
        value = self.get(owner, reference)
        if value is not None:
            with self._lock:
                self._entries.pop(reference or "", None)
        return value

    def forget(self, owner: str) -> None:
        """Drop everything of one owner."""
        with self._lock:
            for reference in [key for key, entry in self._entries.items() if entry.owner == owner]:
                del self._entries[reference]

    def purge(self) -> None:
        """Drop what is too old; call it now and then, so that nothing outlives its time in a quiet hour."""
        with self._lock:
            self._drop_old()

    def __len__(self) -> int:
        return len(self._entries)

    def _drop_old(self) -> None:
        # Entries stand in the order of their time, for no time ever starts again.
        now = self._clock()
        while self._entries:
            reference, entry = next(iter(self._entries.items()))
            if entry.until > now:
                return
            del self._entries[reference]
