"""``postcoach check``: one text or a batch, checked on this machine without a server."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, BinaryIO, Literal

import typer

from bot.errors import CoachError
from bot.findings import LANGUAGES, PLATFORMS, Draft, Severity

if TYPE_CHECKING:
    from bot.cli.batch import Outcome

Platform = Literal[PLATFORMS]  # type: ignore[valid-type]
Language = Literal[LANGUAGES]  # type: ignore[valid-type]



class Format(StrEnum):
    """How the report is written."""

    TEXT = "text"
    JSON = "json"
    JSONL = "jsonl"
    SARIF = "sarif"


def check(
    file: Annotated[str, typer.Argument(metavar="FILE|-", help="The draft; - is standard input.")] = "-",
    platform: Annotated[Platform | None, typer.Option(help="Where it will be posted.")] = None,
    language: Annotated[Language | None, typer.Option(help="Its language; found by itself otherwise.")] = None,
    as_of: Annotated[str | None, typer.Option(metavar="YYYY-MM-DD", help="Judge embargoes on this day.")] = None,
    format: Annotated[Format, typer.Option(help="jsonl reads one JSON object a line, and writes one report a line.")]
    = Format.TEXT,
) -> None:
    """Check a draft. Exit code 0: nothing of level error; 1: an error finding; 2: could not check."""
    # Here, not above: the engine takes seconds to import, and the other commands do without it.
    from bot.cli.batch import check_lines
    from bot.cli.formats import as_json, as_sarif, as_text
    from bot.cli.progress import counted
    from bot.rulebook import load_rulebook
    from bot.serve import build_checker, read_settings

    settings = read_settings(os.environ)
    day = _day(as_of)
    rulebook = load_rulebook(settings.policy)
    checker = build_checker(settings, rulebook)
    defaults = {"platform": platform, "language": language, "as_of": day.isoformat()}
    if format is Format.JSONL:
        with _opened(file) as source:
            outcomes = check_lines(counted(source, _size(file)), checker, rulebook, defaults=defaults)
            raise typer.Exit(_write_lines(outcomes))
    draft = Draft(_read(file), platform or "other", "personal", language)
    report = checker.check(draft, rulebook, as_of=day, answers={})
    name = "stdin" if file == "-" else file
    written = {Format.TEXT: as_text, Format.JSON: as_json, Format.SARIF: as_sarif}[format]
    print(written(report, draft.text, name, rulebook))
    raise typer.Exit(1 if any(finding.severity is Severity.ERROR for finding in report.findings) else 0)


def _write_lines(outcomes: Iterator[Outcome]) -> int:
    worst = 0
    for outcome in outcomes:
        print(outcome.line, flush=True)
        worst = max(worst, outcome.exit_code)
    return worst


def _opened(file: str) -> BinaryIO:
    try:
        return sys.stdin.buffer if file == "-" else Path(file).open("rb")
    except OSError as error:
        raise _unreadable(file, error) from error


def _read(file: str) -> str:
    try:
        raw = sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
    except OSError as error:
        raise _unreadable(file, error) from error
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise CoachError("C311", f"The text is not UTF-8 (byte {error.start}).", where=file,
                         hint="Save it as UTF-8.") from error


def _size(file: str) -> int | None:
    return None if file == "-" else Path(file).stat().st_size


def _day(given: str | None) -> date:
    try:
        return date.fromisoformat(given) if given else date.today()
    except ValueError as error:
        raise CoachError("C306", f"'{given}' is not a date.", where="--as-of",
                         hint="Write it as 2027-01-31.") from error


def _unreadable(file: str, error: OSError) -> CoachError:
    return CoachError("C311", f"The file cannot be read: {error.strerror}.", where=file)
