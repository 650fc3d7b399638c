"""Many drafts as JSON lines: one report a line, in order, each as soon as it is there."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from pydantic import ValidationError

from bot.api import CheckRequest, as_coach_error
from bot.checker import Checker
from bot.errors import CoachError
from bot.findings import Severity
from bot.rulebook import Rulebook


@dataclass(frozen=True)
class Outcome:
    """One line of output, and the exit code that it calls for."""

    line: str = field(repr=False)
    exit_code: int


def check_lines(
    lines: Iterable[bytes], checker: Checker, rulebook: Rulebook, *, defaults: Mapping[str, Any]
) -> Iterator[Outcome]:
    """Check each line that is not blank; a line that cannot be checked yields the error shape in its place.

    ``defaults`` hold for lines that say nothing themselves. The id of a line is echoed, whatever it is.
    """
    for number, raw in enumerate(lines, start=1):
        if not raw.strip():
            continue
        echoed: dict[str, Any] = {}
        try:
            given = _object(raw)
            if "id" in given:
                echoed = {"id": given.pop("id")}
            request = CheckRequest.model_validate({**defaults, **{k: v for k, v in given.items() if v is not None}})
            report = checker.check(request.draft(), rulebook, as_of=request.as_of or date.today(),
                                   answers=request.answers)
        except ValidationError as error:
            yield _failed(echoed, number, as_coach_error(error.errors(include_url=False)))
        except CoachError as error:
            yield _failed(echoed, number, error)
        except Exception as error:  # one bad draft must not lose the reports on the others
            broken = CoachError("C399", f"This draft could not be checked ({type(error).__name__}).")
            yield _failed(echoed, number, broken)
        else:
            bad = any(finding.severity is Severity.ERROR for finding in report.findings)
            yield Outcome(_line({**echoed, **report.as_dict()}), 1 if bad else 0)


def _object(raw: bytes) -> dict[str, Any]:
    try:
        given = json.loads(raw)
    except (ValueError, RecursionError) as error:
        raise CoachError("C305", "The line is not valid JSON.", hint="Write one JSON object a line.") from error
    if not isinstance(given, dict):
        raise CoachError("C305", "The line is not a JSON object.", hint='Write {"text": "…"}.')
    return given


def _failed(echoed: Mapping[str, Any], number: int, error: CoachError) -> Outcome:
    place = f"line {number}" + (f", {error.where}" if error.where else "")
    return Outcome(_line({**echoed, "error": {**error.as_dict(), "where": place}}), 2)


def _line(value: Mapping[str, Any]) -> str:
    # ASCII: half a surrogate pair in an id must not end the batch.
    return json.dumps(value)
