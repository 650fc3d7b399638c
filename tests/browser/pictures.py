"""Draw the pictures of docs/images anew: ``python -m tests.browser.pictures``. Look at them before you commit them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from playwright.sync_api import Page, sync_playwright

from tests.support.coach import Served

from .conftest import FLAGS, chromium
from .stand_in import State, build_app

FOLDER = Path("docs/images")
DRAFT = (
    "Proud of my team! Halo is the best thermostat in Europe, and revenue reached 4.2 million. "
    "Kestrel comes in spring!!! To be honest, we work too many hours, but what a year it was for all of us here, "
    "in every office and on the road 🎉"
)


def main() -> None:
    """Both tabs in light and dark."""
    served = Served(build_app(State()))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
        for scheme in ("light", "dark"):
            shot(browser.new_page(viewport={"width": 1200, "height": 760}, color_scheme=scheme, locale="en-GB"),
                 served.url, scheme)  # fmt: skip
        browser.close()
    served.stop()


def shot(page: Page, address: str, scheme: Any) -> None:
    page.goto(address)
    page.get_by_role("tab").first.wait_for()
    page.set_default_timeout(60_000)
    for number, text in enumerate(("Do I have to say where I work?", "A journalist called me")):
        page.locator("#question").fill(text)
        page.keyboard.press("Enter")
        page.locator(".card").nth(number).wait_for()
    page.wait_for_timeout(500)
    page.screenshot(path=FOLDER / f"ask-{scheme}.png")
    page.get_by_role("tab").nth(1).click()
    page.locator("#draft").fill(DRAFT)
    page.locator(".results .verdict").wait_for()
    page.wait_for_timeout(300)
    page.screenshot(path=FOLDER / f"check-{scheme}.png")


if __name__ == "__main__":
    main()
