"""Reload the policy when a file changes; keep the last good one when the new one is broken."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from pathlib import Path

from bot.rulebook.rulebook import Rulebook, load_rulebook
from bot.rulebook.source import RulebookErrors

log = logging.getLogger(__name__)


class RulebookWatcher:
    """Holds the live rulebook. ``current`` is always a good one; ``errors`` says why a newer one is not live."""

    def __init__(self, folder: Path, *, interval: float = 0.4) -> None:
        self.folder, self.interval = folder, interval
        self._seen = self._stamp()
        self.current = load_rulebook(folder)
        self.errors: RulebookErrors | None = None
        self.listeners: list[Callable[[Rulebook], None]] = []
        self._stop = threading.Event()

    def start(self) -> None:
        """Watch in a background thread until ``stop``."""
        threading.Thread(target=self._watch, name="rulebook-watcher", daemon=True).start()

    def stop(self) -> None:
        self._stop.set()

    def refresh(self) -> None:
        """Load again if a file changed since the last look; never raises for a broken policy."""
        stamp = self._stamp()
        if stamp == self._seen:
            return
        self._seen = stamp
        try:
            self.current = load_rulebook(self.folder)
        except RulebookErrors as errors:
            self.errors = errors
            log.error("the policy was not reloaded, the last good one stays live:\n%s", errors)
            return
        self.errors = None
        log.info("policy %s is live", self.current.version)
        for listener in self.listeners:
            listener(self.current)

    def _watch(self) -> None:
        while not self._stop.wait(self.interval):
            self.refresh()

    def _stamp(self) -> tuple:
        # drafts/ is left out: it feeds training, not the live rulebook.
        paths = [*self.folder.glob("*.yml"), *(self.folder / "rules").glob("*.yml")]
        stats = ((path, path.stat()) for path in sorted(paths) if path.exists())
        return tuple((str(path), stat.st_mtime_ns, stat.st_size) for path, stat in stats)
