"""MISSING.md: what a consultant has to look at before an imported policy goes live."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from bot.importing.clauses import ImportedClause
from bot.importing.people import ContactFound
from bot.importing.propose import Proposal

LISTS = {
    "products.public": "products that are launched and may be named",
    "products.unreleased": "products that are not launched yet",
    "code_names": "code names of projects",
    "clients.cleared": "clients that may be named, `clients.do_not_name`: clients that may not",
    "competitors": "competitors", "partners": "partners",
    "spokespeople": "people who speak for the company, with their subjects",
    "embargoes": "what is secret until a date", "quiet_periods": "weeks before results",
    "published_facts": "figures that are public, with their link",
}


@dataclass(frozen=True)
class Missing:
    """What could not be read, was guessed, or covers nothing."""

    name: str
    guessed: Sequence[str] = ()  # facts of the company to check, as sentences
    contacts: Sequence[str] = ()  # roles without an address
    strangers: Sequence[ContactFound] = ()  # addresses without a role
    categories: Mapping[str, tuple[Proposal, ...]] = field(default_factory=dict)
    left_out: Sequence[str] = ()
    in_preview: Sequence[str] = ()
    topics: Mapping[str, tuple[Proposal, ...]] = field(default_factory=dict)
    titles: Mapping[str, str] = field(default_factory=dict)
    nearest: Mapping[str, Proposal] = field(default_factory=dict)
    clauses: Sequence[ImportedClause] = ()
    lines: Sequence[str] = ()  # of the document that were taken for no text
    language: str = "en"
    foreign: int = 0  # examples of rules that name something of the model company

    @property
    def uncovered(self) -> list[str]:
        return [topic for topic in self.titles if not self.topics.get(topic)]

    @property
    def doubtful(self) -> list[str]:
        both = {**self.topics, **self.categories}
        return [name for name, found in both.items() if found and not found[0].sure]

    @property
    def silent(self) -> list[ImportedClause]:
        """Clauses that neither a topic nor a category rests on."""
        used = {proposal.clause for found in (*self.topics.values(), *self.categories.values()) for proposal in found}
        return [clause for clause in self.clauses if clause.id not in used]


def missing_text(missing: Missing) -> str:
    """The list as Markdown, with boxes to tick, most important first."""
    parts = [
        f"# What is missing in the policy of {missing.name}",
        "Tick what is done. `postcoach policy validate` says after every change whether the folder still loads; "
        "`postcoach policy ask FOLDER \"…\"` shows which passage answers a question.",
        *_company(missing), *_contacts(missing), *_translation(missing), *_categories(missing), *_topics(missing),
        *_proposals(missing), *_lists(), *_document(missing),
    ]
    return "\n\n".join(parts) + "\n"


def _boxes(lines: Sequence[str]) -> str:
    return "\n".join(f"- [ ] {line}" for line in lines)


def _company(missing: Missing) -> list[str]:
    return ["## The company (company.yml)", _boxes(missing.guessed)] if missing.guessed else []


def _contacts(missing: Missing) -> list[str]:
    lines = [f"`{role}`: no address was found. Questions for this role go to the policy owner."
             for role in missing.contacts]
    lines += [f"{stranger.reach}: whose is it? “{_short(stranger.words)}”" for stranger in missing.strangers]
    return ["## Contacts (company.yml)", _boxes(lines)] if lines else []


def _translation(missing: Missing) -> list[str]:
    if missing.language == "en":
        return []
    return ["## English (guidelines.yml)", _boxes([
        f"The document is in '{missing.language}'; the same text stands under `en` until it is translated, because "
        "the coach falls back on English. The sentence encoder that ships reads English best: look twice at the "
        "proposals below."])]


def _categories(missing: Missing) -> list[str]:
    lines = []
    for name in missing.left_out:
        near = missing.nearest.get(name)
        hint = f" The nearest is {near.clause} ({_percent(near)})." if near else ""
        lines.append(f"`{name}`: no clause covers it, so its rules were left out.{hint} Add a clause and copy "
                     f"the file of rules, or decide that nothing is checked here.")
    lines += [f"`{name}`: no clause covers it, so its rules are in preview, seen by consultants only."
              for name in missing.in_preview]
    if missing.foreign:
        lines.append(f"{missing.foreign} examples of rules name products, clients or people of the company whose "
                     "policy was the model. Put names of your own in their place.")
    return ["## Rules (rules/)", _boxes(lines)] if lines else []


def _topics(missing: Missing) -> list[str]:
    lines = []
    for topic in missing.uncovered:
        near = missing.nearest.get(topic)
        hint = f" Nearest: {near.clause} ({_percent(near)})." if near else ""
        lines.append(f"`{topic}` “{missing.titles[topic]}”{hint}")
    parts = ["## Questions that the policy does not answer (guidelines.yml)",
             "Employees ask these at other companies. Write a clause and a topic, or leave them to a person.",
             _boxes(lines)] if lines else []
    if missing.topics:
        parts += ["The answers of the topics that are there are the document's own words. Write a short, friendly "
                  "answer where they are stiff; the clause stays as it is."]
    return parts


def _proposals(missing: Missing) -> list[str]:
    parts = []
    titles = {clause.id: clause.title for clause in missing.clauses}
    if missing.doubtful:
        both = {**missing.topics, **missing.categories}
        parts += ["## Proposals to check first", _boxes([
            f"`{name}` → {both[name][0].clause} “{_short(titles[both[name][0].clause])}” ({_percent(both[name][0])})"
            for name in missing.doubtful])]
    if missing.silent:
        parts += ["## Clauses that no topic and no rule rests on", _boxes([
            f"{clause.id} “{_short(clause.title)}”" for clause in missing.silent])]
    if missing.clauses and (missing.topics or missing.categories):
        rows = [f"| {clause.id} | {_cell(clause.title)} | {_covers(clause, missing.topics)} "
                f"| {_covers(clause, missing.categories)} |" for clause in missing.clauses]
        parts += ["## All proposals", "The percentage says how often a proposal of that likeness was right on three "
                  "policies that were read by a person.",
                  "\n".join(["| Clause | Heading | Topics | Categories |", "| --- | --- | --- | --- |", *rows])]
    return parts


def _covers(clause: ImportedClause, proposals: Mapping[str, tuple[Proposal, ...]]) -> str:
    return ", ".join(f"{name} {_percent(proposal)}" for name, found in proposals.items() for proposal in found
                     if proposal.clause == clause.id)


def _lists() -> list[str]:
    return ["## Lists that only the company knows (company.yml)",
            _boxes([f"`{name}`: {what}" for name, what in LISTS.items()])]


def _document(missing: Missing) -> list[str]:
    if not missing.lines:
        return []
    return ["## Left out of the document", "Taken for contents, headers, footers or page numbers:",
            "\n".join(f"- {_short(line, most=200)}" for line in missing.lines)]


def _percent(proposal: Proposal) -> str:
    return f"{round(proposal.confidence * 100)} %"


def _cell(text: str) -> str:
    return _short(text).replace("|", "\\|")


def _short(text: str, *, most: int = 90) -> str:
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"
