"""Clauses and topics: what the policy says, in the languages of the company."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import AfterValidator, Field

from bot.findings import LANGUAGES
from bot.rulebook.company import Entry


def _has_english(texts: dict[str, str]) -> dict[str, str]:
    unknown = set(texts) - set(LANGUAGES)
    if unknown:
        raise ValueError(f"unknown language {', '.join(sorted(unknown))}; expected en, fr or nl")
    if not texts.get("en", "").strip():
        raise ValueError("needs at least the English text, under 'en'")
    return texts


Texts = Annotated[dict[str, str], AfterValidator(_has_english)]


def in_language(texts: dict[str, str], language: str) -> str:
    """The text in that language, else in English."""
    return texts.get(language) or texts["en"]


class Clause(Entry):
    id: str
    title: Texts
    text: Texts


class Topic(Entry):
    """A subject that employees ask about. ``contact`` is a role of company.yml."""

    id: str
    title: Texts
    clauses: Annotated[list[str], Field(min_length=1)]
    contact: str
    urgent: bool = False
    answer: Texts
    short: Texts


class Guidelines(Entry):
    """``policy/guidelines.yml``."""

    version: str
    effective: date
    clauses: Annotated[list[Clause], Field(min_length=1)]
    topics: Annotated[list[Topic], Field(min_length=1)]
