"""What a conversation needs to be answered, built once by whoever starts the process."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from bot.checker import Checker
from bot.dialogue.vault import Vault
from bot.encoder import SentenceEncoder
from bot.rulebook import Rulebook


@dataclass(frozen=True)
class Services:
    """``rulebook`` returns the live policy at each call, ``today`` the date that embargoes are judged by."""

    rulebook: Callable[[], Rulebook]
    checker: Checker
    encoder: SentenceEncoder
    vault: Vault
    today: Callable[[], date] = date.today
