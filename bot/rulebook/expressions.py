"""Expressions that compile and still miss what they mean: RE2 knows the edge of a word for ASCII letters alone."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache

REPAIR = (r"Write (?:^|[^\pL\pN_]) for a \b in front of the word, (?:$|[^\pL\pN_]) for one behind it, and put the word "
          "itself in brackets: they mark what is quoted.")


@dataclass(frozen=True)
class _Part:
    """One item of a sequence: an edge ``\\b``, a group of alternatives, or letters of which one may stand here."""

    letters: frozenset[str] = frozenset()
    group: tuple[tuple[_Part, ...], ...] = ()
    edge: bool = False
    optional: bool = False
    apart: bool = False  # "anything but …": holds the space that really stands beside the edge


@lru_cache(maxsize=8192)
def blind_edges(expression: str) -> str:
    r"""The accented letters that may stand beside a ``\b``, where RE2 sees an edge on the wrong side; "" for none."""
    if "\\b" not in expression or expression.isascii():
        return ""
    parsed, _ = _alternatives(expression, 0)
    return "".join(sorted(set().union(*(_beside(sequence, frozenset(), frozenset()) for sequence in parsed))))


def _beside(sequence: tuple[_Part, ...], before: frozenset[str], after: frozenset[str]) -> set[str]:
    """Accented letters beside an edge in a sequence that stands between ``before`` and ``after``."""
    found: set[str] = set()
    for i, part in enumerate(sequence):
        left = _reached(tuple(reversed(sequence[:i])), before, last=True)
        right = _reached(sequence[i + 1 :], after, last=False)
        if part.edge:
            found |= left | right
        for inner in part.group:
            found |= _beside(inner, left, right)
    return found


def _reached(sequence: tuple[_Part, ...], beyond: frozenset[str], *, last: bool) -> frozenset[str]:
    """The accented letters that a walk along the sequence meets first; ``beyond`` when all of it may be empty."""
    letters: frozenset[str] = frozenset()
    for part in sequence:
        if part.edge:
            continue
        if part.apart:
            return letters
        letters |= part.letters
        empty = part.optional
        for inner in part.group:
            ordered = tuple(reversed(inner)) if last else inner
            letters |= _reached(ordered, frozenset(), last=last)
            empty = empty or all(p.edge or p.optional for p in inner)
        if not empty:
            return letters
    return letters | beyond


def _alternatives(text: str, place: int) -> tuple[tuple[tuple[_Part, ...], ...], int]:
    """The alternatives from a place to the closing bracket or the end, and the place behind them."""
    done: list[tuple[_Part, ...]] = []
    parts: list[_Part] = []
    while place < len(text) and text[place] != ")":
        if text[place] == "|":
            done.append(tuple(parts))
            parts, place = [], place + 1
            continue
        part, place = _part(text, place)
        optional, place = _quantifier(text, place)
        parts.append(replace(part, optional=part.optional or optional))
    return (*done, tuple(parts)), place + 1


def _part(text: str, place: int) -> tuple[_Part, int]:
    char = text[place]
    if char == "\\":
        following = text[place + 1 : place + 2]
        end = place + 2 + (following in ("p", "P"))
        if text[place + 2 : end] == "{":
            end = text.find("}", place) + 1 or len(text)
        return _Part(edge=following == "b", letters=_accented(following)), end
    if char == "[":
        end = text.find("]", place + 2) + 1 or len(text)
        if text[place + 1 : place + 2] == "^":
            return _Part(apart=True), end
        return _Part(letters=frozenset().union(*map(_accented, text[place:end]))), end
    if char == "(":
        place += 1
        if text[place : place + 1] == "?":
            mark = place
            while mark < len(text) and text[mark] not in ":)>":
                mark += 1
            if text[mark : mark + 1] == ")":
                return _Part(optional=True), mark + 1  # flags alone
            place = mark + 1
        inner, end = _alternatives(text, place)
        return _Part(group=inner), end
    return _Part(letters=_accented(char), optional=char in "^$"), place + 1


def _quantifier(text: str, place: int) -> tuple[bool, int]:
    """Whether what stands before may be left out, and the place behind the quantifier."""
    if text[place : place + 1] not in ("?", "*", "+", "{"):
        return False, place
    end = (text.find("}", place) + 1 or len(text)) if text[place] == "{" else place + 1
    optional = text[place] in "?*" or text[place : place + 2] == "{0"
    return optional, end + 1 if text[end : end + 1] == "?" else end


def _accented(char: str) -> frozenset[str]:
    return frozenset([char]) if char.isalpha() and not char.isascii() else frozenset()
