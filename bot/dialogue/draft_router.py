"""Is a message a draft to check, or something to talk about? When it is not plain, the author is asked."""

from __future__ import annotations

import re
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
QUOTED_WORDS = 6  # a shorter quotation in a question is its subject: may I write “the best”?
LONGEST_LEAD = 240  # characters before the draft that may be a request
SURELY = 2.0  # signs of one side above the other; chosen on the starting examples


def route_draft(text: str, *, awaiting: bool = False) -> Route:
    """Decide what one typed message is. ``awaiting``: the coach has just asked for the draft.

    An explicit request decides, in any of its forms; then what the message looks like. A draft is returned
    without the words around it and without quotation marks, fences or ``>`` of forwarding, otherwise unchanged.
    """
    command = COMMAND.match(text)
    if command:
        return _as_draft(text[command.end() :])
    explicit = _explicit(text)
    if awaiting:
        if GIVE_UP.fullmatch(text):
            return Route(Kind.TALK)
        return explicit if explicit and explicit.draft else _as_draft(text)
    return explicit or _by_signs(text)


def _explicit(text: str) -> Route | None:
    if is_check_request(text):
        return Route(Kind.REQUEST)
    for part in (_fenced, _forwarded, _after_request, _before_request, _quoted):
        draft = part(text)
        if draft:
            return _as_draft(draft)
    return None


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


def _before_request(text: str) -> str | None:
    """What stands before a request in the last sentence or line: “… Is this ok to post?”."""
    for end in reversed(list(re.finditer(r"[.!?…\"”»]\s+|\n+|\S\s[-–—]\s", text))):
        tail = text[end.end() :]
        if len(tail) > LONGEST_LEAD:
            return None
        if tail.strip() and is_check_request(tail):
            before = text[: end.end()].strip()
            return before if len(before.split()) > 2 and not question_signs(before) >= SURELY else None
    return None


def _quoted(text: str) -> str | None:
    """One long quotation in a short question: can I post “…” on LinkedIn?"""
    found = [next(group for group in match.groups() if group is not None) for match in QUOTE.finditer(text)]
    if len(found) != 1 or len(found[0].split()) < QUOTED_WORDS:
        return None
    around = text.replace(found[0], "", 1)
    return found[0] if len(around.split()) <= 14 else None


def _by_signs(text: str) -> Route:
    balance = draft_signs(text) - question_signs(text)
    if balance >= SURELY:
        return Route(Kind.DRAFT, text.strip())
    return Route(Kind.TALK) if balance <= 0 else Route(Kind.UNSURE, text.strip())
