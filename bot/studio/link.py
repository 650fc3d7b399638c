"""A link that opens the studio once: kept as a hash, used once, over after an hour."""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import secrets
import time
from collections.abc import Callable
from pathlib import Path

FILE = "studio-link.json"
LIFETIME = 3600.0  # seconds


class OneTimeLink:
    """The one link that is open, in the folder of the state; a new one ends the one before."""

    def __init__(self, state: Path, *, clock: Callable[[], float] = time.time) -> None:
        self._path, self._clock = state / FILE, clock

    @property
    def ever_made(self) -> bool:
        """Whether a link was made on this machine before."""
        return self._path.exists()

    def make(self) -> str:
        """A new token; nothing that is kept leads back to it."""
        token = secrets.token_urlsafe(32)
        self._write({"sha256": _digest(token), "until": self._clock() + LIFETIME})
        return token

    def use(self, token: str) -> bool:
        """Whether this is the token of the open link; it is closed with that."""
        # Renaming is what decides: of two that come at once, one finds nothing.
        taken = self._path.with_suffix(f".{secrets.token_hex(4)}")
        try:
            self._path.rename(taken)
        except OSError:
            return False
        try:
            kept = json.loads(taken.read_text(encoding="ascii"))
            right = hmac.compare_digest(str(kept.get("sha256", "")), _digest(token))
            fresh = float(kept.get("until", 0)) > self._clock()
        except (OSError, ValueError):
            kept, right, fresh = {}, False, False
        finally:
            taken.unlink(missing_ok=True)
        self._write({} if right or not fresh else kept)
        return right and fresh

    def _write(self, content: dict[str, object]) -> None:
        self._path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        work = self._path.with_suffix(f".{secrets.token_hex(4)}")
        with os.fdopen(os.open(work, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as file:
            json.dump(content, file)
        work.replace(self._path)


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()
