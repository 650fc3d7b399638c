"""Is a message a draft to check, or something to talk about? When it is not plain, the author is asked."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from bot.dialogue import draft_forms as forms
from bot.dialogue.draft_forms import Part, unwrap
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
    """Where a message goes; ``draft`` is the text of the post alone, as its author wrote it.

    ``around`` is what was said with it. ``aside``: talk while the coach waits for a draft, and goes on waiting.
    """

    kind: Kind
    draft: str | None = field(default=None, repr=False)
    around: str = field(default="", repr=False, compare=False)
    aside: bool = False


COMMAND = re.compile(r"\s*/check\b[ \t:]*", re.IGNORECASE)
GIVE_UP = re.compile(
    r"\W*(?:cancel|never ?mind|forget it|stop|no thanks?|not now|annule[rz]?|laisse tomber|non merci|pas maintenant|"
    r"annuleren?|laat maar|toch niet|nee dank je|stop maar)\W*",
    re.IGNORECASE,
)
THIS = re.compile(r"\b(?:this|that|ceci|cela|ça|dit|deze)\b", re.IGNORECASE)
SMALL_TALK = 2  # words: “fix it”, “thanks”
SHORTEST_QUOTE = 5  # words; a shorter one is an expression that is asked about
SURELY = 2.0  # signs of one side above the other; chosen on the starting examples
ASIDE = 1.0  # the same, where the classifier is sure that it is talk and a draft was awaited
ASKING = 1.5  # signs of a question above those of a draft that settle what the classifier leaves open

Look = Callable[[str], Kind | None]


def route_draft(text: str, *, awaiting: bool = False, follows: bool = False, look: Look | None = None) -> Route:
    """Decide what one typed message is.

    ``awaiting``: the coach has just asked for the draft. ``follows``: a draft of this conversation is being talked
    about, so “and this one: …” hands over another. An explicit form decides; then ``look``, the trained opinion;
    then, where that has none, plain signs. A draft is returned without the words around it and without quotation
    marks, fences or ``>`` of forwarding, otherwise unchanged.
    """
    command = COMMAND.match(text)
    if command:
        return _as_draft(text[command.end() :])
    if awaiting and GIVE_UP.fullmatch(text):
        return Route(Kind.TALK)
    if not awaiting and is_check_request(text):
        return Route(Kind.REQUEST)
    explicit = _explicit(text, look, follows=follows or awaiting)
    if not awaiting:
        return explicit or _by_look(text, look)
    if explicit:
        return explicit
    if _is_aside(text, look):
        return Route(Kind.TALK, aside=True)
    return _as_draft(text)


def _explicit(text: str, look: Look | None, *, follows: bool) -> Route | None:
    inside = unwrap(text)
    if inside != text.strip() and len(inside.split()) > SMALL_TALK:
        return Route(Kind.DRAFT, inside)
    for part in (forms.fenced(text), forms.forwarded(text)):
        if part and len(part.around.split()) <= forms.LEAD_WORDS * 2:
            return _as_draft(part.draft, part.around)
    for part in _handed_over(text, look, follows=follows):
        return _as_draft(part.draft, part.around)
    return None


def _handed_over(text: str, look: Look | None, *, follows: bool) -> Iterator[Part]:
    """Drafts with words around them, the surest form first."""
    for part in forms.after_lead(text):
        if is_check_request(part.around) and not is_check_request(part.draft):
            yield _without_tail(part, look)
    quote = forms.quoted(text)
    if quote and _presents(quote, look, follows=follows):
        yield quote
    for part in forms.before_question(text):
        # “Can I post it?” may end a story about a picture: what stands before it must not be talk.
        names = forms.NAMES_A_TEXT.search(part.around) or THIS.search(part.around)
        if is_check_request(part.around) and names and len(part.draft.split()) > SMALL_TALK \
                and _kind_of(part.draft, look) is not Kind.TALK:
            yield _without_lead(part, look)
    for part in forms.after_lead(text):
        if len(part.draft.split()) > SMALL_TALK and forms.announces(part.around, follows=follows) \
                and not part.draft.startswith("http") and _kind_of(part.draft, look) is not Kind.TALK:
            yield _without_tail(part, look)


def _presents(quote: Part, look: Look | None, *, follows: bool) -> bool:
    """Whether a quotation is the draft that the rest of the message is about, not words of somebody else."""
    if quote.around.endswith(":"):
        return _kind_of(quote.draft, look) is not Kind.TALK
    if is_check_request(f"{quote.around} this post") or is_check_request(f"can I post this {quote.around}"):
        return True
    if quote.inline or len(quote.draft.split()) < SHORTEST_QUOTE or len(quote.around.split()) > forms.LEAD_WORDS * 2:
        return False
    asks = follows or forms.NAMES_A_TEXT.search(quote.around) or forms.SAYS.search(quote.around)
    return bool(asks or forms.announces(quote.around)) and _kind_of(quote.draft, look) is not Kind.TALK


def _without_tail(part: Part, look: Look | None) -> Part:
    """A request before the draft may be repeated after it: “for Insta: … ok like this?”."""
    for inner in forms.before_question(part.draft):
        if forms.asks_back(inner.around) and _kind_of(inner.draft, look) is not Kind.TALK:
            return Part(unwrap(inner.draft), f"{part.around} {inner.around}")
    return part


def _without_lead(part: Part, look: Look | None) -> Part:
    for inner in forms.after_lead(part.draft):
        if forms.announces(inner.around) and _kind_of(inner.draft, look) is not Kind.TALK:
            return Part(unwrap(inner.draft), f"{inner.around} {part.around}")
    return part


def _as_draft(text: str, around: str = "") -> Route:
    draft = unwrap(text)
    return Route(Kind.DRAFT, draft, around) if draft else Route(Kind.REQUEST)


def _is_aside(text: str, look: Look | None) -> bool:
    """A question or a word to the coach while it waits for a draft. Without a trained opinion all is draft."""
    talk = look is not None and look(text) is Kind.TALK
    return talk and (question_signs(text) - draft_signs(text) >= ASIDE or len(text.split()) <= SMALL_TALK + 1)


def _by_look(text: str, look: Look | None) -> Route:
    if len(text.split()) <= SMALL_TALK and "#" not in text:
        return Route(Kind.TALK)
    kind = _kind_of(text, look)
    return Route(kind) if kind is Kind.TALK else Route(kind, text.strip())


def _kind_of(text: str, look: Look | None) -> Kind:
    seen = look(text) if look else None
    if seen is None:
        return _by_signs(text)
    if seen is Kind.UNSURE and look is not None:
        balance = draft_signs(text) - question_signs(text)
        return Kind.TALK if balance <= -ASKING else Kind.DRAFT if balance >= SURELY else Kind.UNSURE
    return seen


def _by_signs(text: str) -> Kind:
    balance = draft_signs(text) - question_signs(text)
    if balance >= SURELY:
        return Kind.DRAFT
    return Kind.TALK if balance <= 0 else Kind.UNSURE
