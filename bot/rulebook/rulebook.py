"""A policy folder → one immutable Rulebook, or every problem in it at once."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from bot.nlu.placeholders import names_of_company, replace_names
from bot.rulebook.company import Company, Contact
from bot.rulebook.drafts import DraftFile, LabelledDraft
from bot.rulebook.guidelines import Clause, Guidelines, Topic
from bot.rulebook.rules import GuardRule, Rule, RuleFile
from bot.rulebook.source import Problem, RulebookErrors, SourceFile
from bot.rulebook.validate import check_company, check_guidelines, check_rules, parse


@dataclass(frozen=True)
class Rulebook:
    """The loaded policy. ``version`` is 12 hex digits of the content of its files but the drafts; ``warnings`` are
    places that work and are perhaps not meant."""

    company: Company
    guidelines: Guidelines
    rules: tuple[Rule, ...]
    guard: tuple[GuardRule, ...]
    version: str
    warnings: tuple[Problem, ...] = field(default=(), compare=False, repr=False)

    @cached_property
    def clauses(self) -> dict[str, Clause]:
        return {clause.id: clause for clause in self.guidelines.clauses}

    @cached_property
    def topics(self) -> dict[str, Topic]:
        return {topic.id: topic for topic in self.guidelines.topics}

    @cached_property
    def _names(self) -> dict[str, str]:
        return names_of_company(self.company.model_dump(by_alias=True))

    def contact(self, role: str) -> Contact:
        """Who answers for a role, along the fallback chain."""
        return self.company.contacts[self.company.contact_key(role)]

    def placeholders(self, text: str) -> str:
        """The text with every listed name as a typed placeholder, as the learned judge reads it."""
        return replace_names(text, self._names)


def rule_files(folder: Path) -> list[Path]:
    """``rules.yml``, or the files of ``rules/`` in alphabetical order when it is a folder."""
    return sorted((folder / "rules").glob("*.yml")) or [folder / "rules.yml"]


def draft_files(folder: Path) -> list[Path]:
    """The labelled drafts, in alphabetical order."""
    return sorted((folder / "drafts").glob("*.yml"))


def load_rulebook(folder: Path) -> Rulebook:
    """Load and validate a policy folder. Raises RulebookErrors with every problem, in file order."""
    company_file, guidelines_file = (_read(folder, folder / name) for name in ("company.yml", "guidelines.yml"))
    rule_sources = [_read(folder, path) for path in rule_files(folder)]
    company, guidelines = parse(company_file, Company), parse(guidelines_file, Guidelines)
    parsed = [(source, parse(source, RuleFile)) for source in rule_sources]
    if company:
        check_company(company_file, company)
    if company and guidelines:
        check_guidelines(guidelines_file, guidelines, company)
        for source, rules in parsed:
            if rules:
                check_rules(source, rules, guidelines, company)
    _check_ids_across(parsed)
    sources = [company_file, guidelines_file, *rule_sources]
    problems = [problem for source in sources for problem in source.problems]
    if problems or company is None or guidelines is None:
        raise RulebookErrors(problems)
    digest = hashlib.sha256(b"\0".join(source.raw for source in sources)).hexdigest()
    files = [file for _, file in parsed if file]
    return Rulebook(
        company, guidelines, tuple(rule for file in files for rule in file.rules),
        tuple(entry for file in files for entry in file.guard), digest[:12],
        tuple(warning for source in sources for warning in source.warnings),
    )


def load_drafts(folder: Path) -> list[LabelledDraft]:
    """Every labelled draft of the policy folder. Raises RulebookErrors with every problem."""
    drafts: list[LabelledDraft] = []
    problems = []
    for path in draft_files(folder):
        source = _read(folder, path)
        file = parse(source, DraftFile)
        if file:
            for i, draft in enumerate(file.drafts):
                for j, label in enumerate(draft.labels):
                    if label.quote not in draft.text:
                        source.report("C208", ("drafts", i, "labels", j, "quote"), "label",
                                      "the quote does not stand in the text.", "Copy it letter by letter.")
            drafts += [draft.model_copy(update={"language": file.language}) for draft in file.drafts]
        problems += source.problems
    if problems:
        raise RulebookErrors(problems)
    return drafts


def _read(folder: Path, path: Path) -> SourceFile:
    name = f"{folder.name}/{path.relative_to(folder).as_posix()}"
    return SourceFile(path if path.is_file() else None, name, later=True)


def _check_ids_across(parsed: list[tuple[SourceFile, RuleFile | None]]) -> None:
    owner: dict[str, str] = {}
    for source, file in parsed:
        for i, rule in enumerate(file.rules if file else []):
            other = owner.setdefault(rule.id, source.name)
            if other != source.name:
                source.report("C202", ("rules", i, "id"), f"rule {rule.id}", f"stands in {other} too.",
                              "Give it another id.")
