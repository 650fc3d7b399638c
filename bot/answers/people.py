"""Who to ask: a role of company.yml, its fallback, and how to reach it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from bot.rulebook import Rulebook, in_language

DEFAULT_ROLE = "social_media_consultant"


@dataclass(frozen=True)
class Person:
    """A role that exists at this company. ``key`` is its key in company.yml; ``title`` fits in a sentence."""

    key: str
    title: str
    reach: str
    slack: str
    urgent: bool

    @property
    def address(self) -> str:
        """Where to write, on one line."""
        return f"{self.reach}, {self.slack}" if self.slack else self.reach


def person_for(rulebook: Rulebook, role: str | None, language: str) -> Person:
    """The role that answers for ``role``, along the company's fallback chain; None asks the consultant."""
    key = rulebook.company.contact_key(role or DEFAULT_ROLE)
    contact = rulebook.contact(key)
    return Person(key, role_title(key, language), contact.reach, contact.slack, contact.urgent)


def role_title(key: str, language: str) -> str:
    """What the role is called in a sentence, with its article."""
    titles = _titles().get(key)
    return in_language(titles, language) if titles else key.replace("_", " ")


@cache
def _titles() -> dict[str, dict[str, str]]:
    return yaml.safe_load(Path(__file__).with_name("roles.yml").read_text(encoding="utf-8"))
