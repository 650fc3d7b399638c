"""company.yml and guidelines.yml of a new policy as text, laid out as in the policy that ships."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from bot.importing.clauses import ImportedClause
from bot.rulebook.edit_style import double_quoted, one_line

WIDTH = 108


@dataclass(frozen=True)
class ContactEntry:
    """An address and what it is for."""

    reach: str
    for_: tuple[str, ...]
    urgent: bool = False


@dataclass(frozen=True)
class CompanyEntry:
    """What company.yml needs; lists that only the company knows stay empty."""

    name: str
    aliases: tuple[str, ...]
    languages: tuple[str, ...]
    listed: bool
    newsroom: str
    hashtags: tuple[str, ...]
    handles: tuple[str, ...]
    contacts: Mapping[str, ContactEntry]
    policy_owner: str


@dataclass(frozen=True)
class TopicEntry:
    """A topic whose answer is the company's own words; ``note`` is a comment beside its clauses."""

    id: str
    title: Mapping[str, str]
    clauses: tuple[str, ...]
    contact: str
    urgent: bool
    answer: str
    short: str
    note: str = ""


# Words that tell a stranger where the author works, per language; {name} is the company's.
PHRASES = {
    "en": ("I work at {name}", "I work for {name}", "my team at {name}", "at {name} we", "my employer {name}"),
    "fr": ("je travaille chez {name}", "mon équipe chez {name}", "chez {name} nous", "mon employeur {name}"),
    "nl": ("ik werk bij {name}", "mijn team bij {name}", "bij {name} maken we", "mijn werkgever {name}"),
}
PAID_LABELS = {"en": "#ad", "fr": "#publicité", "nl": "#advertentie"}


def company_text(company: CompanyEntry) -> str:
    """``company.yml``."""
    def listed(names: Sequence[str]) -> str:
        return one_line(list(names))

    spoken = [language for language in PHRASES if language in (*company.languages, "en")]
    phrases = [f"      {language}: {listed([phrase.format(name=company.name) for phrase in PHRASES[language]])}"
               for language in spoken]
    labels = {language: PAID_LABELS[language] for language in spoken}
    contacts = [f"  {role}: {one_line(_contact(entry))}" for role, entry in company.contacts.items()]
    return "\n".join([
        "# What only the company knows. Lists that are empty here are listed in MISSING.md.",
        "company:",
        f"  name: {one_line(company.name)}",
        f"  aliases: {listed(company.aliases)}",
        f"  languages: {listed(company.languages)}",
        f"  listed: {'true' if company.listed else 'false'}    # on a stock exchange",
        f"  newsroom: {double_quoted(company.newsroom)}",
        f"  official_handles: {listed(company.handles)}",
        "  disclosure:                       # any of these in the visible opening of a post is a clear disclosure",
        f"    hashtags: {listed(company.hashtags)}",
        "    phrases:",
        *phrases,
        f"    paid_label: {one_line(labels)}",
        "",
        "products:",
        "  public: []",
        "  unreleased: []",
        "code_names: []",
        "clients:",
        "  cleared: []         # may be named",
        "  do_not_name: []",
        "competitors: []",
        "partners: []",
        "spokespeople: []      # {name, title, topics: [...]}",
        "embargoes: []         # {item, until: date}",
        "quiet_periods: []     # {from: date, to: date, reason}",
        "incidents: []         # {name, since: date, official: link}",
        "published_facts: []   # {text, source: link}",
        "",
        "# Who to ask. A role without an entry falls back along `fallback`, at last to the policy owner.",
        "contacts:",
        *contacts,
        f"policy_owner: {company.policy_owner}",
        f"fallback: {listed([company.policy_owner])}",
        "",
    ])


def guidelines_text(
    clauses: Sequence[ImportedClause], topics: Sequence[TopicEntry], *, version: str, effective: date, language: str,
    source: str,
) -> str:
    """``guidelines.yml``. A text in another language than English stands under ``en`` too, until it is translated."""
    spoken = ("en",) if language == "en" else ("en", language)
    lines = [
        f"# {source}",
        "# Clauses are the company's own words; topics are what employees ask, each resting on the clauses named.",
        f"version: {double_quoted(version)}",
        f"effective: {effective.isoformat()}",
        "",
        "clauses:",
    ]
    for clause in clauses:
        lines += [f"  - id: {one_line(clause.id)}"]
        lines += [*_texts("title", {name: clause.title for name in spoken}),
                  *_texts("text", {name: clause.text for name in spoken}), ""]
    lines += ["topics:"]
    for topic in topics:
        note = f"   # {topic.note}" if topic.note else ""
        lines += [
            f"  - id: {one_line(topic.id)}",
            *_texts("title", topic.title),
            f"    clauses: {one_line(list(topic.clauses))}{note}",
            f"    contact: {topic.contact}",
            *(["    urgent: true"] if topic.urgent else []),
            *_texts("answer", {name: topic.answer for name in spoken}),
            *_texts("short", {name: topic.short for name in spoken}),
            "",
        ]
    return "\n".join(lines)


def _contact(entry: ContactEntry) -> dict[str, object]:
    urgent = {"urgent": True} if entry.urgent else {}
    return {"reach": entry.reach, **urgent, "for": list(entry.for_)}


def _texts(key: str, texts: Mapping[str, str]) -> list[str]:
    lines = [f"    {key}:"]
    for language, text in texts.items():
        if len(text) <= 80 and "\n" not in text:
            lines.append(f"      {language}: {double_quoted(text)}")
            continue
        lines.append(f"      {language}: >-")
        for number, paragraph in enumerate(text.split("\n")):
            # In a folded text an empty line stands for each line break.
            lines += [""] if number else []
            wrapped = textwrap.wrap(paragraph, WIDTH - 8, break_long_words=False, break_on_hyphens=False)
            lines += [f"        {line}" for line in wrapped]
    return lines
