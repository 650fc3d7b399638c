"""What anybody wrote stays text: in drafts, quotes, messages, cards, attributes."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from bot.channels.web import STATIC_FOLDER, render_page

from .conftest import Site
from .stand_in_texts import ATTACK
from .test_ask import ask, last
from .test_check import write

INSIDE = "(tag) => document.querySelector('post-coach').shadowRoot.querySelectorAll(tag).length"


def test_markup_in_a_draft_and_its_report_stays_text(draft: Page) -> None:
    write(draft, f"Look: {ATTACK} and Kestrel <script>alert(2)</script>")
    expect(draft.locator(".layer mark").first).to_have_text(ATTACK)
    item = draft.locator(".finding").first
    for words in (f"{ATTACK} in a message", f"{ATTACK} in a reason", f"{ATTACK} in a question?", f"<b>{ATTACK}</b>"):
        expect(item).to_contain_text(words)
    item.get_by_role("button", name="Use this wording").click()
    assert f"<b>{ATTACK}</b>" in draft.get_by_label("Your draft").input_value()
    assert draft.evaluate(INSIDE, "img") == 1  # the logo
    assert draft.evaluate(INSIDE, "script") == 0


def test_markup_in_every_part_of_a_card_stays_text(page: Page) -> None:
    ask(page, f"markup {ATTACK}")
    expect(last(page)).to_contain_text(f"{ATTACK} <script>window.hacked = true</script>")
    expect(last(page).get_by_role("button", name=ATTACK)).to_be_visible()
    expect(page.locator(".mine")).to_contain_text(ATTACK)
    assert page.evaluate(INSIDE, "img") == 1
    assert page.evaluate("window.hacked") is None


def test_only_web_and_mail_addresses_become_links(page: Page, site: Site) -> None:
    text = "javascript:alert(1) https://example.org/a?b=1. (http://example.org/c) data:text/html,x me@example.org"
    site.state.cards = [{"kind": "text", "text": text, "language": "en"}]
    ask(page, "links")
    expect(last(page).get_by_role("link")).to_have_count(3)
    links = last(page).get_by_role("link").evaluate_all("nodes => nodes.map((node) => node.getAttribute('href'))")
    assert links == ["https://example.org/a?b=1", "http://example.org/c", "mailto:me@example.org"]


def test_company_name_cannot_leave_its_attribute(browser: Browser, site: Site) -> None:
    html = render_page(company='"><script>window.hacked = true</script>', contacts={}, clauses={})
    page = browser.new_page()
    page.route(site.address + "/", lambda route: route.fulfill(body=html, content_type="text/html"))
    page.goto(site.address)
    expect(page.locator(".company")).to_have_text('"><script>window.hacked = true</script>')
    assert page.evaluate("window.hacked") is None
    page.close()


def test_policy_is_in_force_on_the_page(page: Page) -> None:
    refused = """() => new Promise((resolve) => {
      document.addEventListener('securitypolicyviolation', (event) => resolve(event.violatedDirective), {once: true});
      const style = document.createElement('style');
      style.textContent = 'body { color: red }';
      document.head.append(style);
      setTimeout(() => resolve('nothing'), 1000);
    })"""
    own = page.context.new_page()
    own.goto(page.url)
    assert own.evaluate(refused) == "style-src-elem"
    own.close()


@pytest.mark.parametrize("path", sorted(STATIC_FOLDER.iterdir()), ids=lambda path: path.name)
def test_static_file_has_nothing_that_the_policy_refuses(path) -> None:
    text = path.read_text(encoding="utf-8")
    for danger in ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "new Function", "import(",
                   "localStorage", "sessionStorage"):  # fmt: skip
        assert danger not in text
    assert not re.search(r"https?://(?!www\.w3\.org/2000/svg)[a-z]", text)
    if path.suffix == ".html":
        assert not re.search(r"<script(?![^>]*src=)|<style|\sstyle=|\son[a-z]+=", text)


def test_nothing_of_a_draft_is_kept_by_the_browser(draft: Page) -> None:
    write(draft, "Kestrel in secret")
    kept = "JSON.stringify([{...localStorage}, {...sessionStorage}, document.cookie, location.href])"
    assert "Kestrel" not in draft.evaluate(kept)
