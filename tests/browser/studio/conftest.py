"""A real Chromium in front of the studio, over the shipped policy and with nothing learned."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import BrowserContext, Page

from bot.store import Event, Item
from tests.support.coach import DAY, Served
from tests.support.studio import Office

QUESTIONS = (
    "may I sell my company car on my own page?", "may I sell my old company car on my own page?",
    "can I sell my company car on my page?", "is it okay to wear the work jacket in a video?",
)  # fmt: skip


@pytest.fixture(scope="session")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    made = Office(tmp_path_factory.mktemp("studio"))
    for text in QUESTIONS:
        made.store.inbox.put(Item("question", text, "en", "web", topics=("likes",)))
    made.store.inbox.put(Item("finding", "the kestrel nest on our roof has three chicks", "en", "slack",
                              rule="confidential.code-name", reason="it is a bird"))
    for topic, count in (("likes", 41), ("location", 17), ("logo", 9), ("results", 2), ("roadmap", 1)):
        for _ in range(count):
            made.store.counters.count(Event("question", topic, outcome="answered", channel="web", language="en"), today=DAY)
    for _ in range(12):
        made.store.counters.count(Event("check", channel="web", language="en", outcome="revise"), today=DAY)
    yield made
    made.close()


@pytest.fixture(scope="session")
def address(office: Office) -> Iterator[str]:
    served = Served(office.app)
    yield served.url
    served.stop()


@pytest.fixture
def studio(context: BrowserContext, office: Office, address: str) -> Iterator[Page]:
    """The studio, signed in by a link as a person would. Any fault of a script or against the policy fails the test."""
    context.set_default_timeout(20_000)
    page = context.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda line: faults.append(line.text) if "Content Security" in line.text or "Uncaught" in line.text else None)
    page.goto(f"{address}/studio/sign-in?link={office.link()}")
    page.get_by_label("Your name").fill("Ann")
    page.get_by_role("button", name="Open the studio").click()
    page.get_by_role("heading", name="Inbox").wait_for()
    yield page
    assert faults == []
