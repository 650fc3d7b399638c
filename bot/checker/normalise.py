"""Undo disguises before matching, and keep the way back to the author's own letters."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

import re2

INVISIBLE = frozenset("\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b\u200c\u200d\u200e\u200f"
                      "\u202a\u202b\u202c\u202d\u202e\u2060\u2061\u2062\u2063\u2064\ufeff\ufe0e\ufe0f")
# Cyrillic and Greek letters that pass for Latin ones (Unicode TR39 confusables, the everyday part).
LOOKALIKES = dict(zip("аАВеЕЅѕіІјЈКМНоОрРсСТуУхХԁѡѵԛһвкмнтΑΒΕΖΗΙΚΜΝΟΡΤΥΧαεικνορτυχγ",
                      "aABeEsSiIjJKMHoOpPcCTyYxXdwvqhbkmhtABEZHIKMNOPTYXaeikvoptuxy", strict=False))
QUOTES = {"’": "'", "‘": "'", "ʼ": "'", "´": "'", "“": '"', "”": '"', "„": '"', "«": '"', "»": '"',
          "‹": '"', "›": '"', "‟": '"', "‚": "'", "‛": "'",
          "–": "-", "—": "-", "−": "-", "\u00a0": " ", "\u2009": " ", "\u202f": " "}
LEET = {"0": "o", "1": "i", "3": "e", "4": "a", "5": "s", "7": "t", "8": "b", "@": "a", "$": "s", "!": "i", "€": "e"}

ROUNDS = 8  # one change may uncover another; three rounds are the most seen

_SPACED = re2.compile(r"(?:^|[^\pL\pN])((?:\pL[ .\-_*]){3,}\pL)(?:$|[^\pL\pN])")
_LEET_WORD = re2.compile(r"[\pL0-9@$!€]*\pL[\pL0-9@$!€]*")
# "at" and "dot" count only between spaces or in brackets: "status" and "late. Be" hold none.
_SPELT = re2.compile(
    r"(?i)([\pL\pN._+\-]+)( ?@ ?| ?[\[({<] ?(?:at|@|arobase|apenstaartje) ?[\])}>] ?| (?:at|arobase|apenstaartje) )"
    r"([\pL\pN\-]+)((?:(?:\.| ?[\[({<] ?(?:dot|punt|point|\.) ?[\])}>] ?| (?:dot|punt|point) )[\pL\pN\-]+){1,3})"
)
_DOT = re2.compile(r"(?i) ?[\[({<]? ?(?:dot|punt|point|\.) ?[\])}>]? ?")


@dataclass(frozen=True)
class Normalised:
    """``text`` reads as meant; ``folded`` has the same length and leet letters undone.

    Character i of both stands for ``original[begin[i]:stop[i]]``; code points throughout.
    """

    original: str
    text: str
    folded: str
    begin: tuple[int, ...]
    stop: tuple[int, ...]

    def source_span(self, start: int, end: int) -> tuple[int, int]:
        """A span of ``text`` as a span of the author's text; an empty span stays empty."""
        if start >= end:
            place = self.begin[start] if start < len(self.begin) else len(self.original)
            return place, place
        return self.begin[start], max(self.stop[start:end])


class _Buffer:
    """Characters with their places in the original, rewritten step by step."""

    def __init__(self, chars: list[tuple[str, int, int]]) -> None:
        self.chars = chars

    @property
    def text(self) -> str:
        return "".join(char for char, _, _ in self.chars)

    def replace(self, start: int, end: int, text: str) -> None:
        """Put ``text`` for a span; its letters share the places of what they replace."""
        if not text:
            del self.chars[start:end]
            return
        begin, stop = self.chars[start][1], self.chars[end - 1][2]
        self.chars[start:end] = [(char, begin, stop) for char in text]


