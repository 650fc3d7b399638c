"""What may stand above or below a card: progress since the last version, people who listen, first aid."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Protocol

from bot.answers import Person, person_for
from bot.cards.card import Card, paragraphs
from bot.cards.wording import say
from bot.rulebook import Rulebook, in_language

# Who listens without any manager hearing of it; offered, never required.
LISTENERS = ("union_delegates", "person_of_trust", "speak_up_channel")
# What came out decides who must hear of it first. A category that is not here goes to the reputation manager.
FIRST_TO_CALL = {
    "secrets": "it_security", "location-security": "it_security", "market-sensitive": "investor_relations",
    "confidential": "social_media_strategist", "client": "social_media_strategist",
    "personal-data": "data_protection_officer", "legal-matters": "legal", "crisis-press": "reputation_manager",
}  # fmt: skip
REPUTATION = "reputation_manager"


class Compared(Protocol):
    """Clauses that a new version solved, left and brought."""

    @property
    def solved(self) -> tuple[str, ...]: ...
    @property
    def left(self) -> tuple[str, ...]: ...
    @property
    def new(self) -> tuple[str, ...]: ...


def with_progress(shown: Card, rulebook: Rulebook, compared: Compared) -> Card:
    """The report with, above it, what is solved and what remains since the version before."""
    language = shown["language"]
    lines = [
        say(f"progress_{name}", language, clauses="; ".join(_titled(rulebook, clause, language) for clause in clauses))
        for name, clauses in (("solved", compared.solved), ("left", compared.left), ("new", compared.new))
        if clauses
    ]
    return {**shown, "text": paragraphs("\n".join(lines), shown["text"])}


def with_offer(shown: Card, rulebook: Rulebook) -> Card:
    """The report on lawful speech with the people who listen; nobody has to ask them."""
    language = shown["language"]
    people = [person_for(rulebook, role, language) for role in LISTENERS if role in rulebook.company.contacts]
    if not people:
        return shown
    listed = "; ".join(f"{person.title} ({person.address})" for person in people)
    return {**shown, "text": paragraphs(shown["text"], say("protected_offer", language, people=listed))}


def with_first_aid(shown: Card, rulebook: Rulebook, categories: Iterable[str]) -> Card:
    """The answer to “I posted it already” with what to do first, by what came out; the urgent people first."""
    language = shown["language"]
    roles = list(dict.fromkeys([*(FIRST_TO_CALL.get(name, REPUTATION) for name in categories), REPUTATION]))
    people = [person_for(rulebook, role, language) for role in roles]
    people.sort(key=lambda person: not person.urgent)
    known = set(categories)
    first = say("first_secret", language) if "secrets" in known or not known else None
    steps = [first, say("first_screenshot", language), say("first_tell", language, people=_reached(people)),
             say("first_delete", language)]
    numbered = "\n".join(f"{number}. {step}" for number, step in enumerate((one for one in steps if one), start=1))
    return {**shown, "text": paragraphs(say("first_aid", language), numbered, shown["text"])}


def _reached(people: Sequence[Person]) -> str:
    return "; ".join(f"{person.title} ({person.address})" for person in people)


def _titled(rulebook: Rulebook, clause_id: str, language: str) -> str:
    return f"{clause_id}, {in_language(rulebook.clauses[clause_id].title, language)}"
