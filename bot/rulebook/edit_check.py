"""Would these files be good? Everything that is wrong with them, before anything is written."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Mapping
from pathlib import Path

from bot.rulebook.rulebook import draft_files, load_drafts, load_rulebook, rule_files
from bot.rulebook.source import Problem, RulebookErrors, SourceFile, did_you_mean

LONGEST = 1_000  # characters of one example
# Rasa reads [word](entity), [word]{…} and [word][…] as an annotation.
_ANNOTATION = re.compile(r"\][({\[]")


def check_texts(texts: Mapping[str, str], *, policy: Path, root: Path) -> None:
    """Check changed files, by their names such as ``policy/company.yml`` or ``data/nlu.yml``, beside all others.

    Raises RulebookErrors with every problem.
    """
    with tempfile.TemporaryDirectory() as work:
        place = Path(work)
        rules = {name: text for name, text in texts.items() if name.startswith("policy/")}
        drafts = {name: text for name, text in rules.items() if name.startswith("policy/drafts/")}
        if len(drafts) < len(rules):
            load_rulebook(_overlaid(policy, place / policy.name, {n: t for n, t in rules.items() if n not in drafts}))
        if drafts:
            # Only the changed ones: drafts do not know of each other.
            folder = place / "drafts-alone" / policy.name
            for name, text in drafts.items():
                _write(folder / name.removeprefix("policy/"), text)
            load_drafts(folder)
        if len(rules) < len(texts):
            _check_dialogue({n: t for n, t in texts.items() if n not in rules}, root, place)


def _overlaid(policy: Path, folder: Path, texts: Mapping[str, str]) -> Path:
    """The policy as it would be: links to the files as they are, the changed ones in their place."""
    for path in [policy / "company.yml", policy / "guidelines.yml", *rule_files(policy), *draft_files(policy)]:
        name = path.relative_to(policy)
        if f"policy/{name.as_posix()}" not in texts and path.is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).symlink_to(path.absolute())
    for changed, text in texts.items():
        _write(folder / changed.removeprefix("policy/"), text)
    return folder


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode("utf-8", "surrogateescape"))


def _check_dialogue(texts: Mapping[str, str], root: Path, work: Path) -> None:
    for name, text in texts.items():
        _write(work / "dialogue" / name, text)

    def source(name: str) -> SourceFile:
        path = work / "dialogue" / name if name in texts else root / name
        return SourceFile(path if path.is_file() else None, name)

    names = sorted({path.relative_to(root).as_posix() for path in (root / "data").glob("nlu*.yml")}
                   | {name for name in texts if name.startswith("data/nlu")})  # fmt: skip
    domain, nlu = source("domain.yml"), [source(name) for name in names]
    others = [source(name) for name in texts if name not in names and name != "domain.yml"]
    listed = domain.data.get("intents") if isinstance(domain.data, dict) else None
    intents = {next(iter(i)) if isinstance(i, dict) else str(i) for i in listed or []}
    owners: dict[str, tuple[str, str]] = {}
    for file in nlu:
        if not file.problems:
            _check_nlu(file, intents, owners)
    for file in others:
        if not file.problems:
            _check_steps(file, intents)
    problems = [problem for file in (domain, *nlu, *others) for problem in file.problems]
    if problems:
        raise RulebookErrors(problems)


def _check_nlu(file: SourceFile, intents: set[str], owners: dict[str, tuple[str, str]]) -> None:
    entries = file.data.get("nlu") if isinstance(file.data, dict) else None
    if not isinstance(entries, list):
        file.report("C221", (), "the file", "has no list 'nlu'.", "Restore it from the last change.")
        return
    for i, entry in enumerate(entries):
        intent = entry.get("intent") if isinstance(entry, dict) else None
        if intent is None:
            continue
        if intent not in intents:
            file.report("C221", ("nlu", i, "intent"), f"topic {intent}", "is not in domain.yml.",
                        did_you_mean(intent, intents))
        examples = entry.get("examples")
        if not isinstance(examples, str) or not examples.strip():
            file.report("C221", ("nlu", i), f"topic {intent}", "has no examples.", "Add at least two.")
            continue
        line, _ = file.place(("nlu", i, "examples"))
        for number, example in enumerate(examples.rstrip("\n").split("\n"), start=1):
            fault = _fault(example, intent, f"{file.name}:{line + number}", owners)
            if fault:
                text = file.lines[line + number - 1] if line + number <= len(file.lines) else example
                file.problems.append(Problem("C221", file.name, line + number, len(text) - len(text.lstrip()) + 1,
                                             f"topic {intent}", text, *fault))


def _fault(example: str, intent: str, place: str, owners: dict[str, tuple[str, str]]) -> tuple[str, str] | None:
    text = example.strip()
    if not text:
        return None
    if not text.startswith("- ") or not text[2:].strip():
        return "is no example: a line opens with '- '.", "Write '- ' and the words."
    if len(text) > LONGEST:
        return f"has {len(text)} characters; {LONGEST} are the most.", "Keep the question."
    if _ANNOTATION.search(text) and "{" not in text[:3]:
        return "holds ']' before a bracket, which Rasa reads as an annotation.", "Put a space between."
    owner, where = owners.setdefault(text[2:].strip().casefold(), (intent, place))
    if owner != intent:
        return f"stands under {owner} too, at {where}.", "Keep it under one of the two."
    return None


def _check_steps(file: SourceFile, intents: set[str]) -> None:
    """Every intent that a rule or story names is one of the domain."""
    def walk(data: object, path: tuple[str | int, ...]) -> None:
        if isinstance(data, dict):
            if isinstance(data.get("intent"), str) and data["intent"] not in intents:
                file.report("C221", (*path, "intent"), f"intent {data['intent']}", "is not in domain.yml.",
                            did_you_mean(data["intent"], intents))
            for key, value in data.items():
                walk(value, (*path, key))
        elif isinstance(data, list):
            for i, value in enumerate(data):
                walk(value, (*path, i))

    walk(file.data, ())