def normalise(original: str) -> Normalised:
    """Undo invisible signs, look-alike letters, full width, spaced-out letters, spelt-out addresses.

    Normalising the result again changes nothing. Any string is legal, lone surrogates too.
    """
    buffer = _Buffer([(char, place, place + 1) for place, char in enumerate(original)])
    for _ in range(ROUNDS):
        before = buffer.text
        buffer.chars = _latinised(_folded(buffer.chars))
        _join_spaced_letters(buffer)
        _join_spelt_addresses(buffer)
        if buffer.text == before:
            break
    text = buffer.text
    return Normalised(
        original, text, _undo_leet(text),
        tuple(begin for _, begin, _ in buffer.chars), tuple(stop for _, _, stop in buffer.chars),
    )


def _folded(chars: list[tuple[str, int, int]]) -> list[tuple[str, int, int]]:
    """Invisible signs go, marks join their letters, widths and quotes become plain."""
    result: list[tuple[str, int, int]] = []
    for raw, begin, stop in chars:
        if raw in INVISIBLE or unicodedata.category(raw) == "Cn":
            continue
        if unicodedata.combining(raw):
            # A mark that joins no letter (zalgo) is decoration: the letter before it covers its place.
            if result:
                base, first, _ = result[-1]
                joined = unicodedata.normalize("NFC", base + raw)
                result[-1] = (joined if len(joined) == 1 else base, first, stop)
            continue
        folded = QUOTES.get(raw) or ("?" if "\ud800" <= raw <= "\udfff" else unicodedata.normalize("NFKC", raw))
        result += [(char, begin, stop) for char in folded]
    return result


def _latinised(chars: list[tuple[str, int, int]]) -> list[tuple[str, int, int]]:
    """Look-alikes become Latin in words that also hold Latin letters or hold look-alikes only
    in a text that is mostly Latin; real Cyrillic or Greek words stay."""
    text = "".join(char for char, _, _ in chars)
    latin = sum("a" <= char.lower() <= "z" for char in text)
    foreign = sum(char in LOOKALIKES for char in text)
    if not foreign or latin < foreign:
        return chars
    result = list(chars)
    start = 0
    for end in range(len(text) + 1):
        if end == len(text) or not text[end].isalpha():
            word = text[start:end]
            if any(c in LOOKALIKES for c in word) and all(c in LOOKALIKES or c < "\u0250" for c in word):
                result[start:end] = [(LOOKALIKES.get(c, c), b, s) for c, b, s in chars[start:end]]
            start = end + 1
    return result


def _join_spaced_letters(buffer: _Buffer) -> None:
    for match in reversed(list(_SPACED.finditer(buffer.text))):
        start, end = match.span(1)
        for place in range(end - 2, start, -2):
            buffer.replace(place, place + 1, "")


def _join_spelt_addresses(buffer: _Buffer) -> None:
    for match in reversed(list(_SPELT.finditer(buffer.text))):
        if not match.group(2).strip() or _is_plain(match):
            continue
        domain = _DOT.sub(".", match.group(4))
        # Only a known ending makes "meet at dot com cafe" an address.
        if domain.rsplit(".", 1)[-1].lower() in ENDINGS:
            buffer.replace(match.start(4), match.end(4), domain)
            buffer.replace(match.start(2), match.end(2), "@")


ENDINGS = frozenset(
    ["com", "net", "org", "be", "nl", "fr", "lu", "eu", "de", "uk", "io", "example", "info", "biz", "co", "app", "dev"]
)


def _is_plain(match: object) -> bool:
    whole = match.group()  # type: ignore[attr-defined]
    return " " not in whole and "@" in whole and "[" not in whole and "(" not in whole


def _undo_leet(text: str) -> str:
    """Digits and signs that stand between letters, or open a longer word, read as letters.

    Digits at the end (Halo3, Pumpkin77) are part of a name, and words that are mostly digits are numbers.
    """
    folded = list(text)
    for match in _LEET_WORD.finditer(text):
        word = match.group()
        letters = sum(char.isalpha() for char in word)
        last = max(i for i, char in enumerate(word) if char.isalpha())
        if letters < 2 or letters * 2 < last + 1 - letters or word.count("@") > 1:
            continue
        for i, char in enumerate(word[:last]):
            if char in LEET and (i > 0 or len(word) >= 4):
                folded[match.start() + i] = LEET[char]
    return "".join(folded)
