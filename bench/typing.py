"""From the last key to the marks under the words: a real Chromium, the real service, drafts of 300 characters.

Run with ``python -m bench.typing``. The pause that the page keeps after the last key is taken off: what is left is
the request, the check, and drawing the marks.
"""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from statistics import quantiles

import uvicorn
from playwright.sync_api import Page, sync_playwright

from bench.draft_check import texts_of
from bot.api import WebPage, create_app
from bot.channels.web import STATIC_FOLDER, page_for
from bot.checker import Checker
from bot.dialogue import Gateway, RasaClient, Services, Vault
from bot.encoder import load_encoder
from bot.rulebook import load_rulebook
from bot.training import load_judge
from tests.browser.conftest import FLAGS, chromium

LENGTH = 300  # characters
SAMPLES, WARM = 80, 10
PAUSE = 400  # milliseconds; the same as in check.js
GOAL = 150  # milliseconds for 95 of 100
# From the last input to the frame in which the new list, and with it the marks, is on the screen.
WATCH = """() => {
  const root = document.querySelector('post-coach').shadowRoot;
  const box = root.querySelector('#draft');
  window.shown = new Promise((resolve) => {
    box.addEventListener('input', () => {
      const from = performance.now();
      const eye = new MutationObserver(() => {
        if (!root.querySelector('.results .verdict')) return;
        eye.disconnect();
        requestAnimationFrame(() => setTimeout(() => resolve(performance.now() - from), 0));
      });
      eye.observe(root.querySelector('.results'), { childList: true });
    }, { once: true });
  });
}"""


@contextmanager
def service() -> Iterator[str]:
    """The address of the real service, with everything that was trained."""
    rulebook, encoder = load_rulebook(Path("policy")), load_encoder()
    checker = Checker(encoder, load_judge(Path(".models")))
    checker.warm(rulebook, as_of=date(2026, 11, 24))
    services = Services(lambda: rulebook, checker, encoder, Vault())
    gateway = Gateway(services, RasaClient("http://127.0.0.1:9", ""))
    page = WebPage(lambda language: page_for(rulebook, language=language), STATIC_FOLDER)
    app = create_app(services, gateway=gateway, action_token="a token for the benchmark alone", page=page)
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=0, log_level="warning", access_log=False))
    threading.Thread(target=server.run, daemon=True).start()
    while not server.started:
        time.sleep(0.02)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True


def drafts() -> list[str]:
    """Real drafts of exactly the length, all different."""
    texts = [" ".join(text.split())[:LENGTH] for text in texts_of(80)]
    return [text for text in texts if len(text) == LENGTH]


def measure() -> dict[str, float]:
    """Milliseconds beyond the pause: p50, p95 and the worst."""
    with service() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
        page = browser.new_page(viewport={"width": 1280, "height": 900}, locale="en-GB")
        page.goto(f"{address}/#check")
        texts = drafts()
        spent = [_type_last(page, texts[i % len(texts)]) - PAUSE for i in range(WARM + SAMPLES)][WARM:]
        browser.close()
    cuts = quantiles(spent, n=100)
    return {"characters": LENGTH, "samples": SAMPLES, "pause_ms": PAUSE, "beyond_pause_p50_ms": round(cuts[49], 1),
            "beyond_pause_p95_ms": round(cuts[94], 1), "beyond_pause_worst_ms": round(max(spent), 1),
            "goal_p95_ms": GOAL}  # fmt: skip


def _type_last(page: Page, text: str) -> float:
    """Milliseconds from the last of 300 keys to the marks."""
    box = page.get_by_label("Your draft")
    box.fill(text[:-1])
    page.wait_for_timeout(50)  # the first check is given up: somebody goes on typing
    page.evaluate(WATCH)
    box.press("End")
    page.keyboard.insert_text(text[-1])
    return float(page.evaluate("window.shown"))


if __name__ == "__main__":
    result = json.dumps(measure(), indent=2)
    Path("bench/results/typing.json").write_text(result + "\n", encoding="utf-8")
    print(result)
