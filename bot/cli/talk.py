"""``postcoach ask`` and ``postcoach chat``: talk to a running coach over its API."""

from __future__ import annotations

import json
import os
from enum import StrEnum
from typing import Annotated, Any

import typer

from bot.errors import CoachError
from bot.talk import Talk

DEFAULT_URL = "http://127.0.0.1:8765"
BLOCK = '"""'


class Answer(StrEnum):
    """How answers are written."""

    TEXT = "text"
    JSON = "json"


def ask(
    question: Annotated[str, typer.Argument(help="The question, or a draft after “check this:”.")],
    format: Annotated[Answer, typer.Option(help="json prints the messages of the API.")] = Answer.TEXT,
) -> None:
    """Ask one question. Exit code 2 when nobody answers. COACH_URL says where the coach is."""
    with Talk(os.environ.get("COACH_URL", DEFAULT_URL)) as talk:
        cards = talk.say(question)
    if format is Answer.JSON:
        print(json.dumps({"messages": cards}, ensure_ascii=False, indent=2))
    else:
        print("\n\n".join(to_text(card) for card in cards))


def chat() -> None:
    """Talk until Ctrl-D. A number presses the button of that number; a text of several lines goes between
    two lines of three quotation marks. COACH_URL says where the coach is."""
    with Talk(os.environ.get("COACH_URL", DEFAULT_URL)) as talk:
        buttons: list[dict[str, str]] = []
        while (typed := _read_message()) is not None:
            if not typed.strip():
                continue
            pressed = int(typed) - 1 if typed.strip().isdecimal() else -1
            try:
                known = 0 <= pressed < len(buttons)
                cards = talk.press(buttons[pressed]["payload"]) if known else talk.say(typed)
            except CoachError as error:
                if error.status >= 500:
                    raise
                print(f"\n{error.message}\n")
                continue
            print("\n" + "\n\n".join(to_text(card) for card in cards) + "\n")
            buttons = cards[-1].get("buttons", []) if cards else []


def to_text(card: dict[str, Any]) -> str:
    """The card's text and its buttons, numbered. As ``bot.cards`` has it, without seconds of importing."""
    listed = [f"  [{number}] {button['title']}" for number, button in enumerate(card.get("buttons", []), start=1)]
    return "\n\n".join(part for part in (card["text"], "\n".join(listed)) if part)


def _read_message() -> str | None:
    """One line, or what stands between two lines of three quotation marks; None at the end."""
    try:
        line = input("> ")
        if line.strip() != BLOCK:
            return line
        lines: list[str] = []
        while (line := input("… ")).strip() != BLOCK:
            lines.append(line)
        return "\n".join(lines)
    except (EOFError, KeyboardInterrupt):
        print()
        return None
