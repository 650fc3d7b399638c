"""axe-core finds nothing serious, in either tab, in light and dark, on the page and in the widget."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from .conftest import PATIENCE, Site
from .test_look import DRAFT

AXE = Path(__file__).parent / "vendor" / "axe.min.js"
RUN = """async () => {
  const { violations } = await axe.run(document, { resultTypes: ['violations'] });
  return violations.map(({ id, impact, nodes }) => [impact, id, nodes.map((node) => node.target.flat().join(' ')).join('; ')]);
}"""


def findings(page: Page) -> list[Any]:
    page.evaluate(AXE.read_text(encoding="utf-8") + "\n;0")
    return page.evaluate(RUN)


def serious(page: Page) -> list[Any]:
    return [found for found in findings(page) if found[0] in ("serious", "critical")]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 320])
def test_nothing_serious_in_either_tab(browser: Browser, site: Site, scheme: Any, width: int) -> None:
    page = browser.new_context(color_scheme=scheme, viewport={"width": width, "height": 900}, bypass_csp=True).new_page()
    page.set_default_timeout(PATIENCE)
    page.goto(site.address)
    page.get_by_role("tab").first.wait_for()
    assert serious(page) == []
    site.state.failures = [(500, {"code": "C300", "message": "x"})]
    for text in ("fails once", "where I work", "passage", "journalist", "check this: Kestrel!!!", "hand_over"):
        page.locator("#question").fill(text)
        page.keyboard.press("Enter")
    page.locator(".failure").first.wait_for()
    assert serious(page) == []
    page.locator(".card .verdict").wait_for()
    assert serious(page) == []
    page.get_by_role("tab").nth(1).click()
    assert serious(page) == []
    page.get_by_label("Where").select_option("x")
    page.locator("#draft").fill(DRAFT + " word" * 60)
    page.locator(".results .verdict").wait_for()
    page.locator(".finding .button").first.click()
    page.get_by_role("button", name="Undo").wait_for()
    assert serious(page) == []
    page.context.close()


def test_axe_looks_into_the_element_and_finds_what_is_wrong(browser: Browser, site: Site) -> None:
    page = browser.new_context(bypass_csp=True).new_page()
    page.goto(site.address)
    page.get_by_role("tab").first.wait_for()
    page.evaluate("document.querySelector('post-coach').shadowRoot.append(document.createElement('img'))")
    assert ["critical", "image-alt"] in [found[:2] for found in findings(page)]
    page.context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_serious_in_the_widget(browser: Browser, site: Site, scheme: Any) -> None:
    page = browser.new_context(color_scheme=scheme, bypass_csp=True).new_page()
    page.set_default_timeout(PATIENCE)
    html = '<!doctype html><html lang="en"><title>Intranet</title><main><h1>Intranet</h1></main><script src="/widget.js"></script>'
    page.route(site.address + "/host", lambda route: route.fulfill(body=html, content_type="text/html"))
    page.goto(site.address + "/host")
    page.get_by_role("button", name="Posting coach").wait_for()
    assert serious(page) == []
    page.get_by_role("button", name="Posting coach").click()
    page.get_by_role("tab").first.wait_for()
    assert serious(page) == []
    page.context.close()
