"""The page at ``/``: the static file with the company's name, contacts and clauses filled in."""

from __future__ import annotations

import json
from collections.abc import Mapping
from html import escape
from pathlib import Path
from typing import Any

from bot.answers import role_title
from bot.findings import LANGUAGES
from bot.rulebook import Rulebook

STATIC_FOLDER = Path(__file__).with_name("static")
_ELEMENT = "<post-coach>"


def render_page(
    *,
    company: str,
    contacts: Mapping[str, Mapping[str, Any]],
    clauses: Mapping[str, Mapping[str, str]],
    language: str | None = None,
) -> str:
    """The page as HTML, every value escaped.

    ``contacts``: role → {"title": {language: name}, "reach", "slack"}; ``clauses``: id → {language: title}.
    ``language`` None leaves the choice to the reader's browser.
    """
    values = {
        "company": company,
        "lang": language or "",
        "contacts": json.dumps(contacts, ensure_ascii=False),
        "clauses": json.dumps(clauses, ensure_ascii=False),
    }
    attributes = "".join(f' data-{name}="{escape(value)}"' for name, value in values.items() if value)
    page = (STATIC_FOLDER / "index.html").read_text(encoding="utf-8")
    return page.replace(_ELEMENT, f"<post-coach{attributes}>")


def about(rulebook: Rulebook) -> dict[str, Any]:
    """What the widget on another page must know: company, contacts by role, titles of clauses."""
    return {
        "company": rulebook.company.company.name,
        "contacts": {role: _contact(rulebook, role) for role in sorted(_roles(rulebook))},
        "clauses": {clause.id: dict(clause.title) for clause in rulebook.clauses.values()},
    }


def page_for(rulebook: Rulebook, *, language: str | None = None) -> str:
    """The page of the company whose policy this is; render it anew when the rulebook changes."""
    return render_page(**about(rulebook), language=language)


def _roles(rulebook: Rulebook) -> set[str]:
    """Every role that a finding or a card may name, also those that the company gives to somebody else."""
    named = {rule.contact for rule in rulebook.rules} | {topic.contact for topic in rulebook.topics.values()}
    return {*rulebook.company.contacts, *(role for role in named if role)}


def _contact(rulebook: Rulebook, role: str) -> dict[str, Any]:
    key = rulebook.company.contact_key(role)
    contact = rulebook.contact(role)
    titles = {language: role_title(key, language) for language in LANGUAGES}
    return {"title": titles, "reach": contact.reach, "slack": contact.slack or ""}
