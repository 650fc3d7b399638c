"""In the running coach: load a release that was promoted, try it, and take it back when it does not work."""

from __future__ import annotations

import ctypes
import logging
import secrets
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import httpx

from bot.dialogue import Services
from bot.errors import CoachError
from bot.rulebook import RulebookErrors
from bot.serve.model_server import ModelServer
from bot.training import load_learned
from bot.training.must_pass import MustPass, failed_drafts, load_must_pass
from bot.training.releases import CONFIRMED, FAILED, MODEL, MOVING, ROLLED_BACK, Live, Manifest, Releases

log = logging.getLogger(__name__)
LOOK_EVERY = 0.3  # seconds
RASA_PATIENCE = 90.0  # seconds until Rasa must have loaded a promoted model
SMOKE = 3  # questions of the must-pass list that are asked through the real dialogue
GREETING = "hello"


class ReleaseWatch:
    """Keeps services at the live release. A check that runs ends with the judge it began with."""

    def __init__(
        self, releases: Releases, services: Services, server: ModelServer, *, models: Path, policy: Path,
        rasa: Callable[[], tuple[str, str]], rolled_back: Callable[[str, str], None] = lambda release, reason: None,
        patience: float = RASA_PATIENCE,
    ) -> None:
        """``rasa`` returns Rasa's address and token; ``rolled_back`` hears of a release and why it was taken back."""
        self._releases, self._services, self._server = releases, services, server
        self._models, self._policy, self._rasa, self._rolled_back = models, policy, rasa, rolled_back
        self._patience = patience
        live = releases.live()
        self.loaded = live.id if live else None
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="releases", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._stop.set()
        if self._thread.is_alive():
            self._thread.join(timeout=5)

    def look(self) -> None:
        """Load what is live when it is another release; confirm it, or take it back. Never raises."""
        live = self._releases.live()
        if live is None:
            return
        try:
            if live.id != self.loaded:
                self._load(live.id)
            if live.state == MOVING:
                self._confirm(live)
        except (CoachError, RulebookErrors, OSError) as error:
            self._take_back(live, str(error).splitlines()[0])

    def _watch(self) -> None:
        while not self._stop.wait(LOOK_EVERY):
            try:
                self.look()
            except Exception as error:  # a watcher that ended would leave every later promotion unanswered
                log.error("a release could not be looked after: %s", type(error).__name__)

    def _load(self, name: str) -> None:
        """Swap the judge and the router's classifier; whoever checks at this moment keeps the old ones."""
        learned = load_learned(self._models, release=name)
        checker = replace(self._services.checker, judge=learned.judge)
        checker.warm(self._services.rulebook(), as_of=date.today())
        self._services.checker, self._services.kinds = checker, learned.kinds
        self.loaded = name
        _give_back_memory()
        log.info("release %s is loaded", name)

    def _confirm(self, live: Live) -> None:
        manifest = self._releases.get(live.id)
        listed = load_must_pass(self._policy, self._services.rulebook())
        self._refuse_failing(listed, manifest)
        self._await_rasa(live, manifest.files[MODEL])
        if self._stop.is_set() or self._moved_on(live):
            return
        self._converse(listed, manifest)
        if not self._moved_on(live):
            self._releases.move(live.id, reason=live.reason, state=CONFIRMED, previous=live.previous)
            self._releases.prune()
            log.info("release %s is confirmed", live.id)

    def _refuse_failing(self, listed: MustPass, manifest: Manifest) -> None:
        """The canary: drafts that passed when the release was made pass in this process too."""
        known = {failure["sentence"] for failure in (manifest.measures.get("must_pass") or {}).get("failed", [])}
        rulebook = self._services.rulebook()
        failed = failed_drafts(listed, self._services.checker, rulebook, today=self._services.today())
        new = [failure.sentence for failure in failed if failure.sentence not in known]
        if new:
            raise CoachError("C527", f"a draft of the must-pass list fails: {new[0]}")

    def _await_rasa(self, live: Live, digest: str) -> None:
        end = time.monotonic() + self._patience
        while not self._server.has_loaded(digest):
            if self._stop.wait(0.1) or self._moved_on(live):
                return
            if time.monotonic() > end:
                raise CoachError("C527", f"Rasa did not load the model within {self._patience:.0f} s.")

    def _converse(self, listed: MustPass, manifest: Manifest) -> None:
        """A short real conversation: a greeting gets an answer, questions get their topic."""
        failed = {failure["sentence"] for failure in (manifest.measures.get("must_pass") or {}).get("failed", [])}
        sender = f"smoke-{secrets.token_hex(8)}"
        if not self._say(sender, GREETING):
            raise CoachError("C527", "the dialogue gave no answer to a greeting.")
        for question in listed.questions[:SMOKE]:
            if any(f"“{question.ask}”" in sentence for sentence in failed):
                continue
            cards = [message.get("custom", {}).get("card", {}) for message in self._say(sender, question.ask)]
            given = [card.get("topic") for card in cards]
            given += [button["payload"].removeprefix("topic:") for card in cards for button in card.get("buttons", [])]
            if question.topic not in given:
                raise CoachError("C527", f"the dialogue does not answer “{question.ask}” with {question.topic}.")

    def _say(self, sender: str, text: str) -> list[dict[str, Any]]:
        url, token = self._rasa()
        body = {"sender": sender, "text": text, "metadata": {"language": "en", "channel": "smoke"}}
        try:
            answer = httpx.post(f"{url}/webhooks/coach/message", json=body, timeout=30.0, trust_env=False,
                                headers={"Authorization": f"Bearer {token}"})
            answer.raise_for_status()
            return list(answer.json()["messages"])
        except (httpx.HTTPError, ValueError, KeyError) as error:
            raise CoachError("C527", f"the dialogue does not answer: {type(error).__name__}.") from error

    def _moved_on(self, live: Live) -> bool:
        now = self._releases.live()
        return now is None or now.id != live.id or now.state != MOVING

    def _take_back(self, live: Live, reason: str) -> None:
        """The release before it becomes live again; without one, the pointer stays and says that it failed."""
        if self._moved_on(live) and live.state == MOVING:
            return
        log.error("release %s does not work: %s", live.id, reason)
        if live.previous is None or live.previous == live.id:
            if live.state != FAILED:
                self._releases.move(live.id, reason=reason, state=FAILED)
            return
        self._releases.fail(live.id, reason)
        self._releases.move(live.previous, reason=f"{live.id} was taken back: {reason}", state=ROLLED_BACK)
        self._rolled_back(live.id, reason)
        self._load(live.previous)


def _give_back_memory() -> None:
    """The C library keeps what the judge before held; each swap would cost a hundred megabytes."""
    if sys.platform == "linux":
        try:
            ctypes.CDLL("libc.so.6").malloc_trim(0)
        except (OSError, AttributeError):
            return
