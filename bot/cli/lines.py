"""Lines of JSON in, lines of JSON out: what every process of a batch shares, and loads in no time."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, BinaryIO, NamedTuple

from bot.errors import CoachError

MOST = 1_000_000  # bytes of a line, as of a request; what comes after them is not kept


class Line(NamedTuple):
    """One line of a batch that is not blank: its number in the file, and its place among such lines."""

    number: int
    raw: bytes
    place: int = 0


@dataclass(frozen=True)
class Outcome:
    """One line of output, the exit code that it calls for, and the bytes of the line that it answers."""

    line: str = field(repr=False)
    exit_code: int
    size: int


def read_lines(source: BinaryIO) -> Iterator[Line]:
    """The lines of a file that are not blank; it is closed at its end."""
    with source:
        number = 0
        while raw := source.readline(MOST + 1):
            number += 1
            piece = raw
            while len(piece) > MOST and not piece.endswith(b"\n"):
                piece = source.readline(MOST + 1)
            if raw.strip():
                yield Line(number, raw)


def lost(line: Line) -> Outcome:
    """For the draft that a process died over."""
    try:
        given = object_of(line.raw)
    except CoachError:
        given = {}
    echoed = {"id": given["id"]} if "id" in given else {}
    return failed(echoed, line, CoachError("C313", "The process that checked this draft has died.",
                                            hint="Try it alone."))


def object_of(raw: bytes) -> dict[str, Any]:
    """The object of a line. Raises CoachError C305 or C307 for what is none."""
    if len(raw) > MOST:
        raise CoachError("C307", f"The line has more than {MOST:,} bytes.", hint="Check the draft in parts.")
    try:
        given = json.loads(raw)
    except (ValueError, RecursionError) as error:
        raise CoachError("C305", "The line is not valid JSON.", hint="Write one JSON object a line.") from error
    if not isinstance(given, dict):
        raise CoachError("C305", "The line is not a JSON object.", hint='Write {"text": "…"}.')
    return given


def failed(echoed: Mapping[str, Any], line: Line, error: CoachError) -> Outcome:
    """The error shape in the place of a report."""
    place = f"line {line.number}" + (f", {error.where}" if error.where else "")
    return Outcome(as_line({**echoed, "error": {**error.as_dict(), "where": place}}), 2, len(line.raw))


def as_line(value: Mapping[str, Any]) -> str:
    """One line of JSON."""
    # ASCII: half a surrogate pair in an id must not end the batch.
    return json.dumps(value)
