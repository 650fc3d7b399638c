"""What a conversation needs to be answered, built once by whoever starts the process."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from bot.checker import Checker
from bot.dialogue.vault import Vault
from bot.encoder import SentenceEncoder
from bot.rulebook import Rulebook
from bot.training import MessageKinds


@dataclass(frozen=True)
class Services:
    """``rulebook`` returns the live policy at each call, ``today`` the date that embargoes are judged by.

    ``kinds`` tells drafts from talk; without it the gateway asks more often.
    """

    rulebook: Callable[[], Rulebook]
    checker: Checker
    encoder: SentenceEncoder
    vault: Vault
    kinds: MessageKinds | None = None
    today: Callable[[], date] = date.today
