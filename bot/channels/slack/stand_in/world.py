"""What stands in the stand-in's workspace: messages, views, Home tabs, triggers, addresses to reply to."""

from __future__ import annotations

import itertools
import time
from dataclasses import dataclass, field
from typing import Any

TEAM, BOT, BOT_ID, APP = "T0STANDIN", "U0COACH", "B0COACH", "A0COACH"
TRIGGER_LASTS = 3.0  # seconds, as at Slack
REPLIES = 5  # that one address takes, within half an hour


@dataclass
class Message:
    """A message as somebody sees it. ``only_for`` sees it alone."""

    channel: str
    ts: str
    author: str
    text: str
    blocks: list[dict[str, Any]] = field(default_factory=list)
    thread: str | None = None
    only_for: str | None = None
    changed: int = 0


@dataclass
class View:
    """An open form or Home tab."""

    id: str
    user: str
    content: dict[str, Any]
    below: str | None = None
    values: dict[str, Any] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)
    open: bool = True


@dataclass
class Trigger:
    user: str
    until: float
    used: bool = False


@dataclass
class ReplyAddress:
    """Where an answer to one press or command may go."""

    channel: str
    user: str
    message: Message | None
    left: int = REPLIES


class World:
    """Changed from the stand-in's own thread alone; read from anywhere."""

    def __init__(self) -> None:
        self._numbers = itertools.count(1)
        self._began = int(time.time())
        self.reset()

    def reset(self) -> None:
        """An empty workspace."""
        self.messages: list[Message] = []
        self.views: dict[str, View] = {}
        self.homes: dict[str, dict[str, Any]] = {}
        self.triggers: dict[str, Trigger] = {}
        self.replies: dict[str, ReplyAddress] = {}
        self.calls: list[str] = []
        self.refused: list[tuple[str, list[str]]] = []
        self.limited = 0

    def number(self) -> int:
        return next(self._numbers)

    def ts(self) -> str:
        """A time that no other message has."""
        return f"{self._began}.{self.number():06d}"

    def trigger(self, user: str) -> str:
        name = f"{self.number()}.trigger"
        self.triggers[name] = Trigger(user, time.monotonic() + TRIGGER_LASTS)
        return name

    def reply_address(self, channel: str, user: str, message: Message | None = None) -> str:
        name = f"r{self.number()}"
        self.replies[name] = ReplyAddress(channel, user, message)
        return name

    def take_trigger(self, name: str) -> Trigger | str:
        """The trigger, or the error that Slack would give."""
        trigger = self.triggers.get(name)
        if trigger is None:
            return "invalid_trigger_id"
        if trigger.used:
            return "exchanged_trigger_id"
        if trigger.until < time.monotonic():
            return "expired_trigger_id"
        trigger.used = True
        return trigger

    def find(self, channel: str, ts: str) -> Message | None:
        return next((said for said in self.messages if (said.channel, said.ts) == (channel, ts)), None)

    def open_view(self, user: str) -> View | None:
        """The view on top of a person's screen."""
        shown = [view for view in self.views.values() if view.user == user and view.open]
        return shown[-1] if shown else None


def direct_channel(user: str) -> str:
    """The channel where a person and the coach write to each other."""
    return "D" + user[1:]
