"""Counters for insights: how often what happened on a day, through which channel, in which language. Nobody's name."""

from __future__ import annotations

import logging
import threading
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any

from sqlalchemy import Engine
from sqlalchemy.dialects import postgresql, sqlite

from bot.store.tables import COUNTS

log = logging.getLogger(__name__)
SMOKE = "smoke"  # the channel of the conversation that tries a release
MOST_WAITING = 50_000  # different events kept in memory while the database does not answer


@dataclass(frozen=True)
class Event:
    """Something that is counted.

    ``kind`` is ``question`` (subject: topic; outcome: answered, offered, passage, hand_over, out_of_scope),
    ``check`` (outcome: verdict), ``finding`` (subject: rule; outcome: severity), ``protected``, ``fix``,
    ``dispute`` or ``feedback``.
    """

    kind: str
    subject: str = ""
    category: str = ""
    channel: str = ""
    language: str = ""
    outcome: str = ""


class Counters:
    """Adds up in memory and writes now and then: counting costs an answer no time, and cannot fail one."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._lock = threading.Lock()
        self._waiting: Counter[tuple[date, Event]] = Counter()

    def count(self, *events: Event, today: date | None = None) -> None:
        """Count events. Never raises."""
        day = today or date.today()
        with self._lock:
            for event in events:
                if len(self._waiting) < MOST_WAITING or (day, event) in self._waiting:
                    self._waiting[day, event] += 1

    def flush(self) -> None:
        """Write what was counted; it is kept for the next time when the database does not answer."""
        with self._lock:
            waiting, self._waiting = self._waiting, Counter()
        if not waiting:
            return
        try:
            self._write(waiting)
        except Exception as error:  # counting must never be the reason that something ends
            log.error("counters could not be written: %s", type(error).__name__)
            with self._lock:
                self._waiting.update(waiting)

    def _write(self, waiting: Counter[tuple[date, Event]]) -> None:
        dialect = postgresql if self._engine.dialect.name == "postgresql" else sqlite
        statement = dialect.insert(COUNTS)
        statement = statement.on_conflict_do_update(
            index_elements=list(COUNTS.primary_key), set_={"count": COUNTS.c.count + statement.excluded.count}
        )
        # In order: two processes that write the same rows must not wait for each other in a circle.
        rows = sorted(waiting.items(), key=lambda pair: (pair[0][0], repr(pair[0][1])))
        with self._engine.begin() as connection:
            connection.execute(statement, [_row(day, event, number) for (day, event), number in rows])


# Which question of a reader an answered card stands for.
_OUTCOMES = {"answer": "answered", "choose": "offered", "passage": "passage", "hand_over": "hand_over"}


def count_report(counters: Counters, report: Mapping[str, Any], *, channel: str) -> None:
    """Count one check by its report in the contract's form: verdict, rules, whether speech was protected."""
    language = report["language"]
    events = [Event("check", channel=channel, language=language, outcome=report["verdict"])]
    rules = {(f["rule"], f["category"], f["severity"]) for f in report["findings"]}
    events += [Event("finding", rule, category, channel, language, severity) for rule, category, severity in rules]
    if report["protected"]:
        events.append(Event("protected", channel=channel, language=language))
    counters.count(*events)


def count_cards(
    counters: Counters, cards: Iterable[Mapping[str, Any]], *, action: str, channel: str, rule_ids: Sequence[str] | None
) -> None:
    """Count what one action said; never raises.

    ``action`` is its name in the dialogue, ``rule_ids`` the last report's rules, worst first.
    """
    if channel == SMOKE:
        return
    rule = (rule_ids or [""])[0]
    try:
        for card in cards:
            if action == "action_check_draft" and card.get("report"):
                count_report(counters, card["report"], channel=channel)
            elif event := _event(card, action, rule):
                counters.count(replace(event, channel=channel, language=card.get("language", "")))
    except Exception as error:  # the answer was said: counting it must not turn it into a failure
        log.error("what %s said was not counted: %s", action, type(error).__name__)


def _event(card: Mapping[str, Any], action: str, rule: str) -> Event | None:
    if action == "action_dispute":
        return Event("dispute", rule, rule.partition(".")[0])
    if action == "action_apply_fix":
        return Event("fix", rule, rule.partition(".")[0], outcome="shown")
    if action == "action_out_of_scope":
        return Event("question", outcome="out_of_scope")
    if action == "action_hand_over":
        # Asking for a person right away is no question that the coach failed at.
        return Event("question", outcome="asked_for_person")
    outcome = _OUTCOMES.get(card.get("kind", ""))
    return Event("question", card.get("topic") or "", outcome=outcome) if outcome else None


def _row(day: date, event: Event, number: int) -> dict[str, Any]:
    cut = {name: str(getattr(event, name))[: COUNTS.c[name].type.length] for name in _NAMES}  # type: ignore[attr-defined]
    return {"day": day, **cut, "count": number}


_NAMES = tuple(field.name for field in fields(Event))
