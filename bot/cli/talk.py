"""``postcoach ask`` and ``postcoach chat``: talk to a running coach over its API."""

from __future__ import annotations

import json
import os
from enum import StrEnum
from typing import Annotated, Any

import httpx
import typer

from bot.errors import CoachError

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
    with Line(os.environ.get("COACH_URL", DEFAULT_URL)) as line:
        cards = line.send({"text": question})
    if format is Answer.JSON:
        print(json.dumps({"messages": cards}, ensure_ascii=False, indent=2))
    else:
        print("\n\n".join(to_text(card) for card in cards))


def chat() -> None:
    """Talk until Ctrl-D. A number presses the button of that number; a text of several lines goes between
    two lines of three quotation marks. COACH_URL says where the coach is."""
    with Line(os.environ.get("COACH_URL", DEFAULT_URL)) as line:
        buttons: list[dict[str, str]] = []
        while (typed := _read_message()) is not None:
            if not typed.strip():
                continue
            pressed = int(typed) - 1 if typed.strip().isdecimal() else -1
            body = {"payload": buttons[pressed]["payload"]} if 0 <= pressed < len(buttons) else {"text": typed}
            try:
                cards = line.send(body)
            except CoachError as error:
                if error.status >= 500:
                    raise
                print(f"\n{error.message}\n")
                continue
            print("\n" + "\n\n".join(to_text(card) for card in cards) + "\n")
            buttons = cards[-1].get("buttons", []) if cards else []


class Line:
    """One conversation with a running coach."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._http = httpx.Client(base_url=url, timeout=60.0, trust_env=False)
        self._path, self._token = "", ""

    def __enter__(self) -> Line:
        opened = self._post("/api/v1/conversations", {})
        self._path, self._token = f"/api/v1/conversations/{opened['id']}/messages", opened["token"]
        return self

    def __exit__(self, *error: object) -> None:
        self._http.close()

    def send(self, body: dict[str, str]) -> list[dict[str, Any]]:
        """The cards for a message. Raises the CoachError that the API reports, C131 when nobody answers."""
        return self._post(self._path, body)["messages"]

    def _post(self, path: str, body: dict[str, str]) -> dict[str, Any]:
        headers = {"Authorization": f"Bearer {self._token}"} if self._token else {}
        try:
            answer = self._http.post(path, json=body, headers=headers)
            content = answer.json()
        except (httpx.HTTPError, httpx.InvalidURL, ValueError) as error:
            raise CoachError("C131", f"No coach answers at {self._url}.", status=503,
                             hint="Start it with `postcoach serve`, or set COACH_URL.") from error
        if answer.is_error:
            fault = content.get("error") or {}
            raise CoachError(fault.get("code", "C131"), fault.get("message", "The coach refused the request."),
                             hint=fault.get("hint"), where=fault.get("where"), status=answer.status_code)
        return content


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
