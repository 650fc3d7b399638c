"""``postcoach check``: one text or a batch, checked on this machine without a server."""

from __future__ import annotations

import os
import sys
from contextlib import closing
from datetime import date
from enum import StrEnum
from io import UnsupportedOperation
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, BinaryIO, Literal

import typer

from bot.errors import CoachError
from bot.findings import LANGUAGES, PLATFORMS, Draft, Severity

if TYPE_CHECKING:
    from bot.rulebook import Rulebook
    from bot.serve import Settings

Platform = Literal[PLATFORMS]  # type: ignore[valid-type]
Language = Literal[LANGUAGES]  # type: ignore[valid-type]
INTERRUPTED = 130  # exit code after Ctrl-C, as a shell expects it


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
    jobs: Annotated[int | None, typer.Option(min=1, help="Processes for jsonl; one for each core otherwise.")] = None,
) -> None:
    """Check a draft. Exit code 0: nothing of level error; 1: an error finding; 2: could not check."""
    # Here, not above: the engine takes seconds to import, and the other commands do without it.
    from bot.cli.formats import as_json, as_sarif, as_text
    from bot.rulebook import load_rulebook
    from bot.serve import build_checker, read_settings

    settings = read_settings(os.environ)
    day = _day(as_of)
    rulebook = load_rulebook(settings.policy)
    if format is Format.JSONL:
        defaults = {"platform": platform, "language": language, "as_of": day.isoformat()}
        raise typer.Exit(_batch(file, settings, rulebook, defaults, jobs or _cores()))
    checker = build_checker(settings, rulebook)
    draft = Draft(_read(file), platform or "other", "personal", language)
    report = checker.check(draft, rulebook, as_of=day, answers={})
    name = "stdin" if file == "-" else file
    written = {Format.TEXT: as_text, Format.JSON: as_json, Format.SARIF: as_sarif}[format]
    print(written(report, draft.text, name, rulebook))
    raise typer.Exit(1 if any(finding.severity is Severity.ERROR for finding in report.findings) else 0)


def _batch(file: str, settings: Settings, rulebook: Rulebook, defaults: dict[str, Any], jobs: int) -> int:
    """Reports on the lines of a file, on standard output; the exit code."""
    from bot.cli.batch import check_lines, prepare_worker
    from bot.cli.lines import read_lines
    from bot.cli.progress import counted
    from bot.cli.workers import over_processes
    from bot.encoder import build_encoder
    from bot.serve import build_checker

    lines = read_lines(_opened(file))
    if jobs == 1:
        outcomes = check_lines(lines, build_checker(settings, rulebook), rulebook, defaults=defaults)
    else:
        build_encoder(settings.models)  # once, not in every process
        outcomes = over_processes(lines, prepare_worker, (settings, rulebook, defaults), jobs=jobs)
    worst = 0
    try:
        with closing(outcomes):
            for outcome in counted(outcomes, _size(file)):
                print(outcome.line, flush=True)
                worst = max(worst, outcome.exit_code)
    except KeyboardInterrupt:
        return INTERRUPTED
    return worst


def _cores() -> int:
    """Those that this process may use: a container is often given fewer than the machine has."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _opened(file: str) -> BinaryIO:
    try:
        if file != "-":
            return Path(file).open("rb")
        # A copy: a thread that still waits for a line must not hold up the end of the program, which closes its own.
        return open(os.dup(sys.stdin.fileno()), "rb")
    except UnsupportedOperation:  # no file stands behind it
        return sys.stdin.buffer
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
