"""What changed in a text, small enough to keep for good, and the way back."""

from __future__ import annotations

import difflib
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

AROUND = 3  # unchanged lines that are kept on both sides, to find the place again


@dataclass(frozen=True)
class Hunk:
    """Lines ``removed`` and ``added`` after line ``line`` (0-based); ``above`` and ``below`` stand around them."""

    line: int
    above: tuple[str, ...]
    removed: tuple[str, ...]
    added: tuple[str, ...]
    below: tuple[str, ...]


def digest_of(text: str) -> str:
    """The content hash that an editor holds while a form is open."""
    return hashlib.sha256(text.encode("utf-8", "surrogateescape")).hexdigest()[:16]


def hunks_between(before: str, after: str) -> tuple[Hunk, ...]:
    """The changed runs of lines, first to last."""
    old, new = before.split("\n"), after.split("\n")
    head = 0
    while head < min(len(old), len(new)) and old[head] == new[head]:
        head += 1
    tail = 0
    while tail < min(len(old), len(new)) - head and old[-1 - tail] == new[-1 - tail]:
        tail += 1
    matcher = difflib.SequenceMatcher(None, old[head : len(old) - tail], new[head : len(new) - tail], autojunk=False)
    hunks = []
    for kind, i1, i2, j1, j2 in matcher.get_opcodes():
        if kind != "equal":
            first, last = head + i1, head + i2
            hunks.append(Hunk(head + j1, tuple(old[max(0, first - AROUND) : first]), tuple(old[first:last]),
                              tuple(new[head + j1 : head + j2]), tuple(old[last : last + AROUND])))
    return tuple(hunks)


def take_back(text: str, hunks: Sequence[Hunk]) -> str | None:
    """The text without what the hunks brought; None when that place was changed since, or is no longer one place."""
    lines = text.split("\n")
    for hunk in reversed(hunks):
        place = _find(lines, hunk)
        if place is None:
            return None
        lines[place : place + len(hunk.added)] = hunk.removed
    return "\n".join(lines)


def _find(lines: list[str], hunk: Hunk) -> int | None:
    if _stands(lines, hunk.line, hunk):
        return hunk.line
    found = [place for place in range(len(lines) + 1) if _stands(lines, place, hunk)]
    return found[0] if len(found) == 1 else None


def _stands(lines: list[str], place: int, hunk: Hunk) -> bool:
    end = place + len(hunk.added)
    if tuple(lines[place:end]) != hunk.added:
        return False
    # One side may have changed since; an insertion of nothing needs both to be sure.
    above = tuple(lines[max(0, place - len(hunk.above)) : place]) == hunk.above
    below = tuple(lines[end : end + len(hunk.below)]) == hunk.below
    return (above and below) if not hunk.added else (above or below)


def as_lines(hunks: Sequence[Hunk], *, most: int = 12) -> list[str]:
    """The change as people read it: ``-`` what went, ``+`` what came."""
    lines = [line for hunk in hunks for line in (*(f"- {old.strip()}" for old in hunk.removed),
                                                 *(f"+ {new.strip()}" for new in hunk.added))]
    return lines if len(lines) <= most else [*lines[:most], f"… {len(lines) - most} more lines"]
