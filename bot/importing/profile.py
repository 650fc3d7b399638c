"""What a document says of the company → company.yml, with the guesses that a person has to check."""

from __future__ import annotations

import re

from bot.importing.facts import Facts
from bot.importing.people import policy_owner
from bot.importing.written import CompanyEntry, ContactEntry
from bot.rulebook import Rulebook

NOBODY = "to be filled in"
ASKED = "social_media_consultant"  # the role that answers for a policy without any address


def company_of(
    facts: Facts, model: Rulebook, *, stem: str, language: str, given: bool
) -> tuple[CompanyEntry, list[str]]:
    """What goes into company.yml, and what of it a person has to check, as sentences.

    ``stem`` of the document's file name is the last resort for a name; ``given``: somebody said the name.
    """
    name = facts.names[0] if facts.names else re.sub(r"[_-]+", " ", stem).strip().title()
    roles = model.company.contacts
    contacts = {
        found.role: ContactEntry(found.reach, tuple(roles[found.role].for_), roles[found.role].urgent)
        for found in facts.contacts if found.role and found.role in roles
    }
    guessed = [] if given else [f"`name`: “{name}” was " + ("read from the document." if facts.names else
                                                           "made from the name of the file: none was found in it.")]
    if not contacts:
        first = next((found.reach for found in facts.contacts), NOBODY)
        contacts = {ASKED: ContactEntry(first, ("questions about posts",))}
        guessed.append(f"`{ASKED}`: no address with a clear role was found; it is “{first}”.")
    guessed += [f"`contacts.{role}`: {entry.reach}" for role, entry in contacts.items() if entry.reach != NOBODY]
    guessed.append("`aliases`: " + (", ".join(facts.names) or name) + ". Add short names and legal names.")
    guessed.append("`listed`: the document speaks of shares and investors, so it is true." if facts.listed else
                   "`listed`: nothing in the document says that the company is on a stock exchange, so it is false.")
    guessed.append(f"`newsroom`: {facts.newsroom or 'no address of a website was found'}.")
    guessed.append("`disclosure.hashtags`: " + (", ".join(facts.hashtags) or "none was found.") +
                   " Say which hashtag tells that somebody works here.")
    owner = policy_owner({role: entry.reach for role, entry in contacts.items()})
    guessed.append(f"`policy_owner`: {owner} is a guess.")
    company = CompanyEntry(name, facts.names or (name,), (language,), bool(facts.listed), facts.newsroom,
                           facts.hashtags, facts.handles, contacts, owner)
    return company, guessed
