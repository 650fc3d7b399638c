"""What the consultants' loop keeps: the inbox, the audit trail, and counters without people."""

from bot.store.audit import Audit, Change
from bot.store.counters import Counters, Event, count_cards, count_report
from bot.store.inbox import ANSWER, FINDING, QUESTION, Group, Inbox, Item, Kept
from bot.store.insights import Insights, Row, as_csv
from bot.store.open import Store, StoreSettings, open_store, read_store_settings
from bot.store.report import monthly_csv, monthly_report
from bot.store.trail import EditTrail

__all__ = [
    "ANSWER", "FINDING", "QUESTION", "Audit", "Change", "Counters", "EditTrail", "Event", "Group", "Inbox",
    "Insights", "Item", "Kept", "Row", "Store", "StoreSettings", "as_csv", "count_cards", "count_report",
    "monthly_csv", "monthly_report", "open_store", "read_store_settings",
]  # fmt: skip
