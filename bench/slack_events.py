"""Events of a bad day through the stand-in of Slack: repeats, lost sockets, requests to wait.

Every event is a draft of its own with a mark of its own, and its report quotes the mark: so an answer shows which event
it belongs to. Gateway, actions, vault and channel are the real ones, over real sockets. Judging a draft is not what is
measured: the checker finds the mark and nothing else (``--real``: the real one), and the dialogue's rules are read
without a server. Counted is what people see in the stand-in's workspace.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import re
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from random import Random
from statistics import quantiles
from typing import Any

from actions import action_executor
from bot.channels.slack.stand_in import StandIn, direct_channel
from bot.channels.slack.stand_in.block_rules import shown_text
from bot.dialogue import Gateway, Services
from bot.findings import Draft, Finding, Report, Severity, Verdict
from bot.rulebook import Rulebook
from tests.slack.office import GENERAL, Office, open_office
from tests.support.coach import DAY, policy, services_for
from tests.support.rasa_stand_in import actions_by_intent

PEOPLE = 200
REPEATS, LOST, LIMITED = 0.05, 0.02, 0.01
MARK = re.compile(r"note (\d+) of (U0P\d+)")
UNDER_WAY = 60  # events at the most, as of many people at once
PATIENCE = 900.0  # seconds for everything


@dataclass(frozen=True)
class Outcome:
    """Counts of one run, and times in milliseconds."""

    events: int
    sent: int
    hang_ups: int
    sent_again: int
    asked_to_wait: int
    answered_once: int
    lost: int
    twice: int
    crossed: int
    out_of_order: int
    late: int
    seconds: float
    ack_p50: float
    ack_p99: float
    ack_max: float


class MarkChecker:
    """Finds the mark of a draft."""

    def check(self, draft: Draft, rulebook: Rulebook, *, as_of: date, answers: Mapping[str, bool]) -> Report:
        found = MARK.search(draft.text)
        start, end = found.span() if found else (0, 1)
        finding = Finding(
            "mark-0", "mark", "client", "C7", Severity.ERROR, 1.0, start, end, draft.text[start:end], "A mark.",
            "It is one.", (), None, "legal", (),
        )  # fmt: skip
        return Report(Verdict.STOP, "en", rulebook.version, (), (finding,), None, ("pictures",), False)


class Dialogue:
    """Rasa's line without Rasa: the project's own rules say which action answers, and it is run."""

    def __init__(self, services: Services) -> None:
        self._actions, self._executor = actions_by_intent(), action_executor(services)

    async def inject(
        self, sender: str, intent: str, entities: Mapping[str, Any], *, metadata: Mapping[str, Any] | None = None
    ) -> list[dict[str, Any]]:
        listed = [{"entity": name, "value": value} for name, value in entities.items()]
        message = {"text": f"/{intent}", "intent": {"name": intent}, "entities": listed}
        tracker = {"sender_id": sender, "slots": {}, "latest_message": message, "paused": False, "active_loop": {},
                   "events": [{"event": "user", "text": message["text"], "metadata": dict(metadata or {})}],
                   "followup_action": None, "latest_action_name": None, "latest_event_time": 0}  # fmt: skip
        call = {"next_action": self._actions[intent], "sender_id": sender, "tracker": tracker, "domain": {},
                "version": "3.6.21"}  # fmt: skip
        answer = await self._executor.run(call)
        return answer.model_dump()["responses"] if answer else []


def run(events: int, office: Office, *, seed: int = 5) -> Outcome:
    """Send ``events`` and wait for all the answers."""
    stand_in, random = office.stand_in, Random(seed)
    stand_in.moods.limited = LIMITED
    began = time.monotonic()
    waits, hang_ups, again, late = _counts(stand_in)
    sent = stand_in.do(_send(stand_in, events, random), within=PATIENCE)
    stand_in.wait(lambda: not len(office.channel.lanes) and not stand_in.socket.unanswered, within=PATIENCE)
    office.settle()
    took = time.monotonic() - began
    acks = sorted(stand_in.socket.waits[waits:])
    cuts = [cut * 1000 for cut in quantiles(acks, n=100)]
    return Outcome(
        events=events, sent=sent, hang_ups=stand_in.socket.hang_ups - hang_ups,
        sent_again=stand_in.socket.repeats - again, asked_to_wait=stand_in.world.limited,
        late=stand_in.socket.late - late, seconds=round(took, 1), ack_p50=round(cuts[49], 1),
        ack_p99=round(cuts[98], 1), ack_max=round(acks[-1] * 1000, 1), **_seen(stand_in, events),
    )  # fmt: skip


async def _send(stand_in: StandIn, events: int, random: Random) -> int:
    """Each event as its own task, in order for each person; some twice, and now and then the line is cut."""
    room, tasks, sent = asyncio.Semaphore(UNDER_WAY), set(), 0

    async def one(number: int, user: str, name: str) -> None:
        text = f"check this: We spoke with Banque Meridian, note {number} of {user}."
        try:
            if number % 10 == 0:
                await stand_in.mention(user, GENERAL, text, name=name)
            else:
                await stand_in.write(user, text, name=name)
        finally:
            room.release()

    for number in range(events):
        user = f"U0P{number % PEOPLE}"
        times = 2 if random.random() < REPEATS else 1
        for _ in range(times):
            await room.acquire()
            task = asyncio.create_task(one(number, user, f"Ev{number}"))
            tasks.add(task)
            task.add_done_callback(tasks.discard)
            sent += 1
        if random.random() < LOST:
            await stand_in.socket.hang_up(kindly=random.random() < 0.5)
    await asyncio.gather(*tasks)
    return sent


def _seen(stand_in: StandIn, events: int) -> dict[str, int]:
    """Which events have a report, where it stands, and in which order."""
    answers: Counter[int] = Counter()
    crossed = out_of_order = 0
    last: dict[str, int] = {}
    for message in stand_in.world.messages:
        if message.author != "U0COACH":
            continue
        found = set(MARK.findall(shown_text(message.blocks)))
        for number, user in ((int(digits), name) for digits, name in found):
            answers[number] += 1
            crossed += message.channel != direct_channel(user) or len(found) > 1
            out_of_order += number < last.get(user, -1)
            last[user] = number
    once = sum(count == 1 for count in answers.values())
    return {"answered_once": once, "lost": events - len(answers), "twice": len(answers) - once, "crossed": crossed,
            "out_of_order": out_of_order}  # fmt: skip


def _counts(stand_in: StandIn) -> tuple[int, int, int, int]:
    socket = stand_in.socket
    return len(socket.waits), socket.hang_ups, socket.repeats, socket.late


def workspace(rulebook: Rulebook, *, real: bool = False) -> Iterator[Office]:
    """A coach of its own and a stand-in of its own."""
    services = services_for(rulebook, checker=None if real else MarkChecker())
    if real:
        services.checker.warm(rulebook, as_of=DAY)
    gateway = Gateway(services, Dialogue(services))  # type: ignore[arg-type]
    yield from open_office(gateway=gateway, ping_every=1.0)


def measure(events: int = 10_000, *, real: bool = False) -> dict[str, Any]:
    """One run."""
    with tempfile.TemporaryDirectory() as folder:
        for office in workspace(policy(Path(folder)), real=real):
            return vars(run(events, office))
    raise RuntimeError("nothing was started")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", type=int, default=10_000)
    parser.add_argument("--real", action="store_true", help="with the real checker")
    given = parser.parse_args()
    print(json.dumps(measure(given.events, real=given.real), indent=2))
