"""Lists of words → one RE2 expression, whole words only, in any alphabet."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import re2

from bot.checker.document import Document, Span
from bot.rulebook import needs_capitals

_EDGE = r"[^\pL\pN_]"


def phrase_expression(phrases: Iterable[str]) -> str:
    """Case-insensitive; a space stands for any white space or hyphen, a closing ``*`` for any ending."""
    return r"(?is)(?:^|" + _EDGE + ")(" + "|".join(_one(phrase) for phrase in phrases) + r")(?:$|" + _EDGE + ")"


def name_expression(names: Iterable[str]) -> str:
    """Listed names in any case, also run together behind a hash sign (#ProjectKestrel); those that need their
    capitals (in small letters 'pulse' is a word, no product) with them, or all in capitals."""
    forms: list[str] = []
    for name in names:
        words = [re2.escape(word) for word in name.split()]
        joined = r"[\s\-]+".join(words)
        forms.append(f"{joined}|{re2.escape(name.upper())}" if needs_capitals(name) else f"(?i:{joined})")
        forms.append(rf"#(?i:[\pL\pN_]*{''.join(words)}[\pL\pN_]*)" if len(words) > 1 or len(name) > 5
                     else rf"#(?i:{words[0]})")
    return r"(?s)(?:^|" + _EDGE + ")(" + "|".join(forms) + r")(?:'s)?(?:$|" + _EDGE + ")"


def _one(phrase: str) -> str:
    words = []
    for word in phrase.split():
        ending = word.endswith("*") and len(word) > 1
        words.append(re2.escape(word.rstrip("*") if ending else word) + (r"[\pL\pN'-]*" if ending else ""))
    return r"[\s\-]+".join(words)


class Finder:
    """A compiled expression whose first group, or whole match, is the evidence."""

    def __init__(self, expression: str) -> None:
        options = re2.Options()
        options.max_mem = 64 << 20  # many words in any alphabet make a large automaton
        options.log_errors = False
        self._expression = re2.compile(expression, options)
        self._group = 1 if self._expression.groups else 0

    def spans(self, document: Document, *, folded: bool = True) -> list[Span]:
        """Every place in the text, and those that only show once leet letters are undone."""
        text = document.text
        spans = list(self._in(text))
        if folded and document.normal.folded != text:
            spans += [span for span in self._in(document.normal.folded) if span not in spans]
        return spans

    def _in(self, text: str) -> Iterator[Span]:
        place = 0
        while place <= len(text) and (match := self._expression.search(text, place)):
            start, end = match.span(self._group)
            if end > start:
                yield Span(start, end)
            place = max(end, place + 1)
