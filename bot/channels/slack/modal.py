"""The form for a draft: empty, while it is checked, with its report above it; and the view that explains."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.channels.slack import blocks
from bot.channels.slack.blocks import LONGEST_INPUT, Block
from bot.channels.slack.wording import tell
from bot.findings import ACCOUNTS, PLATFORMS, Draft

FORM, DETAIL = "coach_form", "coach_detail"


@dataclass(frozen=True)
class Filled:
    """What stands in a form. ``turn`` numbers the draft's field: a field with a new name takes a new text."""

    text: str = field(default="", repr=False)
    platform: str = "linkedin"
    account: str = "personal"
    turn: int = 0
    language: str = "en"

    @property
    def draft(self) -> Draft:
        return Draft(self.text, self.platform, self.account)


def form_view(filled: Filled, above: list[Block] | None = None) -> dict[str, Any]:
    """The form, with a report or a remark ``above`` the fields."""
    language = filled.language
    longer = len(filled.text) > LONGEST_INPUT
    fields = [
        *([blocks.small(tell("form_shortened", language))] if longer else []),
        _draft_field(filled),
        _choice("platform", "form_platform", PLATFORMS, filled.platform, language),
        _choice("account", "form_account", ACCOUNTS, filled.account, language),
    ]
    again = "form_again" if above else "form_submit"
    return {
        **_view(FORM, tell("form_title", language), language),
        "submit": blocks.plain_object(tell(again, language)),
        # Which field and which language; never a word of the draft.
        "private_metadata": json.dumps({"turn": filled.turn, "language": language}),
        "blocks": [*(above or []), *([blocks.divider()] if above else []), *fields],
    }


def read_form(view: Mapping[str, Any]) -> Filled:
    """What a form holds, from the view that Slack sends back."""
    about = json.loads(view.get("private_metadata") or "{}")
    values = (view.get("state") or {}).get("values") or {}
    turn = int(about.get("turn", 0))
    return Filled(
        text=(values.get(f"draft-{turn}") or {}).get("draft", {}).get("value") or "",
        platform=_chosen(values, "platform", PLATFORMS, "linkedin"),
        account=_chosen(values, "account", ACCOUNTS, "personal"),
        turn=turn,
        language=str(about.get("language", "en")),
    )


def waiting(language: str) -> list[Block]:
    """What stands above the fields while a check runs."""
    return [blocks.marked(f":hourglass_flowing_sand: {tell('form_checking', language)}")]


def detail_view(content: list[Block], language: str) -> dict[str, Any]:
    """A view on top of the form, with an explanation or other words."""
    about = {"private_metadata": json.dumps({"language": language})}
    return {**_view(DETAIL, tell("form_detail", language), language), **about, "blocks": content}


def _view(callback: str, title: str, language: str) -> dict[str, Any]:
    return {
        "type": "modal",
        "callback_id": callback,
        "title": blocks.plain_object(title),
        "close": blocks.plain_object(tell("form_close", language)),
    }


def _draft_field(filled: Filled) -> Block:
    element: dict[str, Any] = {
        "type": "plain_text_input",
        "action_id": "draft",
        "multiline": True,
        "max_length": LONGEST_INPUT,
    }
    if filled.text:
        element["initial_value"] = filled.text[:LONGEST_INPUT]
    return {
        "type": "input",
        "block_id": f"draft-{filled.turn}",
        "element": element,
        "label": blocks.plain_object(tell("form_draft", filled.language)),
        "hint": blocks.plain_object(tell("form_hint", filled.language)),
    }


def _choice(name: str, label: str, options: tuple[str, ...], chosen: str, language: str) -> Block:
    shown = {option: {"text": blocks.plain_object(tell(f"{name}_{option}", language)), "value": option}
             for option in options}
    element = {
        "type": "static_select",
        "action_id": name,
        "options": list(shown.values()),
        "initial_option": shown[chosen],
    }
    return {
        "type": "input",
        "block_id": name,
        "element": element,
        "label": blocks.plain_object(tell(label, language)),
    }


def _chosen(values: Mapping[str, Any], name: str, options: tuple[str, ...], otherwise: str) -> str:
    option = ((values.get(name) or {}).get(name) or {}).get("selected_option") or {}
    return option["value"] if option.get("value") in options else otherwise
