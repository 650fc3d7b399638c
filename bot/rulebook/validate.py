"""Values → models, with every fault as a Problem at its own line."""

from __future__ import annotations

import hashlib
import re
from functools import lru_cache
from typing import TypeVar

import re2
import spacy
from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails
from spacy.matcher import Matcher

from bot.findings import PLATFORMS
from bot.rulebook.company import Company, needs_capitals, spelt_out
from bot.rulebook.expressions import REPAIR, blind_edges
from bot.rulebook.guidelines import Guidelines
from bot.rulebook.rules import Match, RuleFile
from bot.rulebook.source import Path_, SourceFile, did_you_mean

Model = TypeVar("Model", bound=BaseModel)
_BRACES = re.compile(r"(?<![pPxN])\{([a-z]+)\}")  # {company}, and no \p{…}
MOST_GOOD = 200  # parsed files that are remembered; a policy has about a hundred
# Lists whose entries may say ``case``, and where they stand in company.yml.
NAME_LISTS: dict[str, Path_] = {
    "company": ("company", "aliases"), "products.public": ("products", "public"),
    "products.unreleased": ("products", "unreleased"), "code_names": ("code_names",),
    "clients.cleared": ("clients", "cleared"), "clients.do_not_name": ("clients", "do_not_name"),
    "competitors": ("competitors",), "partners": ("partners",),
}  # fmt: skip
_GOOD: dict[tuple[type[BaseModel], bytes], BaseModel] = {}


def parse(source: SourceFile, model: type[Model]) -> Model | None:
    """The file as a model; None when it has problems, which are then in ``source.problems``.

    A file that was good before is not parsed again: of a whole policy mostly one file changed.
    """
    key = (model, hashlib.sha256(source.raw).digest())
    known = _GOOD.get(key)
    if known is not None and not source.problems:
        return known  # type: ignore[return-value]
    source.read()
    if source.problems:
        return None
    try:
        made = model.model_validate(source.data)
        if len(_GOOD) >= MOST_GOOD:
            _GOOD.clear()
        _GOOD[key] = made
        return made
    except ValidationError as error:
        for detail in error.errors(include_url=False):
            _report(source, detail, model)
        return None


def _report(source: SourceFile, detail: ErrorDetails, model: type[BaseModel]) -> None:
    path = _real_path(source.data, detail["loc"])
    subject = subject_of(source, path)
    kind, context = detail["type"], detail.get("ctx", {})
    if kind == "extra_forbidden":
        key = str(detail["loc"][-1])
        known = _known_keys(model, path[:-1])
        source.report("C203", path, subject, f"unknown key '{key}'.", did_you_mean(key, known), key=True)
    elif kind in ("literal_error", "enum"):
        legal = re.findall(r"'([^']*)'", context.get("expected", ""))
        hint = did_you_mean(detail["input"], legal)
        source.report("C204", path, subject, f"got {detail['input']!r}; expected {context['expected']}.", hint)
    elif kind == "missing":
        source.report("C205", path, subject, f"lacks '{detail['loc'][-1]}'.", "Add it.")
    else:
        message = detail["msg"].removeprefix("Value error, ")
        source.report("C204", path, subject, f"got {_shown(detail['input'])}: {message}.")


