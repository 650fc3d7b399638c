"""What Slack would refuse of a message or a view, and what it would make of the text: mentions and links."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from bot.channels.slack.words import unescape

# Slack's documented limits, written down a second time on purpose: the coach's own must not vouch for themselves.
TEXT, HEADER, BUTTON, VALUE, INPUT, TITLE, META, OPTION = 3000, 150, 75, 2000, 3000, 24, 3000, 75
MESSAGE_BLOCKS, VIEW_BLOCKS, ELEMENTS, CONTEXT, OPTIONS = 50, 100, 25, 10, 100
WHOLE_MESSAGE = 13_200
KNOWN = ("section", "rich_text", "context", "header", "divider", "actions", "input")
_CONTROL = re.compile(r"<([@#!][^<>]*|[a-z][a-z0-9+.-]*:[^<>]*)>", re.IGNORECASE)
_BARE_LINK = re.compile(r"https?://\S+|\bwww\.\S+", re.IGNORECASE)


def message_faults(text: str, blocks: list[dict[str, Any]]) -> tuple[str, list[str]] | None:
    """The error that Slack would give for a message, with its reasons; None when it would take it."""
    if not blocks and not text:
        return "no_text", ["neither text nor blocks"]
    if len(blocks) > MESSAGE_BLOCKS:
        return "invalid_blocks", [f"{len(blocks)} blocks"]
    if len(json.dumps(blocks, ensure_ascii=False)) > WHOLE_MESSAGE * 1.2 or _letters(blocks) > WHOLE_MESSAGE:
        return "msg_blocks_too_long", [f"{_letters(blocks)} characters"]
    faults = _block_faults(blocks)
    return ("invalid_blocks", faults) if faults else None


def view_faults(view: dict[str, Any]) -> list[str]:
    """What is wrong with a view."""
    blocks = view.get("blocks") or []
    faults = _block_faults(blocks)
    if len(blocks) > VIEW_BLOCKS:
        faults.append(f"{len(blocks)} blocks")
    if len(view.get("private_metadata") or "") > META:
        faults.append("private_metadata")
    if view.get("type") == "modal":
        for name in ("title", "submit", "close"):
            if name in view and not 0 < len(view[name]["text"]) <= TITLE:
                faults.append(f"{name} of {len(view[name]['text'])}")
        if any(block["type"] == "input" for block in blocks) and "submit" not in view:
            faults.append("input without submit")
    named = [block["block_id"] for block in blocks if "block_id" in block]
    if len(named) != len(set(named)):
        faults.append("block_id twice")
    return faults


def controls(text: str, blocks: list[dict[str, Any]]) -> list[str]:
    """Every mention, broadcast and link that Slack would make of a message."""
    found = [hit.group() for hit in _CONTROL.finditer(text)]
    for part in _walk(blocks):
        if part.get("type") == "mrkdwn":
            found += [hit.group() for hit in _CONTROL.finditer(part["text"])]
            if not part.get("verbatim"):
                found += [hit.group() for hit in _BARE_LINK.finditer(part["text"])]
        elif part.get("type") in ("link", "user", "usergroup", "channel", "broadcast"):
            found.append(json.dumps(part))
    return found


def shown_text(blocks: list[dict[str, Any]]) -> str:
    """The words that a person sees in blocks, as they see them."""
    return "\n".join(_shown(part) for part in _walk(blocks) if isinstance(part.get("text"), str))


def _shown(part: dict[str, Any]) -> str:
    # mrkdwn and plain_text are unescaped by Slack, rich text is literal.
    return unescape(part["text"]) if part.get("type") in ("mrkdwn", "plain_text") else str(part["text"])


def _letters(blocks: list[dict[str, Any]]) -> int:
    return sum(len(part["text"]) for part in _walk(blocks) if isinstance(part.get("text"), str))


def _walk(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        yield value
        for inner in value.values():
            yield from _walk(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _walk(inner)


def _block_faults(blocks: list[dict[str, Any]]) -> list[str]:
    faults: list[str] = []
    for place, block in enumerate(blocks):
        kind = block.get("type")
        if kind not in KNOWN:
            faults.append(f"{place}: type {kind}")
        if kind == "section" and not 0 < len(block["text"]["text"]) <= TEXT:
            faults.append(f"{place}: section of {len(block['text']['text'])}")
        if kind == "header" and not 0 < len(block["text"]["text"]) <= HEADER:
            faults.append(f"{place}: header")
        if kind == "actions" and not 0 < len(block["elements"]) <= ELEMENTS:
            faults.append(f"{place}: {len(block['elements'])} elements")
        if kind == "context" and not 0 < len(block["elements"]) <= CONTEXT:
            faults.append(f"{place}: context")
        if kind == "actions":
            names = [element["action_id"] for element in block["elements"]]
            faults += [f"{place}: action_id twice"] if len(names) != len(set(names)) else []
        faults += [f"{place}: {fault}" for part in _walk(block) for fault in _part_faults(part)]
    return faults


def _part_faults(part: dict[str, Any]) -> Iterator[str]:
    kind = part.get("type")
    if kind == "button":
        if not 0 < len(part["text"]["text"]) <= BUTTON:
            yield "text of a button"
        if len(part.get("value", "")) > VALUE:
            yield "value of a button"
    if kind == "text" and not part.get("text"):
        yield "empty text"
    if kind == "plain_text_input" and len(part.get("initial_value", "")) > INPUT:
        yield "initial_value"
    if kind in ("mrkdwn", "plain_text") and not 0 < len(part["text"]) <= TEXT:
        yield f"text of {len(part['text'])}"
    for name in ("options", "option_groups"):
        if name in part and not 0 < len(part[name]) <= OPTIONS:
            yield name
    for option in part.get("options") or ():
        if not 0 < len(option["text"]["text"]) <= OPTION or not 0 < len(option["value"]) <= 150:
            yield "option"
    for group in part.get("option_groups") or ():
        if not 0 < len(group["label"]["text"]) <= OPTION:
            yield "label of a group"
