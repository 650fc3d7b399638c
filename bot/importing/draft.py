"""A document, or nothing but a name, → the files of a policy folder that validates."""

from __future__ import annotations

import os
import re
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from bot.encoder import SentenceEncoder
from bot.errors import CoachError
from bot.findings import LANGUAGES
from bot.importing.clauses import ImportedClause, split_clauses
from bot.importing.documents import read_document
from bot.importing.facts import read_facts
from bot.importing.missing import Missing, missing_text
from bot.importing.profile import ASKED, NOBODY, company_of
from bot.importing.propose import propose
from bot.importing.rules import adapt_rules, renaming
from bot.importing.topics import topics_of
from bot.importing.written import CompanyEntry, ContactEntry, TopicEntry, company_text, guidelines_text
from bot.nlu.placeholders import COMPANY, replace_names
from bot.rulebook import Rulebook, in_language, load_rulebook


@dataclass(frozen=True)
class PolicyDraft:
    """Everything of a new policy folder: file names and contents, and what is missing in it."""

    files: Mapping[str, str]
    missing: Missing


def import_policy(
    document: Path, *, model_folder: Path, encoder: SentenceEncoder, language: str, name: str | None, today: date
) -> PolicyDraft:
    """The policy in a document. ``model_folder`` is the policy whose topics and rules are proposed.

    Raises CoachError C670 to C672 and C674 as reading and splitting do, C675 for a language that nobody speaks.
    """
    _check_language(language)
    split = split_clauses(read_document(document))
    facts = read_facts("\n\n".join(f"{clause.title}\n{clause.text}" for clause in split.clauses),
                       preamble=f"{split.title}\n{split.preamble}", name=name)
    model = load_rulebook(model_folder)
    company, guessed = company_of(facts, model, stem=document.stem, language=language, given=name is not None)
    own = {alias: COMPANY for alias in company.aliases}
    proposals = propose(split.clauses, model, encoder, language=language,
                        own_names=lambda text: replace_names(text, own))
    names = renaming(model.company, name=company.name, domain=facts.domain)
    topics = topics_of(split.clauses, proposals, model, encoder, company=company, language=language, names=names)
    effective = facts.effective or today
    version = facts.version or f"{effective:%Y.%m}"
    if facts.effective is None:
        guessed.append("`effective`: no date was found in the document; it is set to the day of the import.")
    adapted = adapt_rules(
        model_folder, names,
        clause_of={category: found[0].clause for category, found in proposals.categories.items() if found},
        fallback=split.clauses[0].id, contacts={role: entry.reach for role, entry in company.contacts.items()},
        owner=company.policy_owner,
    )
    missing = Missing(
        name=company.name, guessed=guessed, contacts=[role for role in model.company.contacts
                                                      if role not in company.contacts],
        strangers=[contact for contact in facts.contacts if contact.role is None],
        categories=proposals.categories, left_out=adapted.left_out, in_preview=adapted.in_preview,
        topics=proposals.topics, nearest=proposals.best_of, clauses=split.clauses, lines=split.left_out,
        titles={topic.id: names.text(in_language(topic.title, language)) for topic in model.topics.values()},
        language=language, foreign=_foreign(adapted.files, model),
    )
    guidelines = guidelines_text(split.clauses, topics, version=version, effective=effective, language=language,
                                 source=f"The policy of {company.name}, imported from {document.name}.")
    return PolicyDraft(_files(company, guidelines, adapted.files, missing), missing)


