"""Score the checker on labelled drafts that it never learned from."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from bot.checker import Checker
from bot.errors import CoachError
from bot.findings import PLATFORMS, Draft
from bot.rulebook import Rulebook
from bot.training.measures import Case, evaluate_cases

BLIND_DAY = date(2026, 11, 24)  # the day on which the blind drafts are to be read


def read_set(path: Path) -> list[dict[str, Any]]:
    """Labelled drafts, one JSON object a line. Raises CoachError C520 naming the line that is none."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except OSError as error:
        raise CoachError("C520", f"The set cannot be read: {error.strerror}.", where=str(path)) from error
    rows = []
    for number, line in enumerate(lines, start=1):
        try:
            rows += [json.loads(line)] if line.strip() else []
        except ValueError as error:
            raise CoachError("C520", "A line of the set is not JSON.", where=f"{path}:{number}") from error
    return rows


def check_set(rows: list[dict[str, Any]], checker: Checker, rulebook: Rulebook) -> Iterator[Case]:
    """Each row checked as of the blind day, in order, its language detected as for any draft."""
    for number, row in enumerate(rows):
        platform = row["platform"] if row.get("platform") in PLATFORMS else "other"
        report = checker.check(Draft(row["text"], platform), rulebook, as_of=BLIND_DAY)
        yield Case(
            row.get("id", str(number)), row["text"], row["lang"], row["kind"], row.get("target"),
            tuple(row["labels"]), bool(row.get("protected")), report,
        )


def summary(name: str, cases: list[Case], rulebook: Rulebook) -> dict[str, Any]:
    """All measures of one set, with its name and the policy's version."""
    return {"set": name, "policy_version": rulebook.version, **evaluate_cases(cases)}


def as_markdown(result: dict[str, Any]) -> str:
    """The measures as a page: one table of totals, one of categories, one of rules."""
    lines = [f"# {result['set']}: {result['drafts']} drafts, policy {result['policy_version']}", "",
             "| Measure | Value |", "| --- | --- |",
             f"| micro-F1, all categories | {_score(result['all'])} |"]
    names = {
        "error_recall": "error-level findings found", "severity_right": "severity right",
        "clean_flagged": "clean posts with an error or warning",
        "near_miss_forbidden": "near-misses with the forbidden category",
        "protected_violations": "protected drafts with a forbidden finding", "disguised_recall": "disguised found",
        "rewrites_without_error": "rewrites that check clean",
    }
    for key, name in names.items():
        value = result[key]
        share = "–" if value["share"] is None else f"{value['share']:.1%}"
        lines.append(f"| {name} | {share} ({value['part']} of {value['whole']}) |")
    lines.append(f"| quote overlap (mean IoU) | {result['quote_overlap']} |")
    lines += [f"| micro-F1, {lang} | {_score(value)} |" for lang, value in result["languages"].items()]
    lines += ["", "| Category | Precision | Recall | F1 (95 %) | Positives |", "| --- | --- | --- | --- | --- |"]
    for name, value in result["categories"].items():
        cells = (name, f"{value['precision']:.2f}", f"{value['recall']:.2f}", _score(value), str(value["positives"]))
        lines.append(f"| {' | '.join(cells)} |")
    lines += ["", "| Rule | Fired | Right | Wrong |", "| --- | --- | --- | --- |"]
    lines += [f"| {name} | {row['fired']} | {row['right']} | {row['wrong']} |" for name, row in result["rules"].items()]
    return "\n".join(lines) + "\n"


def _score(value: dict[str, Any]) -> str:
    return f"{value['f1']:.2f} ({value['low']:.2f}–{value['high']:.2f})"
