"""What only the company knows: names, lists with dates, contacts."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

Names = list[Annotated[str, Field(min_length=1)]]


def _listed(value: Any) -> Any:
    return [] if value is None else value


class Entry(BaseModel):
    """Base of everything in a policy file: unknown keys are errors, values do not change."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class Disclosure(Entry):
    """Words and hashtags that tell a stranger that the author works here."""

    hashtags: Names
    phrases: dict[str, Names]
    paid_label: dict[str, str]


class Profile(Entry):
    name: str
    aliases: Names
    sector: str = ""
    country: str = ""
    headquarters: str = ""
    languages: Names = ["en"]
    listed: bool
    exchange: str = ""
    ticker: str = ""
    newsroom: str
    status_page: str = ""
    official_handles: Names = []
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
    topics: Names


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
    for_: Names = Field(alias="for")


class Company(Entry):
    """``policy/company.yml``. Dates are inclusive: an embargo holds until the day before ``until``."""

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
    fallback: Names

    def contact_key(self, role: str) -> str:
        """The role that really answers for ``role``: itself, else the first of the chain that exists."""
        chain = (role, *self.fallback, self.policy_owner)
        return next((key for key in chain if key in self.contacts), self.policy_owner)

    def names(self, path: str) -> list[str]:
        """A list by its path, such as ``clients.do_not_name``; KeyError when there is none."""
        lists = self.lists()
        return lists[path]

    def lists(self) -> dict[str, list[str]]:
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

    def in_quiet_period(self, day: date) -> bool:
        """Whether nobody may comment on business on that day."""
        return any(period.from_ <= day <= period.to for period in self.quiet_periods)
