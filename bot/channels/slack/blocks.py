"""Pieces of Block Kit within Slack's limits. What a draft may have put into a text goes into rich text or plain
text, where Slack reads no control sequence and no formatting; only the coach's own words are mrkdwn."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

from bot.channels.slack.words import cut, escape

Block = dict[str, Any]

MOST_BLOCKS = 50  # of a message
MOST_BLOCKS_IN_VIEW = 100
LONGEST_TEXT = 3000  # of a section
LONGEST_BUTTON = 75
LONGEST_INPUT = 3000
MOST_BUTTONS = 25  # in a row
# Slack refuses a message whose blocks come to more than about 13,000 characters, in a sum that it does not document.
LARGEST_MESSAGE = 12_000
LARGEST_VIEW = 60_000


def marked(text: str) -> Block:
    """A section of the coach's own words with Slack's formatting; links and mentions are not made of them."""
    return {"type": "section", "text": {"type": "mrkdwn", "text": cut(text, LONGEST_TEXT), "verbatim": True}}


def plain(text: str) -> list[Block]:
    """Text as it is, in as many sections as it needs."""
    parts = [text[start : start + LONGEST_TEXT] for start in range(0, len(text), LONGEST_TEXT)] or [""]
    # Rich text and not plain_text: in the latter Slack draws :name: of an author as a picture in some clients.
    return [rich(section(words(part))) for part in parts if part]


def small(text: str) -> Block:
    """A line in small print."""
    return {"type": "context", "elements": [{"type": "plain_text", "text": cut(text, LONGEST_TEXT), "emoji": False}]}


def heading(text: str) -> Block:
    """A heading; at most 150 characters."""
    return {"type": "header", "text": plain_object(cut(text, 150))}


def divider() -> Block:
    """A line across."""
    return {"type": "divider"}


def plain_object(text: str) -> dict[str, Any]:
    """Text of a button, a label or a title."""
    return {"type": "plain_text", "text": text, "emoji": False}


def rich(*parts: Block) -> Block:
    """A block of rich text."""
    return {"type": "rich_text", "elements": list(parts)}


def section(*elements: dict[str, Any]) -> Block:
    """A paragraph of rich text."""
    return {"type": "rich_text_section", "elements": list(elements)}


def quote(text: str) -> Block:
    """Somebody's own words, set apart by a line at the side."""
    return {"type": "rich_text_quote", "elements": [words(text)]}


def to_copy(text: str) -> Block:
    """Text that is ready to copy, as it is."""
    return rich({"type": "rich_text_preformatted", "elements": [words(text)]})


def words(text: str, **style: bool) -> dict[str, Any]:
    """Literal text, ``bold`` or ``italic``. Slack refuses an empty one."""
    made: dict[str, Any] = {"type": "text", "text": text or " "}
    return {**made, "style": style} if style else made


def sign(name: str) -> dict[str, Any]:
    """One of Slack's own pictures."""
    return {"type": "emoji", "name": name}


def press(title: str, action: str, value: str, *, strong: bool = False) -> dict[str, Any]:
    """A button; ``value`` is a reference and a payload, never words."""
    made: dict[str, Any] = {
        "type": "button",
        "text": plain_object(cut(title, LONGEST_BUTTON)),
        "action_id": action,
        "value": value,
    }
    return {**made, "style": "primary"} if strong else made


def row(buttons: Sequence[dict[str, Any]]) -> list[Block]:
    """Buttons beside each other; none of them is lost."""
    rows = [buttons[start : start + MOST_BUTTONS] for start in range(0, len(buttons), MOST_BUTTONS)]
    return [{"type": "actions", "elements": list(part)} for part in rows]


def size(blocks: Iterable[Block]) -> int:
    """What blocks cost of ``LARGEST_MESSAGE``: their JSON without the space that no reader sees."""
    return len(json.dumps(list(blocks), ensure_ascii=False, separators=(",", ":")))


def fit(blocks: Sequence[Block], *, note: str, most: int = MOST_BLOCKS, largest: int = LARGEST_MESSAGE) -> list[Block]:
    """The blocks, or as many as there is room for and then ``note``."""
    if len(blocks) <= most and size(blocks) <= largest:
        return list(blocks)
    last = small(note)
    kept: list[Block] = []
    room = largest - size([last])
    for block in blocks[: most - 1]:
        room -= size([block])
        if room < 0:
            break
        kept.append(block)
    return [*kept, last]


def fallback(text: str) -> str:
    """The text of a notification: one line, nothing in it for Slack to read."""
    return escape(cut(" ".join(text.split()), 200))