def _shown(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 60 else text[:57] + "…"


def _real_path(data: object, loc: tuple[int | str, ...]) -> Path_:
    """pydantic's location without the names of union branches, which are no keys of the file."""
    path: list[str | int] = []
    for part in loc:
        if isinstance(data, dict) and str(part) in data:
            data = data[str(part)]
        elif isinstance(data, list) and isinstance(part, int) and part < len(data):
            data = data[part]
        elif not (isinstance(data, dict) and part == loc[-1]):
            continue
        path.append(part)
    return tuple(path)


def _known_keys(model: type[BaseModel], path: Path_) -> list[str]:
    """Legal keys of the innermost model on the path, by walking its fields."""
    current: type[BaseModel] = model
    for part in path:
        if not isinstance(part, str):
            continue
        field = next((f for n, f in current.model_fields.items() if (f.alias or n) == part), None)
        inner = _model_in(field.annotation) if field else None
        if inner:
            current = inner
    return [field.alias or name for name, field in current.model_fields.items()]


def _model_in(annotation: object) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    for inner in getattr(annotation, "__args__", ()):
        found = _model_in(inner)
        if found:
            return found
    return None


def subject_of(source: SourceFile, path: Path_) -> str:
    """What a reader calls the place: 'rule market.unpublished-figure', 'topic likes', else the keys."""
    data, name = source.data, ""
    for part in path:
        data = data[part] if isinstance(data, list | dict) and _has(data, part) else None  # type: ignore[index]
        if isinstance(data, dict) and isinstance(data.get("id"), str):
            name = data["id"]
    kind = str(path[0]).rstrip("s") if path else ""
    return f"{kind} {name}" if name else " → ".join(str(part) for part in path)


def _has(data: list | dict, part: str | int) -> bool:
    return part in data if isinstance(data, dict) else isinstance(part, int) and part < len(data)


def check_company(source: SourceFile, company: Company) -> None:
    """Cross-references inside company.yml."""
    for i, role in enumerate(company.fallback):
        if role not in company.contacts:
            source.report("C206", ("fallback", i), f"fallback {role}", "is no contact.",
                          did_you_mean(role, company.contacts))
    if company.policy_owner not in company.contacts:
        source.report("C206", ("policy_owner",), "policy_owner", f"'{company.policy_owner}' is no contact.",
                      did_you_mean(company.policy_owner, company.contacts))
    _warn_of_names(source, company)


def _warn_of_names(source: SourceFile, company: Company) -> None:
    """Names that are words as well are found with their capitals alone, until the entry says which is meant."""
    for path, names in company.lists().items():
        for i, name in enumerate(names):
            if path in NAME_LISTS and not getattr(name, "case", "") and needs_capitals(name):
                source.warn("C210", (*NAME_LISTS[path], i), path.replace(".", " → "),
                            f"'{name}' is an ordinary word as well, so it is found with its capitals alone.",
                            f"Write {{name: {name}, case: exact}} to agree, or case: any to find it everywhere.")


def check_guidelines(source: SourceFile, guidelines: Guidelines, company: Company) -> None:
    """Unique ids, clauses that exist, roles that lead to somebody."""
    clauses = {clause.id for clause in guidelines.clauses}
    for kind, entries in (("clauses", guidelines.clauses), ("topics", guidelines.topics)):
        _check_unique(source, kind, [entry.id for entry in entries])
    for i, topic in enumerate(guidelines.topics):
        for j, clause in enumerate(topic.clauses):
            if clause not in clauses:
                source.report("C206", ("topics", i, "clauses", j), f"topic {topic.id}",
                              f"no clause '{clause}'.", did_you_mean(clause, clauses))
        if topic.contact not in company.contacts:
            source.report("C206", ("topics", i, "contact"), f"topic {topic.id}", f"no contact '{topic.contact}'.",
                          did_you_mean(topic.contact, company.contacts))


def check_rules(source: SourceFile, rules: RuleFile, guidelines: Guidelines, company: Company) -> None:
    """Unique ids, references that exist, patterns that compile and can fire."""
    clauses = {clause.id for clause in guidelines.clauses}
    _check_unique(source, "rules", [rule.id for rule in rules.rules])
    _check_unique(source, "guard", [rule.id for rule in rules.guard])
    for i, rule in enumerate(rules.rules):
        at: Path_ = ("rules", i)
        subject = f"rule {rule.id}"
        if rule.clause not in clauses:
            source.report("C206", (*at, "clause"), subject, f"no clause '{rule.clause}'.",
                          did_you_mean(rule.clause, clauses))
        if rule.contact and rule.contact not in company.contacts:
            source.report("C206", (*at, "contact"), subject, f"no contact '{rule.contact}'.",
                          did_you_mean(rule.contact, company.contacts))
        for j, platform in enumerate(rule.platforms):
            if platform not in PLATFORMS:
                source.report("C204", (*at, "platforms", j), subject, f"got '{platform}'.",
                              did_you_mean(platform, PLATFORMS))
        _check_match(source, (*at, "match"), subject, rule.match, company)
        for part in ("unless", "lower", "raise"):
            for j, condition in enumerate(getattr(rule, "raise_" if part == "raise" else part)):
                _check_match(source, (*at, part, j), subject, condition, company)
    for i, guard in enumerate(rules.guard):
        subject = f"guard {guard.id}"
        _check_match(source, ("guard", i, "match"), subject, guard.match, company)
        for j, condition in enumerate(guard.unless):
            _check_match(source, ("guard", i, "unless", j), subject, condition, company)
        for j, role in enumerate(guard.offer):
            if role not in company.contacts:
                source.report("C206", ("guard", i, "offer", j), subject, f"no contact '{role}'.",
                              did_you_mean(role, company.contacts))


def _check_unique(source: SourceFile, kind: str, ids: list[str]) -> None:
    seen: dict[str, int] = {}
    for i, name in enumerate(ids):
        if name in seen:
            line, _ = source.place((kind, seen[name], "id"))
            source.report("C202", (kind, i, "id"), f"{kind.rstrip('s')} {name}",
                          f"has the same id as line {line}.", "Give it another.")
        seen.setdefault(name, i)


def _check_match(source: SourceFile, at: Path_, subject: str, match: Match, company: Company) -> None:
    for way in ("regex", "phrase"):
        for i, written in enumerate(getattr(match, way) or []):
            for unknown in _BRACES.findall(written):
                if f"{{{unknown}}}" not in dict(company.typed):
                    source.report("C206", (*at, way, i), subject, f"nothing stands for '{{{unknown}}}'.",
                                  did_you_mean(unknown, [key.strip("{}") for key, _ in company.typed]))
    for way in ("all", "any"):
        for i, inner in enumerate(getattr(match, way) or []):
            _check_match(source, (*at, way, i), subject, inner, company)
    for i, expression in enumerate(match.regex or []):
        fault = _fault_of(spelt_out(expression, company.typed))
        if fault:
            source.report("C207", (*at, "regex", i), subject, *fault)
        letters = blind_edges(expression)
        if letters:
            source.warn("C209", (*at, "regex", i), subject, f"\\b beside {', '.join(letters)}: RE2 takes an accented "
                        "letter for the end of a word, so the expression misses what it means.", REPAIR)
    for i, name in enumerate(match.names or []):
        if name not in company.lists():
            source.report("C206", (*at, "list", i), subject, f"no list '{name}' in company.yml.",
                          did_you_mean(name, company.lists()))
    for i, phrase in enumerate(match.phrase or []):
        if not re.search(r"\w|[^\x00-\x7f]", phrase):
            source.report("C207", (*at, "phrase", i), subject, f"'{phrase}' has no letter, so it could never fire.")
    if match.pattern is not None:
        _check_pattern(source, (*at, "pattern"), subject, match.pattern)


@lru_cache(maxsize=8192)
def _fault_of(expression: str) -> tuple[str, str] | None:
    """What is wrong with an expression. Remembered: compiling all of them is most of the time of a reload."""
    try:
        compiled = re2.compile(expression)
    except re2.error as error:
        return f"does not compile: {_words(error)}.", "RE2 syntax: no look-around, no back-references."
    return ("matches the empty text, so it would fire everywhere.", "") if compiled.search("") else None


def _check_pattern(source: SourceFile, at: Path_, subject: str, pattern: list[dict]) -> None:
    if "REGEX" in str(pattern):
        source.report("C207", at, subject, "uses REGEX, which can hang on some texts.", "Use 'regex:' (RE2).")
        return
    try:
        matcher = Matcher(spacy.blank("en").vocab, validate=True)
        matcher.add("check", [pattern])
    except ValueError as error:
        source.report("C207", at, subject, f"is no token pattern: {_words(error)}")


def _words(error: Exception) -> str:
    first = error.args[0] if error.args else error
    return (first.decode() if isinstance(first, bytes) else str(first)).strip().splitlines()[0]
