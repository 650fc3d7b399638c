"""What only the company knows: names on lists, dates, and whom to ask."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Any

from starlette.responses import Response
from starlette.routing import Route

from bot.errors import CoachError
from bot.rulebook import Put
from bot.rulebook.edit_changes import COMPANY, add_to_list, remove_from_list
from bot.rulebook.edit_text import value_at
from bot.studio.edits import Plan, changed, digests, edit_routes, shown, ticked
from bot.studio.entries import entry_text, with_entry
from bot.studio.visit import Visit, get

TEXT, DAY, WORDS = "text", "date", "words"


@dataclass(frozen=True)
class Listed:
    """A list of company.yml. ``fields`` of an entry with their label and kind; empty for a plain name."""

    path: str
    title: str
    help: str
    fields: tuple[tuple[str, str, str], ...] = ()


LISTS = (
    Listed("clients.do_not_name", "Clients not to name", "never in a post"),
    Listed("clients.cleared", "Clients that may be named", "they agreed"),
    Listed("code_names", "Code names", "used inside alone"),
    Listed("products.unreleased", "Products not announced", "until they are launched"),
    Listed("products.public", "Products", "may be named"),
    Listed("competitors", "Competitors", ""),
    Listed("partners", "Partners", "may be named; their prices and complaints may not"),
    Listed("company.aliases", "Names of the company", "however people write it"),
    Listed("company.official_handles", "Official accounts", ""),
    Listed("embargoes", "Embargoes", "from the day on it may be told",
           (("item", "What", TEXT), ("until", "Free from", DAY))),
    Listed("quiet_periods", "Quiet periods", "nobody comments on business, both days included",
           (("from", "From", DAY), ("to", "To", DAY), ("reason", "Reason", TEXT))),
    Listed("incidents", "Incidents", "while one is listed, only its official message is shared",
           (("name", "Name", TEXT), ("since", "Since", DAY), ("official", "Official message (address)", TEXT))),
    Listed("published_facts", "Published facts", "may be repeated with their source",
           (("text", "Fact", TEXT), ("source", "Source (address)", TEXT))),
    Listed("spokespeople", "Spokespersons", "",
           (("name", "Name", TEXT), ("title", "Title", TEXT), ("topics", "Speaks on, with commas", WORDS))),
)  # fmt: skip


def routes() -> list[Route]:
    return [
        get("/company", overview),
        *edit_routes("/company/lists/{path}/add", overview, plan_add),
        *edit_routes("/company/lists/{path}/remove", overview, plan_remove),
        get("/company/contacts/{role}", contact),
        *edit_routes("/company/contacts/{role}", contact, plan_contact),
        *edit_routes("/company/contacts", overview, plan_new_contact),
        *edit_routes("/company/yaml", overview, plan_yaml),
    ]


def overview(visit: Visit) -> Response:
    page = visit.desk.editor.read(COMPANY)
    lists = [(one, _entries(page.text, one)) for one in LISTS]
    return visit.page("company.html", lists=lists, files={COMPANY: page.digest}, today=visit.desk.today(),
                      contacts=visit.desk.rulebook().company.contacts, yaml=page.text)


def contact(visit: Visit) -> Response:
    role = visit.part("role")
    known = visit.desk.rulebook().company.contacts
    if role not in known:
        raise CoachError("C647", f"There is no contact '{role}' any more.", status=404)
    page = visit.desk.editor.read(COMPANY)
    return visit.page("contact.html", role=role, contact=known[role], files=digests(visit.desk.editor, COMPANY),
                      shown=lambda name, now: shown(visit, name, now),
                      yaml=entry_text(page.text, ("contacts", role), file=COMPANY))


def plan_add(visit: Visit) -> Plan:
    one = _list(visit)
    if not one.fields:
        value: Any = visit.text("value").strip()
        if not value:
            raise CoachError("C651", "A name is needed.")
    else:
        value = {name: _value(visit, name, label, kind) for name, label, kind in one.fields
                 if visit.text(name).strip() or name != "reason"}
    return Plan("/company#" + one.path, f"{one.title}: added, and live.", add_to_list(one.path, value))


def plan_remove(visit: Visit) -> Plan:
    one = _list(visit)
    entries = value_at(visit.desk.editor.read(COMPANY).text, tuple(one.path.split(".")), file=COMPANY) or []
    number = visit.text("number")
    if not number.isdigit() or int(number) >= len(entries):
        raise CoachError("C222", "This list does not have that entry.", where=COMPANY, status=404)
    return Plan("/company#" + one.path, f"{one.title}: removed.",
                remove_from_list(visit.desk.editor, one.path, entries[int(number)]))


def plan_contact(visit: Visit) -> Plan:
    role, steps = visit.part("role"), []
    for field in ("reach", "slack"):
        if (value := changed(visit, field)) is not None:
            steps.append(Put(("contacts", role, field), value))
    if (urgent := ticked(visit, "urgent")) is not None:
        steps.append(Put(("contacts", role, "urgent"), urgent))
    if (subjects := changed(visit, "for")) is not None:
        steps.append(Put(("contacts", role, "for"), _words(subjects)))
    return Plan("/company#contacts", "Saved, and live.", {COMPANY: steps} if steps else {})


def plan_new_contact(visit: Visit) -> Plan:
    role = "_".join(visit.text("role").lower().split())
    if not re.fullmatch(r"[a-z][a-z0-9_]{1,60}", role) or role in visit.desk.rulebook().company.contacts:
        raise CoachError("C651", "A contact needs a role that is not there yet.", hint="Small letters, such as events.")
    entry: dict[str, Any] = {"reach": visit.text("reach").strip(), "for": _words(visit.text("for"))}
    if slack := visit.text("slack").strip():
        entry["slack"] = slack
    return Plan("/company#contacts", "The contact is kept, and live.", {COMPANY: [Put(("contacts", role), entry)]})


def plan_yaml(visit: Visit) -> Plan:
    role = visit.text("role")
    text = visit.text("yaml")
    if role:
        text = with_entry(visit.desk.editor.read(COMPANY).text, ("contacts", role), text, file=COMPANY)
    return Plan("/company", "Saved, and live.", texts={COMPANY: text if text.endswith("\n") else text + "\n"})


def _entries(text: str, one: Listed) -> list[Any]:
    try:
        return value_at(text, tuple(one.path.split(".")), file=COMPANY) or []
    except CoachError:
        return []  # a list that this company does not keep


def _list(visit: Visit) -> Listed:
    one = next((one for one in LISTS if one.path == visit.part("path")), None)
    if one is None:
        raise CoachError("C647", "There is no such list.", status=404)
    return one


def _value(visit: Visit, name: str, label: str, kind: str) -> Any:
    given = visit.text(name).strip()
    if not given:
        raise CoachError("C651", f"“{label}” is needed.")
    if kind == WORDS:
        return _words(given)
    try:
        return date.fromisoformat(given) if kind == DAY else given
    except ValueError as error:
        raise CoachError("C651", f"“{label}” is no date.", hint="Write it as 2027-03-15.") from error


def _words(text: str) -> list[str]:
    return [part.strip() for part in text.split(",") if part.strip()]
