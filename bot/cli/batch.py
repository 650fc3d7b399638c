"""Many drafts as JSON lines: one report a line, in order, each as soon as it is there."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Mapping
from datetime import date
from functools import partial
from typing import Any

from pydantic import ValidationError

from bot.api import CheckRequest, as_coach_error
from bot.checker import Checker
from bot.cli.lines import Line, Outcome, as_line, failed, object_of
from bot.errors import CoachError
from bot.findings import Severity
from bot.rulebook import Rulebook
from bot.serve import Settings, build_checker


def check_lines(
    lines: Iterable[Line], checker: Checker, rulebook: Rulebook, *, defaults: Mapping[str, Any]
) -> Generator[Outcome, None, None]:
    """Check each line in this process."""
    for line in lines:
        yield check_line(line, checker=checker, rulebook=rulebook, defaults=defaults)


def prepare_worker(settings: Settings, rulebook: Rulebook, defaults: Mapping[str, Any]) -> Callable[[Line], Outcome]:
    """``check_line`` with an engine of its own, for a process of its own."""
    return partial(check_line, checker=build_checker(settings, rulebook), rulebook=rulebook, defaults=defaults)


def check_line(line: Line, *, checker: Checker, rulebook: Rulebook, defaults: Mapping[str, Any]) -> Outcome:
    """The report on one line; a line that cannot be checked yields the error shape in its place.

    ``defaults`` hold for lines that say nothing themselves. The id of a line is echoed, whatever it is.
    """
    echoed: dict[str, Any] = {}
    try:
        given = object_of(line.raw)
        if "id" in given:
            echoed = {"id": given.pop("id")}
        request = CheckRequest.model_validate({**defaults, **{k: v for k, v in given.items() if v is not None}})
        report = checker.check(request.draft(), rulebook, as_of=request.as_of or date.today(), answers=request.answers)
    except ValidationError as error:
        return failed(echoed, line, as_coach_error(error.errors(include_url=False)))
    except CoachError as error:
        return failed(echoed, line, error)
    except Exception as error:  # one bad draft must not lose the reports on the others
        return failed(echoed, line, CoachError("C399", f"This draft could not be checked ({type(error).__name__})."))
    bad = any(finding.severity is Severity.ERROR for finding in report.findings)
    return Outcome(as_line({**echoed, **report.as_dict()}), 1 if bad else 0, len(line.raw))
