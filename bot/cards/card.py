"""The one shape of everything the coach says: the card of the contract, and its plain text."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from bot.cards.wording import say

Card = dict[str, Any]
Button = dict[str, str]
KINDS = ("answer", "report", "ask_for_draft", "choose", "passage", "hand_over", "text")


def card(kind: str, text: str, language: str, *, buttons: Sequence[Button] = (), **fields: Any) -> Card:
    """A card of the contract; fields that are None are left out, and so is an empty row of buttons."""
    made: Card = {"kind": kind, "text": text, "language": language}
    made.update({key: value for key, value in fields.items() if value is not None})
    if buttons:
        made["buttons"] = list(buttons)
    return made


def button(idea: str, payload: str, language: str, *, number: int | None = None) -> Button:
    """A button with a title of texts.yml; ``number`` says which finding it is about."""
    title = say(idea, language)
    if number is not None:
        title = say("button_numbered", language, number=number, title=title)
    return {"title": title, "payload": payload}


def paragraphs(*parts: str | None) -> str:
    """The parts that have words, one paragraph each."""
    return "\n\n".join(part for part in parts if part)


def text_card(idea: str, language: str, *, buttons: Sequence[Button] = (), **values: Any) -> Card:
    """A card that says one sentence of texts.yml."""
    return card("text", say(idea, language, **values), language, buttons=buttons)


def to_text(shown: Card) -> str:
    """The card as plain text, its buttons as a numbered list beneath."""
    buttons = shown.get("buttons", [])
    listed = "\n".join(f"  [{number}] {entry['title']}" for number, entry in enumerate(buttons, start=1))
    return paragraphs(shown["text"], listed)
