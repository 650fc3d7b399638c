"""The widget on somebody else's page: the real service, another origin, a strict policy."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from bot.rulebook import Rulebook
from tests.support.coach import RISKY

from .conftest import watch
from .real import SIGN_IN, HostPage, RealCoach

QUESTION = "can I say which client I'm visiting?"
STORED = "() => JSON.stringify([{...localStorage}, {...sessionStorage}, document.cookie])"


@pytest.fixture(scope="module")
def service(rulebook: Rulebook) -> Iterator[RealCoach]:
    running = RealCoach(rulebook, jwt_secret=SIGN_IN)
    yield running
    running.close()


@pytest.fixture
def embedded(service: RealCoach, context: BrowserContext) -> Iterator[Callable[..., tuple[Page, HostPage]]]:
    """A function that opens a host page; any breach of a policy or fault in a script fails the test."""
    hosts: list[HostPage] = []
    faults: list[str] = []

    def start(**settings: Any) -> tuple[Page, HostPage]:
        host = HostPage(service.url, **settings).start()
        hosts.append(host)
        page = context.new_page()
        watch(page, faults)
        page.goto(host.url)
        return page, host

    yield start
    for host in hosts:
        host.served.stop()
    assert faults == []


def open_coach(page: Page) -> None:
    page.get_by_role("button", name="Posting coach").click()
    page.get_by_role("tab", name="Ask").wait_for()


def ask(page: Page, text: str = QUESTION) -> None:
    page.get_by_label("Your question").fill(text)
    page.keyboard.press("Enter")


def test_one_line_puts_a_working_coach_on_a_page_with_a_strict_policy(embedded: Any) -> None:
    page, _ = embedded()
    open_coach(page)
    expect(page.get_by_label("Your question")).to_be_focused()
    ask(page)
    expect(page.locator(".card").last).to_contain_text("client")
    page.get_by_role("tab", name="Check a draft").click()
    page.get_by_label("Your draft").fill(RISKY)
    expect(page.locator(".layer mark").first).to_be_attached()
    expect(page.locator(".finding .clause").first).to_contain_text("Clause C")
    expect(page.locator(".company")).to_have_text("Novalys")
    assert page.title() == "Intranet"


def test_nothing_but_the_button_is_loaded_before_it_is_pressed(embedded: Any, service: RealCoach) -> None:
    page, _ = embedded()
    page.get_by_role("button", name="Posting coach").wait_for()
    loaded = page.evaluate("performance.getEntriesByType('resource').map((entry) => entry.name)")
    assert loaded == [f"{service.url}/widget.js"]


def test_escape_closes_and_gives_the_focus_back_and_the_draft_is_kept(embedded: Any) -> None:
    page, _ = embedded(attributes='data-tab="check"')
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_label("Your draft")).to_be_focused()
    page.keyboard.type("My next post")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()
    expect(page.get_by_role("button", name="Posting coach")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_label("Your draft")).to_be_focused()
    assert page.get_by_label("Your draft").input_value() == "My next post"


def test_conversation_is_kept_across_pages_of_the_tab_and_nowhere_else(embedded: Any, context: BrowserContext) -> None:
    page, host = embedded()
    open_coach(page)
    ask(page)
    page.locator(".card").last.wait_for()
    page.get_by_role("tab", name="Check a draft").click()
    page.get_by_label("Your draft").fill(RISKY)
    page.locator(".layer mark").first.wait_for(state="attached")
    page.goto(f"{host.url}/two")
    stored = page.evaluate(STORED)
    assert "client" not in stored and "revenue" not in stored
    [_, session, cookie] = json.loads(stored)
    [held] = session.values()
    assert set(json.loads(held)) == {"id", "token"} and cookie == ""
    open_coach(page)
    expect(page.locator(".mine")).to_contain_text(QUESTION)
    expect(page.locator(".card").last).to_contain_text("client")
    ask(page, "why?")
    expect(page.locator(".card")).to_have_count(2)
    other = context.new_page()
    other.goto(host.url)
    open_coach(other)
    expect(other.locator(".mine")).to_have_count(0)


def test_new_conversation_forgets_the_old_one(embedded: Any, context: BrowserContext) -> None:
    page, host = embedded()
    open_coach(page)
    ask(page)
    page.locator(".card").last.wait_for()
    with page.expect_response(lambda answer: answer.request.method == "DELETE") as gone:
        page.get_by_role("button", name="New conversation").click()
    assert gone.value.status == 204
    expect(page.locator(".log > *")).to_have_count(0)
    expect(page.get_by_label("Your question")).to_be_focused()
    expect(page.get_by_role("button", name="May I post about my work?")).to_be_visible()
    page.goto(f"{host.url}/two")
    assert json.loads(page.evaluate(STORED))[1] == {}


def test_person_signed_in_by_the_page_owns_the_conversation(embedded: Any) -> None:
    page, host = embedded(attributes='data-token-url="/token"', person="anna")
    open_coach(page)
    ask(page)
    page.locator(".card").last.wait_for()
    assert host.asked == ["anna"]
    host.person = "bram"
    page.goto(f"{host.url}/two")
    open_coach(page)
    ask(page)
    page.locator(".card").last.wait_for()
    expect(page.locator(".mine")).to_have_count(1)
    assert host.asked == ["anna", "bram"]


def test_sign_in_that_runs_out_is_renewed_unseen(embedded: Any) -> None:
    page, host = embedded(attributes='data-token-url="/token"', person="anna", life=-60)
    open_coach(page)
    page.wait_for_timeout(500)
    host.life = 300
    ask(page)
    expect(page.locator(".card").last).to_contain_text("client")
    expect(page.get_by_text(re.compile("Not sent"))).to_have_count(0)
    assert len(host.asked) >= 2


def test_ended_sign_in_is_told_and_what_was_typed_stays(embedded: Any) -> None:
    page, _ = embedded(attributes='data-token="nonsense"')
    open_coach(page)
    ask(page)
    expect(page.locator(".mine")).to_contain_text("your sign-in has ended")
    expect(page.locator(".mine")).to_contain_text(QUESTION)


def test_coach_that_is_away_when_it_is_opened_can_be_tried_again(embedded: Any, service: RealCoach) -> None:
    page, _ = embedded()
    page.get_by_role("button", name="Posting coach").wait_for()
    service.stop()
    try:
        page.get_by_role("button", name="Posting coach").click()
        expect(page.get_by_role("alert")).to_contain_text("The coach cannot be reached.")
    finally:
        service.start()
    page.get_by_role("button", name="Try again").click()
    expect(page.get_by_label("Your question")).to_be_focused()


def test_restart_loses_neither_draft_nor_question_nor_conversation(embedded: Any, service: RealCoach) -> None:
    page, _ = embedded()
    open_coach(page)
    ask(page)
    page.locator(".card").last.wait_for()
    service.stop()
    try:
        ask(page, "who can I talk to about this?")
        expect(page.locator(".mine").last).to_contain_text("Not sent. I cannot reach the coach")
        expect(page.locator(".mine").last).to_contain_text("I try again by myself.")
        page.get_by_role("tab", name="Check a draft").click()
        page.get_by_label("Your draft").fill(RISKY)
        expect(page.locator(".results .notice")).to_contain_text("Your text is unchanged.")
    finally:
        service.start()
    expect(page.locator(".layer mark").first).to_be_attached(timeout=60_000)
    assert page.get_by_label("Your draft").input_value() == RISKY
    page.get_by_role("tab", name="Ask").click()
    expect(page.locator(".card")).to_have_count(2, timeout=60_000)
    expect(page.get_by_text(re.compile("Not sent"))).to_have_count(0)
    expect(page.get_by_text("The earlier conversation had ended")).to_have_count(0)


def test_question_is_answered_once_a_new_model_is_there(embedded: Any, service: RealCoach) -> None:
    page, _ = embedded()
    open_coach(page)
    service.rasa.stopped = True
    ask(page)
    expect(page.locator(".mine")).to_contain_text("I keep your question and ask it again")
    expect(page.locator(".card")).to_contain_text("Chat is resting")
    service.rasa.stopped = False
    expect(page.locator(".card")).to_contain_text("client", timeout=60_000)
    expect(page.locator(".card")).to_have_count(1)
    expect(page.locator(".mine")).not_to_contain_text("I keep your question")


@pytest.mark.parametrize(("language", "opens", "tab"), [
    ("fr", "Coach de publication", "Vérifier un brouillon"), ("nl", "Postcoach", "Ontwerp nakijken"),
])  # fmt: skip
def test_widget_speaks_the_language_it_is_told(embedded: Any, language: str, opens: str, tab: str) -> None:
    page, _ = embedded(attributes=f'data-lang="{language}"')
    page.get_by_role("button", name=opens).click()
    expect(page.get_by_role("tab", name=tab)).to_be_visible()


def test_widget_fits_a_small_screen(embedded: Any) -> None:
    page, _ = embedded()
    page.set_viewport_size({"width": 320, "height": 560})
    open_coach(page)
    for name in ("Check a draft", "Ask"):
        page.get_by_role("tab", name=name).click()
        wide = page.evaluate("""() => [document.documentElement.scrollWidth,
          document.querySelector('post-coach-launcher').shadowRoot.querySelector('.body').scrollWidth]""")
        assert max(wide) <= 320
    close = page.get_by_role("button", name="Close").bounding_box()
    tab = page.get_by_role("tab", name="Check a draft").bounding_box()
    assert close and tab
    assert tab["x"] + tab["width"] <= close["x"] or tab["y"] >= close["y"] + close["height"]


def test_first_load_of_the_page_stays_under_a_hundred_kilobytes(context: BrowserContext, service: RealCoach) -> None:
    page = context.new_page()
    page.goto(service.url)
    page.get_by_role("tab").first.wait_for()
    page.wait_for_load_state("networkidle")
    sizes = page.evaluate("""() => [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')]
      .map((entry) => [entry.name, entry.transferSize])""")
    assert len(sizes) > 10 and all(size > 0 for name, size in sizes if "favicon" not in name)
    assert sum(size for _, size in sizes) < 100_000
