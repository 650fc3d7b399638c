"""What eyes need: contrast, room on a small screen, less motion, the reader's language."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from .conftest import PATIENCE, Site

DRAFT = ("Halo is the best thermostat in Europe, Kestrel too!!! Proud: revenue reached 4.2 million. "
         "To be honest, we work too many hours.")  # fmt: skip
# Contrast of every visible piece of text against the nearest background that is not transparent.
CONTRAST = """() => {
  const number = (colour) => { const canvas = new OffscreenCanvas(1, 1).getContext('2d'); canvas.fillStyle = colour;
    canvas.fillRect(0, 0, 1, 1); return [...canvas.getImageData(0, 0, 1, 1).data]; };
  const linear = (c) => (c /= 255) <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  const light = (rgb) => { const [r, g, b] = rgb.slice(0, 3).map(linear);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b; };
  const behind = (node) => { for (let at = node; at; at = at.parentElement ?? at.getRootNode().host) {
      const colour = number(getComputedStyle(at).backgroundColor); if (colour[3] > 0) return colour; }
    return [255, 255, 255, 255]; };
  const root = document.querySelector('post-coach').shadowRoot;
  const walk = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  const poor = []; let looked = 0;
  while (walk.nextNode()) {
    const node = walk.currentNode.parentElement;
    if (!walk.currentNode.data.trim() || !node.checkVisibility() || node.closest('.layer, .unseen, option')) continue;
    const [a, b] = [light(number(getComputedStyle(node).color)), light(behind(node))].sort((x, y) => y - x);
    looked += 1;
    const contrast = (a + 0.05) / (b + 0.05);
    if (contrast < 4.5) poor.push([node.className || node.tagName, walk.currentNode.data, contrast.toFixed(2)]);
  }
  return { looked, poor };
}"""


def opened(browser: Browser, site: Site, path: str = "/", **settings: Any) -> Page:
    page = browser.new_context(**settings).new_page()
    page.set_default_timeout(PATIENCE)
    page.goto(site.address + path)
    page.get_by_role("tab").first.wait_for()
    return page


def write(page: Page) -> None:
    page.get_by_role("tab").nth(1).click()
    page.locator("#draft").fill(DRAFT)
    page.locator(".results .verdict").wait_for()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_text_has_the_contrast_of_level_aa(browser: Browser, site: Site, scheme: Any) -> None:
    page = opened(browser, site, color_scheme=scheme)
    for text in ("where I work", "passage", "journalist", "check this: Kestrel!!!"):
        page.locator("#question").fill(text)
        page.keyboard.press("Enter")
    page.locator(".card").nth(3).wait_for()
    first = page.evaluate(CONTRAST)
    write(page)
    page.locator(".finding .head").first.focus()
    second = page.evaluate(CONTRAST)
    assert first["looked"] > 20 and second["looked"] > 40
    assert first["poor"] + second["poor"] == []
    page.context.close()


def test_dark_and_light_differ(browser: Browser, site: Site) -> None:
    colours = []
    for scheme in ("light", "dark"):
        page = opened(browser, site, color_scheme=scheme)
        colours.append(page.evaluate("getComputedStyle(document.querySelector('post-coach')).backgroundColor"))
        page.context.close()
    assert colours[0] != colours[1]


@pytest.mark.parametrize("width", [320, 640, 960, 1280])
def test_nothing_is_wider_than_the_screen(browser: Browser, site: Site, width: int) -> None:
    page = opened(browser, site, viewport={"width": width, "height": 640})
    write(page)
    wide = "() => document.documentElement.scrollWidth"
    assert page.evaluate(wide) <= width
    page.get_by_role("tab").first.click()
    page.locator("#question").fill("check this: Kestrel " + "x" * 200)
    page.keyboard.press("Enter")
    page.locator(".card .verdict").wait_for()
    assert page.evaluate(wide) <= width
    page.context.close()


def test_text_at_twice_the_size_still_fits(browser: Browser, site: Site) -> None:
    page = opened(browser, site, viewport={"width": 640, "height": 450}, device_scale_factor=2)
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    write(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 640
    page.context.close()


def test_less_motion_means_none(browser: Browser, site: Site) -> None:
    page = opened(browser, site, reduced_motion="reduce")
    page.route("**/conversations", lambda route: None)
    page.locator("#question").fill("hello")
    page.keyboard.press("Enter")
    page.locator(".dots i").first.wait_for()
    assert page.locator(".dots i").first.evaluate("node => getComputedStyle(node).animationName") == "none"
    page.context.close()


@pytest.mark.parametrize(
    ("locale", "path", "language", "tab"),
    [
        ("fr-BE", "/", "fr", "Vérifier un brouillon"),
        ("nl-BE", "/", "nl", "Ontwerp nakijken"),
        ("de-DE", "/", "en", "Check a draft"),
        ("en-GB", "/?lang=nl", "nl", "Ontwerp nakijken"),
    ],
)
def test_page_speaks_the_readers_language(
    browser: Browser, site: Site, locale: str, path: str, language: str, tab: str
) -> None:
    page = opened(browser, site, path, locale=locale)
    expect(page.get_by_role("tab", name=tab)).to_be_visible()
    assert page.evaluate("document.documentElement.lang") == language
    assert "Novalys" in page.title()
    page.context.close()


def test_every_language_has_every_string(page: Page) -> None:
    script = """async () => {
      const { stringsIn } = await import('/strings.js');
      const shape = (value) => typeof value === 'object' && !Array.isArray(value)
        ? Object.entries(value).map(([key, inner]) => [key, shape(inner)]).sort()
        : Array.isArray(value) ? value.length : typeof value;
      return ['en', 'fr', 'nl'].map((language) => JSON.stringify(shape(stringsIn(language))));
    }"""
    en, fr, nl = page.evaluate(script)
    assert en == fr == nl


def test_severities_differ_by_line_and_by_drawing(browser: Browser, site: Site) -> None:
    page = opened(browser, site)
    page.get_by_role("tab").nth(1).click()
    lines = page.locator(".intro .mark").evaluate_all(
        "nodes => nodes.map((node) => getComputedStyle(node).textDecorationStyle)"
    )
    drawings = page.locator(".intro path").evaluate_all("nodes => nodes.map((node) => node.getAttribute('d'))")
    assert len(set(lines)) == len(set(drawings)) == 4
    page.context.close()
