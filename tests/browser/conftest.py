"""A real Chromium on the real page, in front of the stand-in."""

from __future__ import annotations

import os
import shutil
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import uvicorn
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests.support.fixtures import rulebook

from .stand_in import State, build_app

__all__ = ["rulebook"]

HOW_TO_GET_IT = "no Chromium: apt-get install -y chromium, or set COACH_CHROMIUM to its executable"
FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
         "--disable-background-networking", "--disable-component-update", "--disable-sync"]  # fmt: skip
FOLDER = Path(__file__).parent
PATIENCE = 60_000  # milliseconds; a busy machine is slow, and no test waits for nothing to happen


def chromium() -> str | None:
    """The executable of a Chromium on this machine."""
    named = os.environ.get("COACH_CHROMIUM")
    places = [named] if named else ["chromium", "chromium-browser", "google-chrome"]
    return next((found for place in places if (found := shutil.which(place))), None)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.is_relative_to(FOLDER) and item.path.name != "test_stand_in.py":
            item.add_marker("browser")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    place = chromium()
    if place is None:
        pytest.fail(HOW_TO_GET_IT)
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=place, args=FLAGS)
        yield running
        running.close()


@dataclass(frozen=True)
class Site:
    """Where the stand-in listens, and what it does."""

    address: str
    state: State


@pytest.fixture(scope="session")
def server() -> Iterator[Site]:
    state = State()
    config = uvicorn.Config(build_app(state), host="127.0.0.1", port=0, log_level="warning", lifespan="off")
    running = uvicorn.Server(config)
    thread = threading.Thread(target=running.run, daemon=True)
    thread.start()
    limit = time.monotonic() + 10
    while not running.started and time.monotonic() < limit:
        time.sleep(0.02)
    port = running.servers[0].sockets[0].getsockname()[1]
    yield Site(f"http://127.0.0.1:{port}", state)
    running.should_exit = True
    thread.join(5)


@pytest.fixture
def site(server: Site) -> Site:
    """The server as new, for one test."""
    fresh = State()
    for name, value in vars(fresh).items():
        setattr(server.state, name, value)
    return server


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    made = browser.new_context(viewport={"width": 1280, "height": 900}, locale="en-GB")
    made.set_default_timeout(PATIENCE)
    made.grant_permissions(["clipboard-read", "clipboard-write"])
    yield made
    made.close()


@pytest.fixture
def page(context: BrowserContext, site: Site) -> Iterator[Page]:
    """The page, open. Any fault in its scripts or against its policy fails the test."""
    opened = context.new_page()
    faults: list[str] = []
    watch(opened, faults)
    opened.goto(site.address)
    opened.get_by_role("tab").first.wait_for()
    yield opened
    assert faults == []


def watch(page: Page, faults: list[str]) -> None:
    """Write down every fault in the page's scripts and every breach of its policy."""
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda line: faults.append(line.text) if _is_fault(line.text) else None)
    page.on("dialog", lambda dialog: (faults.append(f"dialog: {dialog.message}"), dialog.dismiss()))


def _is_fault(line: str) -> bool:
    return any(words in line for words in ("Content Security Policy", "Trusted", "Uncaught", "unsafe"))


@pytest.fixture
def draft(page: Page) -> Page:
    """The page with the draft box open and the caret in it."""
    page.get_by_role("tab", name="Check a draft").click()
    page.get_by_label("Your draft").click()
    return page
