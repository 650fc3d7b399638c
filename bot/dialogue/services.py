"""What a conversation needs to be answered, built once by whoever starts the process."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import date

from bot.checker import Checker
from bot.dialogue.vault import Vault
from bot.encoder import SentenceEncoder
from bot.rulebook import Rulebook
from bot.store import Store
from bot.training import MessageKinds

CHECKS_AT_ONCE = 2


def _pool() -> ThreadPoolExecutor:
    # Few: a check has a time limit of its own, and many at once would make each other late. The rest queue.
    return ThreadPoolExecutor(CHECKS_AT_ONCE, thread_name_prefix="check")


@dataclass(eq=False)
class Services:
    """``rulebook`` returns the live policy at each call, ``today`` the date that embargoes are judged by.

    ``kinds`` tells drafts from talk; without it the gateway asks more often. ``store`` holds the consultants'
    inbox and counters; without it nothing is kept. ``checker`` and ``kinds`` are replaced when a release is promoted.
    """

    rulebook: Callable[[], Rulebook]
    checker: Checker
    encoder: SentenceEncoder
    vault: Vault
    kinds: MessageKinds | None = None
    today: Callable[[], date] = date.today
    pool: ThreadPoolExecutor = field(default_factory=_pool, repr=False)
    store: Store | None = None
