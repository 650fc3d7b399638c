"""A coach that takes the stand-in for Slack, with the real gateway, rules and checker, on real sockets."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

from starlette.applications import Starlette

from bot.channels.slack import SlackChannel, open_memory, read_slack_settings
from bot.channels.slack.memory import Memory
from bot.channels.slack.stand_in import Message, StandIn, View, direct_channel
from bot.channels.slack.stand_in.block_rules import shown_text
from bot.dialogue import Gateway, RasaClient
from bot.serve.slack import attach_slack
from tests.support.coach import RunningCoach, Served
from tests.support.rasa_stand_in import TOKEN

GENERAL = "C0GENERAL"
QUIET = 0.12  # seconds


class Office:
    """The stand-in with people in it. ``said_to`` and the rest look at what they see."""

    def __init__(self, stand_in: StandIn, coach: RunningCoach | None, gateway: Gateway, channel: SlackChannel) -> None:
        self.stand_in, self.coach, self.gateway, self.channel = stand_in, coach, gateway, channel

    def write(self, user: str, text: str, **options: Any) -> list[Message]:
        """A direct message, and the coach's answers once it is silent again."""
        return self.answers(lambda: self.stand_in.do(self.stand_in.write(user, text, **options)), direct_channel(user))

    def mention(self, user: str, text: str) -> list[Message]:
        """A mention in a channel, and what the coach says there."""
        return self.answers(lambda: self.stand_in.do(self.stand_in.mention(user, GENERAL, text)), GENERAL)

    def command(self, user: str, text: str) -> list[Message]:
        return self.answers(lambda: self.stand_in.do(self.stand_in.command(user, GENERAL, text)), GENERAL)

    def press(self, user: str, message: Message, kind: str, number: int = 0) -> list[Message]:
        """The button of a message with that kind of payload, and what the coach says in that channel."""
        element = button(message.blocks, kind, number)
        return self.answers(lambda: self.stand_in.do(self.stand_in.press(user, message, element)), message.channel)

    def press_in_view(self, user: str, view: View, kind: str) -> None:
        element = button(view.content["blocks"], kind)
        self.stand_in.do(self.stand_in.press_in_view(user, element, view=view))
        self.settle()

    def answers(self, deed: Any, channel: str) -> list[Message]:
        """Do something, wait until the coach is silent, and return what is new in a channel."""
        before = len(self.said(channel))
        deed()
        self.settle()
        return self.said(channel)[before:]

    def settle(self) -> None:
        """Wait until nothing has been under way for a moment: no envelope, no work in a lane, no call of Slack."""
        calls, since = -1, time.monotonic()

        def quiet() -> bool:
            nonlocal calls, since
            now = len(self.stand_in.world.calls)
            busy = self.stand_in.socket.unanswered or len(self.channel.lanes) or now != calls
            calls, since = now, time.monotonic() if busy else since
            return time.monotonic() - since > QUIET

        self.stand_in.wait(quiet)

    def said(self, channel: str) -> list[Message]:
        """All that the coach said in a channel, to everybody and to one."""
        return [message for message in self.stand_in.world.messages if message.channel == channel
                and message.author == "U0COACH"]

    def view(self, user: str) -> View:
        """The view on top of a person's screen, once there is one."""
        return self.stand_in.wait(lambda: self.stand_in.world.open_view(user))

    def fresh(self) -> None:
        self.settle()
        if self.coach:
            self.coach.fresh()
        self.stand_in.reset()
        self.gateway.conversations.close_idle(now=float("inf"))


def button(blocks: list[dict[str, Any]], kind: str, number: int = 0) -> dict[str, Any]:
    """The button whose payload begins so."""
    found = [element for block in blocks if block["type"] == "actions" for element in block["elements"]
             if element.get("value", "").partition("|")[2].startswith(kind)]
    return found[number]


def seen(message: Message) -> str:
    """The words of a message as a person sees them."""
    return shown_text(message.blocks)


def open_office(
    coach: RunningCoach | None = None, *, gateway: Gateway | None = None, by_socket: bool = True, memory: Memory | None = None, ack_within: float = 3.0,
    ping_every: float = 2.0,
) -> Iterator[Office]:
    """Start both and stop both, as a fixture does; with a gateway of its own where none is given."""
    stand_in = StandIn(ack_within=ack_within).start()
    settings = read_slack_settings(stand_in.environment(by_socket=by_socket))
    settings = type(settings)(settings.bot_token, settings.app_token, settings.signing_secret, settings.api_url, ping_every)
    if gateway is None:
        gateway = Gateway(coach.services, RasaClient(coach.rasa.url, TOKEN, patience=10.0))
    app = Starlette()
    channel = SlackChannel(settings, gateway, memory or open_memory(None))
    attach_slack(app, channel, by_socket=by_socket)
    served = Served(app)
    try:
        if by_socket:
            assert stand_in.do(stand_in.socket.connected(10.0))
        else:
            stand_in.events_url = f"{served.url}/slack/events"
        yield Office(stand_in, coach, gateway, channel)
    finally:
        served.stop()
        stand_in.stop()
