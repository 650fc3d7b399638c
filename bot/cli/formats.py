"""A report as text for a terminal, as JSON, and as SARIF 2.1.0 for code-scanning tools."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

from bot.cards import say
from bot.findings import Finding, Fix, Report, Severity
from bot.rulebook import Rulebook, in_language

LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.SUGGESTION: "note"}
SARIF_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"


def as_json(report: Report, text: str, name: str, rulebook: Rulebook) -> str:
    """The report of the contract."""
    return json.dumps(report.as_dict(), ensure_ascii=False, indent=2)


def as_text(report: Report, text: str, name: str, rulebook: Rulebook) -> str:
    """One block a finding, with line and column, as compilers write."""
    parts = [passage.reply for passage in report.protected]
    for finding in report.findings:
        line, column = line_column(text, finding.start)
        title = in_language(rulebook.clauses[finding.clause].title, report.language)
        block = [
            f"{name}:{line}:{column}: {finding.severity.value}: {finding.message}  [{finding.rule}]",
            f"    {say('quoted', report.language, words=finding.quote)}",
            f"    {finding.why} {say('finding_clause', report.language, clause=finding.clause, title=title)}",
        ]
        block += [f"    → {_fix_words(fix, report.language)}" for fix in finding.fixes]
        block += [f"    ? {finding.question.text}"] if finding.question else []
        parts.append("\n".join(block))
    if report.rewrite:
        parts.append(f"{say('rewrite', report.language)}\n{report.rewrite}")
    parts.append(_summary(report))
    return "\n\n".join(parts)


def as_sarif(report: Report, text: str, name: str, rulebook: Rulebook) -> str:
    """A SARIF log with one run; columns count code points."""
    used = {finding.rule: finding for finding in report.findings}
    driver = {
        "name": "postcoach",
        "informationUri": rulebook.company.company.newsroom,
        "version": report.policy_version,
        "rules": [_sarif_rule(finding, rulebook) for finding in used.values()],
    }
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "results": [_sarif_result(finding, text, name, list(used)) for finding in report.findings],
        "properties": {"verdict": report.verdict.value, "notChecked": list(report.not_checked)},
    }
    return json.dumps({"$schema": SARIF_SCHEMA, "version": "2.1.0", "runs": [run]}, ensure_ascii=False, indent=2)


def line_column(text: str, offset: int) -> tuple[int, int]:
    """Line and column of a code-point offset, both from 1; CRLF ends one line."""
    before = text[:offset].replace("\r\n", "\n").replace("\r", "\n")
    return before.count("\n") + 1, len(before) - (before.rfind("\n") + 1) + 1


def _summary(report: Report) -> str:
    counts = Counter(finding.severity.value for finding in report.findings)
    counted = ", ".join(f"{counts[level.value]} {level.value}" for level in Severity if counts[level.value])
    unchecked = ", ".join(report.not_checked)
    partial = f" {say('partial', report.language)}" if report.partial else ""
    return f"{report.verdict.value}: {counted or 'no findings'}. Not checked: {unchecked}.{partial}"


def _fix_words(fix: Fix, language: str) -> str:
    return fix.replacement if fix.replacement.strip() else say("finding_drop", language)


def _sarif_rule(finding: Finding, rulebook: Rulebook) -> dict[str, Any]:
    clause = rulebook.clauses[finding.clause]
    return {
        "id": finding.rule,
        "shortDescription": {"text": finding.why or in_language(clause.title, "en")},
        "help": {"text": in_language(clause.text, "en").strip()},
        "properties": {"category": finding.category, "clause": finding.clause},
    }


def _sarif_result(finding: Finding, text: str, name: str, rules: list[str]) -> dict[str, Any]:
    location = {"artifactLocation": {"uri": name}, "region": _region(text, finding.start, finding.end)}
    result: dict[str, Any] = {
        "ruleId": finding.rule,
        "ruleIndex": rules.index(finding.rule),
        "level": LEVELS[finding.severity],
        "message": {"text": finding.message},
        "locations": [{"physicalLocation": location}],
        "properties": {"clause": finding.clause, "confidence": round(finding.confidence, 3)},
    }
    if finding.fixes:
        result["fixes"] = [_sarif_fix(fix, text, name) for fix in finding.fixes]
    return result


def _sarif_fix(fix: Fix, text: str, name: str) -> dict[str, Any]:
    replacement = {"deletedRegion": _region(text, fix.start, fix.end), "insertedContent": {"text": fix.replacement}}
    change = {"artifactLocation": {"uri": name}, "replacements": [replacement]}
    return {"description": {"text": fix.label}, "artifactChanges": [change]}


def _region(text: str, start: int, end: int) -> dict[str, int]:
    (line, column), (end_line, end_column) = line_column(text, start), line_column(text, end)
    return {"startLine": line, "startColumn": column, "endLine": end_line, "endColumn": end_column,
            "charOffset": start, "charLength": end - start}
