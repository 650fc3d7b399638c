"""Block Kit as HTML, near enough to see what a person sees. Nothing of a text is trusted."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import escape
from typing import Any

from bot.channels.slack.words import unescape

SIGNS = {
    "no_entry": "⛔", "warning": "⚠️", "bulb": "💡", "question": "❓", "white_check_mark": "✅", "shield": "🛡️",
    "hourglass_flowing_sand": "⏳",
}  # fmt: skip

Press = Callable[[dict[str, Any]], str]  # an element → the hidden fields that say what was pressed


def draw_blocks(blocks: list[dict[str, Any]], press: Press, values: dict[str, Any] | None = None) -> str:
    """All blocks; ``values`` are those of a form's fields."""
    return "".join(_block(block, press, values or {}) for block in blocks)


def _block(block: dict[str, Any], press: Press, values: dict[str, Any]) -> str:
    match block["type"]:
        case "section":
            return f"<div class='block'>{_text(block['text'])}</div>"
        case "header":
            return f"<h3>{_text(block['text'])}</h3>"
        case "divider":
            return "<hr>"
        case "context":
            return "".join(f"<div class='block context'>{_text(part)}</div>" for part in block["elements"])
        case "rich_text":
            return f"<div class='block'>{''.join(_rich(part) for part in block['elements'])}</div>"
        case "actions":
            return f"<div class='row'>{''.join(_action(element, press) for element in block['elements'])}</div>"
        case "input":
            return _field(block, values.get(block["block_id"]) or {})
    return ""


def _text(text: dict[str, Any]) -> str:
    if text["type"] == "plain_text":
        return escape(unescape(text["text"]))
    shown = escape(unescape(text["text"]))
    shown = re.sub(r":([a-z_]+):", lambda found: SIGNS.get(found.group(1), found.group()), shown)
    shown = re.sub(r"`([^`\n]+)`", r"<code>\1</code>", shown)
    return re.sub(r"(?<!\w)\*(\S[^*\n]*)\*(?!\w)", r"<b>\1</b>", shown)


def _rich(part: dict[str, Any]) -> str:
    inner = "".join(_element(element) for element in part["elements"])
    match part["type"]:
        case "rich_text_quote":
            return f"<blockquote>{inner}</blockquote>"
        case "rich_text_preformatted":
            return f"<pre>{inner}</pre>"
    return f"<div>{inner}</div>"


def _element(element: dict[str, Any]) -> str:
    if element["type"] == "emoji":
        return SIGNS.get(element["name"], f":{escape(element['name'])}:")
    shown = escape(str(element.get("text") or ""))
    style = element.get("style") or {}
    for name, tag in (("bold", "b"), ("italic", "i"), ("code", "code")):
        shown = f"<{tag}>{shown}</{tag}>" if style.get(name) else shown
    return shown


def _action(element: dict[str, Any], press: Press) -> str:
    hidden = press(element)
    if element["type"] == "static_select":
        return (f"<form method='post' action='/press'>{hidden}<select name='chosen' aria-label='choose'>"
                f"{_options(element)}</select> <button>OK</button></form>")  # fmt: skip
    kind = " class='primary'" if element.get("style") == "primary" else ""
    return f"<form method='post' action='/press'>{hidden}<button{kind}>{_text(element['text'])}</button></form>"


def _options(element: dict[str, Any], chosen: str | None = None) -> str:
    groups = element.get("option_groups") or [{"options": element.get("options") or []}]
    chosen = chosen or (element.get("initial_option") or {}).get("value")
    made = ""
    for group in groups:
        listed = "".join(
            f"<option value='{escape(option['value'])}'{' selected' if option['value'] == chosen else ''}>"
            f"{escape(option['text']['text'])}</option>"
            for option in group["options"]
        )
        label = escape(group["label"]["text"]) if "label" in group else ""
        made += f"<optgroup label='{label}'>{listed}</optgroup>" if label else listed
    return made


def _field(block: dict[str, Any], values: dict[str, Any]) -> str:
    element = block["element"]
    name = escape(f"{block['block_id']}|{element['action_id']}")
    held = values.get(element["action_id"]) or {}
    if element["type"] == "plain_text_input":
        field = f"<textarea name='{name}' rows='6' maxlength='3000'>\n{escape(held.get('value') or '')}</textarea>"
    else:
        field = f"<select name='{name}'>{_options(element, (held.get('selected_option') or {}).get('value'))}</select>"
    hint = f"<div class='context'>{_text(block['hint'])}</div>" if "hint" in block else ""
    return f"<label>{_text(block['label'])}</label>{field}{hint}"
