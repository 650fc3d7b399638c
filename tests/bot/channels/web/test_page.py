"""The page's own facts: what the server fills in, and what the files weigh."""

from __future__ import annotations

import gzip
import json
import re
from html import unescape
from pathlib import Path

from bot.channels.web import STATIC_FOLDER, page_for, render_page
from bot.rulebook import load_rulebook

MOST_BYTES = 40_000  # gzipped, all files together


def attribute(page: str, name: str) -> str:
    found = re.search(rf'<post-coach[^>]* data-{name}="([^"]*)"', page)
    return unescape(found.group(1)) if found else ""


def test_render_page_fills_company_contacts_and_clauses() -> None:
    contacts = {"legal": {"title": {"en": "the legal department"}, "reach": "legal@example.org", "slack": ""}}
    page = render_page(company='R&D "Ltd" <b>', contacts=contacts, clauses={"C1": {"en": "Scope"}}, language="fr")
    assert attribute(page, "company") == 'R&D "Ltd" <b>'
    assert json.loads(attribute(page, "contacts")) == contacts
    assert json.loads(attribute(page, "clauses")) == {"C1": {"en": "Scope"}}
    assert attribute(page, "lang") == "fr"


def test_render_page_leaves_the_language_to_the_browser() -> None:
    assert "data-lang" not in render_page(company="Acme", contacts={}, clauses={})


def test_static_page_names_no_company() -> None:
    texts = [path.read_text(encoding="utf-8") for path in STATIC_FOLDER.iterdir()]
    assert not any("novalys" in text.lower() for text in texts)


def test_static_files_together_stay_under_forty_kilobytes() -> None:
    assert sum(len(gzip.compress(path.read_bytes())) for path in STATIC_FOLDER.iterdir()) < MOST_BYTES


def test_page_loads_every_module_ahead() -> None:
    page = (STATIC_FOLDER / "index.html").read_text(encoding="utf-8")
    modules = {path.name for path in STATIC_FOLDER.glob("*.js")} - {"widget.js"}  # which is for other pages
    assert all(f'"{name}"' in page for name in modules)


def test_button_of_the_widget_alone_weighs_less_than_five_kilobytes() -> None:
    assert len(gzip.compress((STATIC_FOLDER / "widget.js").read_bytes())) < 5_000


def test_page_for_names_every_clause_and_every_contact_of_the_policy() -> None:
    rulebook = load_rulebook(Path("policy"))
    page = page_for(rulebook)
    assert attribute(page, "company") == rulebook.company.company.name
    assert set(json.loads(attribute(page, "clauses"))) == set(rulebook.clauses)
    contacts = json.loads(attribute(page, "contacts"))
    roles = {topic.contact for topic in rulebook.topics.values()} | {rule.contact for rule in rulebook.rules} - {None}
    assert roles | set(rulebook.company.contacts) <= set(contacts)
    assert all(contact["reach"] and set(contact["title"]) == {"en", "fr", "nl"} for contact in contacts.values())
