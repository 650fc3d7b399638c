"""Which examples say nearly the same, and which topics could be mistaken for each other."""

from __future__ import annotations

import logging
import threading
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import yaml

from bot.rulebook.edit_changes import as_example, nlu_file
from bot.rulebook.source import LOADER
from bot.studio.desk import Desk
from bot.training.vectors import RememberingEncoder

log = logging.getLogger(__name__)
SAME = 0.93  # cosine from which two examples say the same
NEAR = 0.62  # below this, no topic is near enough to be mistaken
CLOSE = 0.03  # a topic this much behind the own one may win
MOST = 20_000  # vectors of other texts that are remembered


@dataclass(frozen=True)
class Example:
    """One example of how a topic is asked."""

    topic: str
    text: str
    language: str


@dataclass(frozen=True)
class Index:
    """Examples with one unit vector each, and the digests of the files that they stand in."""

    digests: tuple[str, ...]
    examples: tuple[Example, ...]
    vectors: np.ndarray = field(repr=False)


class Neighbours:
    """Reads the examples in the background; until then it says that it is still reading."""

    def __init__(self, desk: Desk) -> None:
        self._desk, self._lock = desk, threading.Lock()
        self._index: Index | None = None
        self._thread: threading.Thread | None = None
        self._known: dict[str, np.ndarray] = {}

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        """Unit vectors, remembered in memory alone: these may be an employee's words."""
        new = [text for text in dict.fromkeys(texts) if text not in self._known]
        if len(self._known) + len(new) > MOST:
            self._known.clear()
            new = list(dict.fromkeys(texts))
        self._known.update(zip(new, self._desk.encoder.encode(new), strict=True))
        return np.stack([self._known[text] for text in texts])

    def read(self) -> None:
        """Read the examples now, when they are not the ones that are known."""
        with self._lock:
            pages = [self._desk.editor.read(nlu_file(language)) for language in ("en", "fr", "nl")]
            seen = tuple(page.digest for page in pages)
            if self._index is not None and self._index.digests == seen:
                return
            found = [one for page, language in zip(pages, ("en", "fr", "nl"), strict=True)
                     for one in examples_in(page.text, language)]
            encoder = RememberingEncoder(self._desk.encoder, self._desk.models) if self._desk.models else None
            vectors = (encoder or self._desk.encoder).encode([_folded(self._desk, one.text) for one in found])
            self._index = Index(seen, tuple(found), vectors)

    def begin(self) -> None:
        """Read the examples in the background."""
        if self._thread is None or not self._thread.is_alive():
            self._thread = threading.Thread(target=self._read_quietly, name="studio-examples", daemon=True)
            self._thread.start()

    def _read_quietly(self) -> None:
        try:
            self.read()
        except Exception as error:  # the page says that it is still reading; a save checks the files anyway
            log.error("studio: the examples could not be read: %s", type(error).__name__)

    def near(self, text: str, *, topic: str | None = None, count: int = 5) -> list[tuple[float, Example]] | None:
        """The nearest example of each topic, nearest first; None while the examples are still being read."""
        index = self._index
        self.begin()
        if index is None:
            return None
        likeness = index.vectors @ self._desk.encoder.encode([_folded(self._desk, as_example(text))])[0]
        best: dict[str, tuple[float, Example]] = {}
        for row in np.argsort(-likeness, kind="stable")[: 40 * count]:
            one = index.examples[int(row)]
            if one.topic not in best and one.topic in self._desk.rulebook().topics:
                best[one.topic] = (float(likeness[row]), one)
        return list(best.values())[:count]

    def notes(self, text: str, topic: str) -> list[str]:
        """What to know before an example is added to a topic."""
        if not text.strip():
            return []
        near = self.near(text)
        if near is None:
            return ["The other examples are still being read; look again in a moment."]
        own = next((score for score, one in near if one.topic == topic), 0.0)
        said = [f"Says nearly the same as “{one.text}” of {self._title(one.topic)}." for score, one in near
                if score >= SAME and as_example(text).casefold() != one.text.casefold()]
        said += [f"Could be mistaken for {self._title(one.topic)}, which has “{one.text}” (likeness {score:.2f}, "
                 f"here {own:.2f})." for score, one in near
                 if one.topic != topic and NEAR <= score < SAME and score >= own - CLOSE]
        return said[:4]

    def _title(self, topic: str) -> str:
        known = self._desk.rulebook().topics.get(topic)
        return f"“{known.title['en']}”" if known else topic


def examples_in(text: str, language: str) -> list[Example]:
    """The examples of a file, topic by topic."""
    entries = (yaml.load(text, Loader=LOADER) or {}).get("nlu", []) if text else []
    return [Example(entry["intent"], line.strip().removeprefix("- "), language)
            for entry in entries if entry.get("intent")
            for line in str(entry.get("examples", "")).splitlines() if line.strip()]  # fmt: skip


def _folded(desk: Desk, text: str) -> str:
    return desk.rulebook().placeholders(text)
