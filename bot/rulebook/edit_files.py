"""Several files replaced as one: either all of them are new or none, whenever the process is killed."""

from __future__ import annotations

import fcntl
import json
import os
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

MARK = ".postcoach-new"  # ending of a file that is not live yet


class FileSet:
    """Replaces files under one lock for all processes. ``note`` travels with the replacement and is handed to
    ``done`` exactly when the files are in place, also after a crash.

    The journal is the point of no return: without it a half-done replacement is dropped, with it completed.
    """

    def __init__(
        self, state: Path, folders: list[Path], *, done: Callable[[Any], None],
        step: Callable[[str], None] = lambda name: None,
    ) -> None:
        """``folders`` may hold files that are not live yet; ``step`` hears of each step before the next."""
        self._state, self._folders, self._done, self._step = state, folders, done, step
        self._journal = state / "edit-journal.json"
        self._lock = threading.RLock()
        with self.locked():
            pass

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Alone with the files, whatever was left half-done before now tidied."""
        self._state.mkdir(parents=True, exist_ok=True, mode=0o700)
        with self._lock, (self._state / "edit.lock").open("a") as handle:
            fcntl.flock(handle, fcntl.LOCK_EX)
            try:
                self._recover()
                yield
            finally:
                fcntl.flock(handle, fcntl.LOCK_UN)

    def replace(self, contents: Mapping[Path, bytes], note: Any) -> None:
        """Put the contents in place. Call it inside ``locked``. Raises OSError with nothing replaced."""
        moves = []
        try:
            for path, content in contents.items():
                path.parent.mkdir(parents=True, exist_ok=True)
                moves.append((path.with_name(f".{path.name}{MARK}"), path))
                _write(*moves[-1], content)
                self._step("written")
            entries = [[str(new.absolute()), str(path.absolute())] for new, path in moves]
            work = self._journal.with_suffix(".new")
            _write(work, work, json.dumps({"moves": entries, "note": note}).encode())
            self._step("journal written")
            os.replace(work, self._journal)
            _sync(self._state)
        except OSError:
            for new, _ in moves:
                new.unlink(missing_ok=True)
            raise
        self._step("journal")
        self._finish()

    def _recover(self) -> None:
        if self._journal.is_file():
            self._finish()
        self._journal.with_suffix(".new").unlink(missing_ok=True)
        for folder in self._folders:
            for left in folder.glob(f".*{MARK}"):
                left.unlink(missing_ok=True)

    def _finish(self) -> None:
        journal = json.loads(self._journal.read_text(encoding="utf-8"))
        for new, path in journal["moves"]:
            if os.path.exists(new):
                os.replace(new, path)
            _sync(Path(path).parent)
            self._step("replaced")
        self._done(journal["note"])
        self._step("noted")
        self._journal.unlink()
        _sync(self._state)
        self._step("finished")


def _write(new: Path, like: Path, content: bytes) -> None:
    with new.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    if like != new and like.exists():
        os.chmod(new, like.stat().st_mode & 0o777)


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
