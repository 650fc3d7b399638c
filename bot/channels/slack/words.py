"""Words between Slack and the coach: decoded once on the way in, escaped once on the way out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

_SPECIAL = re.compile(r"<([@#!][^<>]*|[a-z][a-z0-9+.-]*:[^<>]*)>", re.IGNORECASE)
_CODE = re.compile(r"(```.*?```|`[^`\n]+`)", re.DOTALL)
# Slack sets bold, italics and strike-through only where the mark stands at the edge of a word.
_MARKS = tuple(
    re.compile(rf"(?<![^\W_])(?<!{sign}){sign}(?=\S)([^{sign}\n]+?)(?<=\S){sign}(?![^\W_]|{sign})")
    for sign in (r"\*", "_", "~")
)
CUT = " […]"
ENTITIES = ("&amp;", "&lt;", "&gt;")
EVERYONE = ("here", "channel", "everyone")


def read_message(message: Mapping[str, Any], *, bot: str | None = None) -> str:
    """What the author of a message typed; mentions of ``bot`` are left out.

    The rich text that Slack sends along says it exactly; the ``text`` of a message without one is decoded.
    """
    sent = str(message.get("text") or "")
    rich = [block for block in message.get("blocks") or () if block.get("type") == "rich_text"]
    if not rich:
        return decode(sent, bot=bot)
    typed = "\n".join(_rich_block(block, bot) for block in rich).strip()
    # Elsewhere than in ``text`` Slack does not escape. Should it do so one day, an entity would stand in both.
    escaped = any(entity in typed and f"&amp;{entity[1:]}" not in sent for entity in ENTITIES)
    return unescape(typed) if sent and escaped else typed


def decode(text: str, *, bot: str | None = None, marks: bool = True) -> str:
    """Slack's ``text`` as it was typed: marks, links, mentions and entities undone, each once and in that order.

    ``marks`` False leaves ``*``, ``_`` and ``~`` alone, where Slack passes on the keys themselves.
    """
    parts = _CODE.split(text)
    plain = "".join(part if index % 2 or not marks else _without_marks(part) for index, part in enumerate(parts))
    shown = _SPECIAL.sub(lambda found: _special(found.group(1), bot), plain)
    return unescape(shown).strip()


def unescape(text: str) -> str:
    """Slack's three entities, each decoded once: ``&amp;lt;`` is ``&lt;``."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def escape(text: str) -> str:
    """Text for a place where Slack reads control sequences: no mention, link or date can come of it."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def cut(text: str, limit: int) -> str:
    """At most ``limit`` characters, with a visible mark where it was cut."""
    return text if len(text) <= limit else text[: limit - len(CUT)].rstrip() + CUT


def _without_marks(text: str) -> str:
    # Inside <…> a sign belongs to a link or a mention.
    pieces = re.split(r"(<[^<>]*>)", text)
    for mark in _MARKS:
        pieces = [piece if piece.startswith("<") else mark.sub(r"\1", piece) for piece in pieces]
    return "".join(pieces)


def _special(inside: str, bot: str | None) -> str:
    target, _, label = inside.partition("|")
    if target.startswith("@"):
        return "" if target[1:] == bot else "@" + (label.removeprefix("@") or target[1:])
    if target.startswith("#"):
        return "#" + (label or target[1:])
    if target.startswith("!"):
        name = target[1:].partition("^")[0]
        return label or (f"@{name}" if name in EVERYONE else "")
    return label or target.removeprefix("mailto:")


def _rich_block(block: Mapping[str, Any], bot: str | None) -> str:
    return "\n".join(_rich_part(part, bot) for part in block.get("elements") or ())


def _rich_part(part: Mapping[str, Any], bot: str | None) -> str:
    elements = part.get("elements") or ()
    kind = part.get("type")
    if kind == "rich_text_list":
        marks = (f"{number}. " if part.get("style") == "ordered" else "• " for number in range(1, len(elements) + 1))
        return "\n".join(mark + _rich_part(item, bot) for mark, item in zip(marks, elements, strict=True))
    text = _inline(elements, bot)
    if kind == "rich_text_preformatted":
        return f"```\n{text}\n```"
    if kind == "rich_text_quote":
        return "\n".join(f"> {line}" for line in text.splitlines())
    return text


def _inline(elements: Iterable[Mapping[str, Any]], bot: str | None) -> str:
    return "".join(_element(element, bot) for element in elements)


def _element(element: Mapping[str, Any], bot: str | None) -> str:
    match element.get("type"):
        case "text":
            return str(element.get("text") or "")
        case "link":
            return str(element.get("text") or element.get("url") or "").removeprefix("mailto:")
        case "emoji":
            return _emoji(element)
        case "user":
            return "" if element.get("user_id") == bot else f"@{element.get('user_id')}"
        case "usergroup":
            return f"@{element.get('usergroup_id')}"
        case "channel":
            return f"#{element.get('channel_id')}"
        case "broadcast":
            return f"@{element.get('range')}"
        case "date":
            return str(element.get("fallback") or "")
        case "color":
            return str(element.get("value") or "")
        case _:
            return ""


def _emoji(element: Mapping[str, Any]) -> str:
    try:
        return "".join(chr(int(code, 16)) for code in str(element["unicode"]).split("-"))
    except (KeyError, ValueError, OverflowError):
        return f":{element.get('name', '')}:"
