"""What only the company knows: names, lists with dates, contacts."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from functools import cached_property
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, PlainValidator, model_validator

from bot.rulebook.ordinary import is_ordinary

CASES = ("any", "exact")
NOTHING = r"[^\x00-\x{10FFFF}]"  # an expression that no text meets
Words = list[Annotated[str, Field(min_length=1)]]


class Name(str):
    """A listed name, and what its entry says of its letters: ``any``, ``exact``, or nothing."""

    case: str = ""


def needs_capitals(name: str) -> bool:
    """Whether a name is found with its capitals alone: when its entry says so, or when it is an ordinary word."""
    case = getattr(name, "case", "")
    return case == "exact" if case else " " not in name and is_ordinary(str(name))


def spelt_out(expression: str, typed: tuple[tuple[str, str], ...]) -> str:
    """An expression of a rule with the company's own names for ``{company}`` and the like."""
    for key, names in typed:
        expression = expression.replace(key, names)
    return expression


def _alternatives(names: Sequence[str]) -> str:
    known = sorted({name for name in names if name}, key=lambda name: (-len(name), name))
    return f"(?:{'|'.join(re.escape(name) for name in known)})" if known else NOTHING


def _name(value: Any) -> Name:
    """``Halo`` or ``{name: Halo, case: exact}``."""
    if isinstance(value, str) and value:
        return value if isinstance(value, Name) else Name(value)
    given = value if isinstance(value, dict) else {}
    if set(given) != {"name", "case"} or not isinstance(given["name"], str) or given["case"] not in CASES:
        raise ValueError("an entry is a name, or {name: …, case: any} or {name: …, case: exact}")
    name = Name(given["name"])
    name.case = given["case"]
    return name


Names = list[Annotated[Name, PlainValidator(_name)]]


def _listed(value: Any) -> Any:
    return [] if value is None else value


class Entry(BaseModel):
    """Base of everything in a policy file: unknown keys are errors, values do not change."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class Disclosure(Entry):
    """Words and hashtags that tell a stranger that the author works here."""

    hashtags: Words
    phrases: dict[str, Words]
    paid_label: dict[str, str]


class Profile(Entry):
    name: str
    aliases: Names
    sector: str = ""
    country: str = ""
    headquarters: str = ""
    languages: Words = ["en"]
    listed: bool
    exchange: str = ""
    ticker: str = ""
    newsroom: str
    status_page: str = ""
    official_handles: Words = []
    disclosure: Disclosure


class Products(Entry):
    public: Names
    unreleased: Names = []


class Clients(Entry):
    cleared: Names = []
    do_not_name: Names = []


class Spokesperson(Entry):
    name: str
    title: str
    topics: Words


class Embargo(Entry):
    item: str
    until: date


class QuietPeriod(Entry):
    from_: date = Field(alias="from")
    to: date
    reason: str = ""

    @model_validator(mode="after")
    def _in_order(self) -> QuietPeriod:
        if self.to < self.from_:
            raise ValueError("ends before it begins")
        return self


class Incident(Entry):
    name: str
    since: date
    official: str


class PublishedFact(Entry):
    text: str
    source: str


class Contact(Entry):
    reach: str
    slack: str = ""
    urgent: bool = False
    for_: Words = Field(alias="for")


class Company(Entry):
    """``policy/company.yml``. Names are found in any case, but for those that ``needs_capitals`` tells.

    Dates are inclusive: an embargo holds until the day before ``until``.
    """

    company: Profile
    products: Products
    code_names: Names = []
    clients: Clients
    competitors: Names = []
    partners: Names = []
    spokespersons: list[Spokesperson] = Field(default=[], alias="spokespeople")
    embargoes: list[Embargo] = []
    quiet_periods: list[QuietPeriod] = []
    incidents: Annotated[list[Incident], BeforeValidator(_listed)] = []
    published_facts: list[PublishedFact] = []
    contacts: dict[str, Contact]
    policy_owner: str
    fallback: Words

    def contact_key(self, role: str) -> str:
        """The role that really answers for ``role``: itself, else the first of the chain that exists."""
        chain = (role, *self.fallback, self.policy_owner)
        return next((key for key in chain if key in self.contacts), self.policy_owner)

    def names(self, path: str) -> list[str]:
        """A list by its path, such as ``clients.do_not_name``; KeyError when there is none."""
        return list(self.lists()[path])

    def lists(self) -> Mapping[str, Sequence[str]]:
        """Every list of names that a rule may use, by path."""
        return {
            "company": self.company.aliases,
            "handles": self.company.official_handles,
            "products.public": self.products.public,
            "products.unreleased": self.products.unreleased,
            "code_names": self.code_names,
            "clients.cleared": self.clients.cleared,
            "clients.do_not_name": self.clients.do_not_name,
            "competitors": self.competitors,
            "partners": self.partners,
            "spokespersons": [person.name for person in self.spokespersons],
            "embargoes": [embargo.item for embargo in self.embargoes],
            "incidents": [incident.name for incident in self.incidents],
        }

    @cached_property
    def typed(self) -> tuple[tuple[str, str], ...]:
        """What ``{company}``, ``{product}``, ``{competitor}`` and ``{domain}`` in a rule stand for: RE2 alternatives.

        Products of one word alone: the others hold one.
        """
        address = re.sub(r"^https?://(?:www\.)?|/.*$", "", self.company.newsroom)
        lists: dict[str, Sequence[str]] = {
            "company": [self.company.name, *self.company.aliases, self.company.ticker],
            "product": [name for name in self.products.public if " " not in name],
            "competitor": self.competitors, "domain": [address],
        }  # fmt: skip
        return tuple((f"{{{key}}}", _alternatives(names)) for key, names in lists.items())

    def in_quiet_period(self, day: date) -> bool:
        """Whether nobody may comment on business on that day."""
        return any(period.from_ <= day <= period.to for period in self.quiet_periods)
