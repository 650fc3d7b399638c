"""The forms in which people hand over a draft: fenced, quoted, forwarded, after a lead, before a question.

Only the layout is read here; whether the words are a post is for the caller's judgement.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from bot.dialogue.requests import is_check_request


@dataclass(frozen=True)
class Part:
    """A piece of a message that may be the draft, and the words ``around`` it.

    ``inline``: a quotation between single marks in the middle of a sentence, as expressions are quoted.
    """

    draft: str = field(repr=False)
    around: str = field(repr=False)
    inline: bool = False


FENCE = re.compile(
    r"```(?:\w*\n)?(.*?)```|\"\"\"(.*?)\"\"\"|"
    r"^[ \t]*([-=*_~])\3{2,}[ \t]*\n(.*?)(?:\n[ \t]*\3{3,}[ \t]*$|\Z)", re.DOTALL | re.MULTILINE)
QUOTE = re.compile(r"“([^”]+)”|«\s*([^»]+?)\s*»|„([^”“]+)[”“]|\"([^\"]+)\"|‘([^’]+(?:’\w[^’]*)*)’"
                   r"|(?<![\w'])'((?:[^']|'(?=\w))+)'(?!\w)")
LONGEST_LEAD = 240  # characters before the draft that may be a request
LEAD_WORDS = 14
SEPARATOR = re.compile(r"[:?!.…]\s+|[:?]\n?|\n+|\s(?:[-–—]{1,2}>?|→|=>)\s|→")
NAMES_A_TEXT = re.compile(
    r"\b(?:draft|posts?|publish|share|tweet(?:en)?|check\w*|review\w*|proofread|captions?|texts?|brouillons?|poster|"
    r"publi(?:er|cation)|partager|vérifi\w+|textes?|reli(?:re|s)|messages?|posten|plaatsen|delen|nakijken|na te kijken|"
    r"bericht(?:je)?|tekst(?:je)?|concept|ontwerp|linkedin|insta(?:gram)?|facebook|fb|reddit|tiktok|threads)\b",
    re.IGNORECASE)
SAYS = re.compile(
    r"\b(?:write|say|put|send|add|instead|écrire|dire|mettre|envoyer|ajoute[rz]?|schrijven|zeggen|zetten|sturen|"
    r"toevoegen|"
    r"good to go|ok(?:é|ay)?|allowed|fine|goed|mag)\b", re.IGNORECASE)
# A lead that points at what follows: “and this one: …”, “ok le voici : …”, “of zo: …”.
POINTS = re.compile(
    r"\b(?:this|that|these|it|one|here|then|about|version|now|instead|like|better|ça|ceci|celui-ci|celle-ci|celui-là|voici|"
    r"plutôt|sinon|zo|dit|deze|dan|hij|hier|versie|nu|beter|ervan|fixed|corrigée?|aangepast)\W*", re.IGNORECASE)
_MARKS = " \t\r\n:?!.,;-–—…\"“”«»'‘’()→>"


def unwrap(text: str) -> str:
    """The text inside a fence, quotation marks or ``>`` signs that surround the whole of it."""
    text = text.strip()
    for form in (FENCE, QUOTE):
        whole = form.fullmatch(text)
        if whole:
            return _inside(whole).strip()
    lines = text.splitlines()
    if lines and all(line.startswith(">") for line in lines if line.strip()):
        return "\n".join(line.removeprefix(">").removeprefix(" ") for line in lines).strip()
    return text


def fenced(text: str) -> Part | None:
    """A block between fences, three quotation marks or ruled lines."""
    found = FENCE.search(text)
    inside = _inside(found).strip() if found else ""
    return Part(inside, _without(text, found)) if found and inside else None


def forwarded(text: str) -> Part | None:
    """Lines that begin with ``>``."""
    lines = text.splitlines()
    marked = [line for line in lines if line.lstrip().startswith(">")]
    if not marked:
        return None
    words = "\n".join(line.lstrip().removeprefix(">").removeprefix(" ") for line in marked)
    return Part(words, " ".join(line for line in lines if line not in marked).strip())


def quoted(text: str) -> Part | None:
    """The one long quotation of a message."""
    found = [match for match in QUOTE.finditer(text) if len(_inside(match).split()) > 2]
    if len(found) != 1:
        return None
    before, after = text[: found[0].start()].strip(), text[found[0].end() :].strip()
    inline = bool(before and after) and found[0].group().startswith(("'", "‘"))
    return Part(_inside(found[0]).strip(), _without(text, found[0]), inline)


def after_lead(text: str) -> Iterator[Part]:
    """What stands after each separator of the beginning, the shortest lead first."""
    for end in SEPARATOR.finditer(text[:LONGEST_LEAD]):
        lead, rest = text[: end.end()], text[end.end() :].strip()
        if rest and lead.strip(_MARKS) and len(lead.split()) <= LEAD_WORDS:
            yield Part(rest, lead.strip(_MARKS))


def before_question(text: str) -> Iterator[Part]:
    """What stands before the last sentences or lines, the shortest tail first."""
    for end in reversed(list(re.finditer(r"[.!?…\"”»]\s+|\n+|\S\s[-–—]\s", text))):
        tail, before = text[end.end() :].strip(), text[: end.end()].strip(" \t\r\n-–—")
        if len(tail) > LONGEST_LEAD:
            return
        if tail and before:
            yield Part(before, tail)


def announces(around: str, *, follows: bool = False) -> bool:
    """Whether the words around a text hand it over. ``follows``: a draft is already being talked about."""
    if is_check_request(around):
        return True
    short = len(around.split()) <= LEAD_WORDS
    points = any(match.end() == len(around.strip()) for match in POINTS.finditer(around.strip()))
    return short and bool(NAMES_A_TEXT.search(around) or (points and (follows or len(around.split()) <= 5)))


def asks_back(tail: str) -> bool:
    """Whether the last words ask what the coach thinks: “ok like this?”."""
    return is_check_request(tail) or (tail.endswith("?") and len(tail.split()) <= 4 and bool(SAYS.search(tail)))


def _inside(found: re.Match[str]) -> str:
    return next((group for group in reversed(found.groups()) if group is not None and len(group) > 1), "")


def _without(text: str, found: re.Match[str]) -> str:
    return f"{text[: found.start()]} {text[found.end() :]}".strip()
