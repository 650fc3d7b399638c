"""Is a message a draft to check, or something to talk about? When it is not plain, the author is asked."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum

from bot.dialogue.requests import is_check_request
from bot.dialogue.signs import draft_signs, question_signs


class Kind(StrEnum):
    """Draft: check it. Request: a check is wanted, the text is missing. Talk: for the dialogue. Unsure: ask."""

    DRAFT = "draft"
    REQUEST = "request"
    TALK = "talk"
    UNSURE = "unsure"


@dataclass(frozen=True)
class Route:
    """Where a message goes; ``draft`` is the text of the post alone, as its author wrote it."""

    kind: Kind
    draft: str | None = field(default=None, repr=False)


COMMAND = re.compile(r"\s*/check\b[ \t:]*", re.IGNORECASE)
FENCE = re.compile(r"```(?:\w*\n)?(.*?)```", re.DOTALL)
QUOTE = re.compile(r"“([^”]+)”|«\s*([^»]+?)\s*»|„([^”“]+)[”“]|\"([^\"]+)\"")
GIVE_UP = re.compile(
    r"\W*(?:cancel|never ?mind|forget it|stop|no thanks?|not now|annule[rz]?|laisse tomber|non merci|pas maintenant|"
    r"annuleren?|laat maar|toch niet|nee dank je)\W*",
    re.IGNORECASE,
)
NAMES_A_TEXT = re.compile(
    r"\b(?:this|that|draft|post|publish|share|tweet|check|review|caption|text|ceci|cela|ça|brouillon|poster|publier|"
    r"partager|vérifi\w+|texte|dit|deze|posten|plaatsen|delen|nakijken|check\w*|bericht|tekst)\b", re.IGNORECASE)
LONGEST_LEAD = 240  # characters before the draft that may be a request
SMALL_TALK = 2  # words: “fix it”, “thanks”
SURELY = 2.0  # signs of one side above the other; chosen on the starting examples


Look = Callable[[str], Kind | None]


def route_draft(text: str, *, awaiting: bool = False, look: Look | None = None) -> Route:
    """Decide what one typed message is. ``awaiting``: the coach has just asked for the draft.

    An explicit request decides, in any of its forms; then ``look``, the trained opinion; then, where that has
    none, plain signs. A draft is returned without the words around it and without quotation marks, fences or
    ``>`` of forwarding, otherwise unchanged.
    """
    command = COMMAND.match(text)
    if command:
        return _as_draft(text[command.end() :])
    explicit = _explicit(text, look)
    if awaiting:
        if GIVE_UP.fullmatch(text):
            return Route(Kind.TALK)
        return explicit if explicit and explicit.draft else _as_draft(text)
    return explicit or _by_look(text, look)


def _explicit(text: str, look: Look | None) -> Route | None:
    if is_check_request(text):
        return Route(Kind.REQUEST)
    inside = unwrap(text)
    if inside != text.strip() and len(inside.split()) > SMALL_TALK:
        return Route(Kind.DRAFT, inside)
    found = (_fenced(text) or _forwarded(text) or _after_request(text) or _before_request(text, look)
             or _quoted(text))
    return _as_draft(found) if found else None


def _as_draft(text: str) -> Route:
    draft = unwrap(text)
    return Route(Kind.DRAFT, draft) if draft else Route(Kind.REQUEST)


def unwrap(text: str) -> str:
    """The text inside a fence, quotation marks or ``>`` signs that surround the whole of it."""
    text = text.strip()
    fence = FENCE.fullmatch(text)
    if fence:
        return fence.group(1).strip()
    quote = QUOTE.fullmatch(text)
    if quote:
        return next(group for group in quote.groups() if group is not None).strip()
    lines = text.splitlines()
    if lines and all(line.startswith(">") for line in lines if line.strip()):
        return "\n".join(line.removeprefix(">").removeprefix(" ") for line in lines).strip()
    return text


def _fenced(text: str) -> str | None:
    fence = FENCE.search(text)
    return fence.group(1) if fence and fence.group(1).strip() else None


def _forwarded(text: str) -> str | None:
    lines = text.splitlines()
    marked = [line for line in lines if line.lstrip().startswith(">")]
    if not marked:
        return None
    others = " ".join(line for line in lines if line not in marked).strip()
    if others and not is_check_request(others) and len(others.split()) > 25:
        return None
    return "\n".join(line.lstrip().removeprefix(">").removeprefix(" ") for line in marked)


def _after_request(text: str) -> str | None:
    """What stands after a request: “is this ok to post? …”, “check this: …”, or on the next line."""
    for end in re.finditer(r"[:?!.]\s+|[:?]\n?|\n|\s[-–—]\s", text[:LONGEST_LEAD]):
        if is_check_request(text[: end.end()]):
            rest = text[end.end() :].strip()
            if rest and not is_check_request(rest):
                return rest
    return None


def _before_request(text: str, look: Look | None) -> str | None:
    """What stands before a request in the last sentence or line: “… Is this ok to post?”.

    “Can I post it?” may end a story about a picture: the request must name a text or say “this”, and what
    stands before it must not be talk.
    """
    for end in reversed(list(re.finditer(r"[.!?…\"”»]\s+|\n+|\S\s[-–—]\s", text))):
        tail, before = text[end.end() :], text[: end.end()].strip()
        if len(tail) > LONGEST_LEAD:
            return None
        if tail.strip() and is_check_request(tail):
            plain = NAMES_A_TEXT.search(tail) and len(before.split()) > SMALL_TALK
            return before if plain and _kind_of(before, look) is not Kind.TALK else None
    return None


def _quoted(text: str) -> str | None:
    """One long quotation that a request is about: can I post “…” on LinkedIn?"""
    found = list(QUOTE.finditer(text))
    if len(found) != 1:
        return None
    quote = next(group for group in found[0].groups() if group is not None)
    around = f"{text[: found[0].start()]}this post{text[found[0].end() :]}"
    return quote if len(quote.split()) > SMALL_TALK and is_check_request(around) else None


def _by_look(text: str, look: Look | None) -> Route:
    if len(text.split()) <= SMALL_TALK and "#" not in text:
        return Route(Kind.TALK)
    kind = _kind_of(text, look)
    return Route(kind) if kind is Kind.TALK else Route(kind, text.strip())


def _kind_of(text: str, look: Look | None) -> Kind:
    return (look(text) if look else None) or _by_signs(text)


def _by_signs(text: str) -> Kind:
    balance = draft_signs(text) - question_signs(text)
    if balance >= SURELY:
        return Kind.DRAFT
    return Kind.TALK if balance <= 0 else Kind.UNSURE