def new_policy(
    *, model_folder: Path, name: str, languages: tuple[str, ...], listed: bool, website: str, reach: str, today: date
) -> PolicyDraft:
    """An empty policy: one clause that names who to ask, the guard for lawful speech, and no other rule.

    Raises CoachError C675 for a language that nobody speaks, C676 for a name without a letter.
    """
    for language in languages:
        _check_language(language)
    if not re.search(r"[^\W\d_]", name):
        raise CoachError("C676", f"'{name}' is no name of a company.", hint="Give it with --name.")
    model = load_rulebook(model_folder)
    owner = ASKED
    contacts = {owner: ContactEntry(reach or NOBODY, ("questions about posts",))}
    company = CompanyEntry(name, (name,), languages, listed, website, (), (), contacts, owner)
    text = f"If you are not sure about a post, ask before you publish it. Write to {reach or 'your manager'}."
    clause = ImportedClause("C1", "Who to ask", text)
    shipped = model.topics.get("who-to-ask")
    title = {"en": shipped.title["en"] if shipped else "Who can I ask?"}
    topic = TopicEntry("who-to-ask", title, ("C1",), owner, False, text, text.split(". ")[0] + ".")
    domain = re.sub(r"^https?://(?:www\.)?", "", website).split("/")[0]
    names = renaming(model.company, name=name, domain=domain)
    adapted = adapt_rules(model_folder, names, clause_of={}, fallback="C1",
                          contacts={role: entry.reach for role, entry in contacts.items()}, owner=owner)
    missing = Missing(
        name=name, contacts=[role for role in model.company.contacts if role not in contacts],
        guessed=[] if reach else [f"`{owner}`: nobody can be asked yet; put an address in the place of “{NOBODY}”."],
        left_out=adapted.left_out, in_preview=adapted.in_preview, foreign=_foreign(adapted.files, model),
        topics={"who-to-ask": ()}, titles={topic.id: names.text(topic.title["en"])
                                          for topic in model.topics.values() if topic.id != "who-to-ask"},
    )
    guidelines = guidelines_text([clause], [topic], version=f"{today:%Y.%m}", effective=today, language="en",
                                 source=f"The policy of {name}.")
    return PolicyDraft(_files(company, guidelines, adapted.files, missing), missing)


def write_policy(draft: PolicyDraft, folder: Path) -> Rulebook:
    """Write the folder, whole or not at all, and return it loaded.

    Raises CoachError C673 when anything of that name is there already, C677 when it cannot be written, and
    RulebookErrors, with nothing written, when the policy would not load.
    """
    if os.path.lexists(folder):
        raise CoachError("C673", f"'{folder}' is there already; nothing was written.", where=str(folder),
                         hint="Name another folder with --into.")
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".import-", dir=folder.parent) as work:
            made = Path(work) / folder.name
            for name, text in draft.files.items():
                path = made / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text, encoding="utf-8")
            rulebook = load_rulebook(made)
            folder.mkdir()  # fails when somebody else was faster, where a rename would replace an empty folder
            for entry in sorted(made.iterdir()):
                shutil.move(entry, folder / entry.name)
    except FileExistsError as error:
        raise CoachError("C673", f"'{folder}' is there already; nothing was written.", where=str(folder),
                         hint="Name another folder with --into.") from error
    except OSError as error:
        raise CoachError("C677", f"The policy folder cannot be written: {error.strerror}.", where=str(folder),
                         hint="Choose another place with --into.") from error
    return rulebook


def folder_name(name: str) -> str:
    """``policy-`` and the name in plain letters."""
    return "policy-" + (re.sub(r"[^a-z0-9]+", "-", name.casefold()).strip("-") or "new")


def _check_language(language: str) -> None:
    if language not in LANGUAGES:
        raise CoachError("C675", f"Nobody here speaks '{language}'.",
                         hint=f"Expected one of: {', '.join(sorted(LANGUAGES))}.")


def _files(company: CompanyEntry, guidelines: str, rules: Mapping[str, str], missing: Missing) -> dict[str, str]:
    inside = {f"rules/{name}" if name != "rules.yml" or len(rules) > 1 else name: text for name, text in rules.items()}
    return {"company.yml": company_text(company), "guidelines.yml": guidelines,
            **(inside or {"rules.yml": "rules: []\n"}), "MISSING.md": missing_text(missing)}


def _foreign(files: Mapping[str, str], model: Rulebook) -> int:
    """How many examples name a product, client, competitor, partner or person of the model company."""
    lists = model.company.lists()
    names = [name for key, listed in lists.items() if key not in ("company", "handles") for name in listed]
    if not names:
        return 0
    pattern = re.compile("|".join(re.escape(name) for name in sorted(set(names), key=len, reverse=True)))
    examples = (line for text in files.values() for line in text.splitlines() if re.match(r"\s+- [\"']", line))
    return sum(pattern.search(line) is not None for line in examples)


__all__ = ["PolicyDraft", "folder_name", "import_policy", "new_policy", "write_policy"]
