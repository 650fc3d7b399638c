"""Releases on disk: what was trained together, proven by digests, and which of them is live."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bot.errors import CoachError

KEPT = 5
MOVING, CONFIRMED, ROLLED_BACK, FAILED = "moving", "confirmed", "rolled-back", "failed"
MODEL, JUDGE, KINDS = "model.tar.gz", "judge", "kinds"


@dataclass(frozen=True)
class Manifest:
    """What a release is. ``files`` are its files and their SHA-256, ``fingerprint`` what it was trained from,
    ``engine`` the code and encoder that can load it, ``measures`` what ``measure`` found."""

    id: str
    made: str
    fingerprint: str
    engine: str
    policy_version: str
    seconds: int
    files: dict[str, str]
    measures: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Live:
    """The pointer. ``state`` is ``moving`` until a smoke conversation confirmed it; ``reason`` says why it moved."""

    id: str
    previous: str | None
    state: str
    reason: str
    at: str


class Releases:
    """The folder of releases. A release is complete or not there, and the pointer names a complete one."""

    def __init__(self, folder: Path, *, step: Callable[[str], None] = lambda name: None) -> None:
        """``step`` hears of each step of adding and moving before the next."""
        self.folder, self._step = folder, step
        self._pointer = folder / "live.json"

    def add(self, parts: Mapping[str, Path], *, fingerprint: str, engine: str, policy_version: str, seconds: float,
            measures: dict[str, Any], now: datetime | None = None) -> Manifest:
        """A release of files and folders by name; it is complete once this returns, and not live."""
        made = now or datetime.now(UTC)
        name = f"{made:%Y%m%d-%H%M%S}-{fingerprint[:6]}"
        work = self.folder / f".new-{name}"
        self._drop_unfinished()
        work.mkdir(parents=True)
        for part, source in parts.items():
            _take(source, work / part)
            self._step("part")
        found = (path for path in sorted(work.rglob("*")) if path.is_file())
        files = {path.relative_to(work).as_posix(): digest_of(path) for path in found}
        manifest = Manifest(name, made.isoformat(timespec="seconds"), fingerprint, engine, policy_version,
                            round(seconds), files, measures)
        _write(work / "manifest.json", asdict(manifest))
        self._step("manifest")
        work.rename(self.folder / name)
        _sync(self.folder)
        self._step("added")
        return manifest

    def measured(self, name: str, measures: dict[str, Any], *, policy_version: str) -> Manifest:
        """The same release with newer measures: the rules and the must-pass list change without a training."""
        manifest = replace(self.get(name), measures=measures, policy_version=policy_version)
        _write(self.folder / name / "manifest.json", asdict(manifest))
        return manifest

    def all(self) -> list[Manifest]:
        """Every complete release, the newest first."""
        found = [self._read(path) for path in self.folder.glob("[0-9]*/manifest.json")]
        return sorted((one for one in found if one), key=lambda one: one.id, reverse=True)

    def get(self, name: str) -> Manifest:
        """One release. Raises CoachError C522 when there is none of that name."""
        known = {manifest.id: manifest for manifest in self.all()}
        if name not in known:
            raise CoachError("C522", f"There is no release '{name}'.", status=404,
                             hint=f"There are: {', '.join(known) or 'none; run `postcoach train`'}.")
        return known[name]

    def path(self, name: str, part: str) -> Path:
        """Where a part of a release lies."""
        return self.folder / name / part

    def verify(self, name: str, *parts: str) -> Manifest:
        """The release, once every file (of some parts) is what training wrote. Raises CoachError C523 else."""
        manifest = self.get(name)
        for file, digest in manifest.files.items():
            if parts and file.partition("/")[0] not in parts:
                continue
            path = self.folder / name / file
            if not path.is_file() or digest_of(path) != digest:
                raise CoachError("C523", f"The release {name} is damaged: {file} is not what training wrote.",
                                 where=str(path), hint="It is never loaded. Train again, or roll back.", status=500)
        return manifest

    def live(self) -> Live | None:
        """The pointer; None before the first promotion."""
        try:
            return Live(**json.loads(self._pointer.read_text(encoding="utf-8")))
        except (OSError, ValueError, TypeError):
            return None

    def candidate(self) -> Manifest | None:
        """The newest release, when it was made after the live one and did not fail."""
        live, known = self.live(), self.all()
        if known and not (live and known[0].id <= live.id) and not self.failure(known[0].id):
            return known[0]
        return None

    def move(self, name: str, *, reason: str, state: str = MOVING, previous: str | None = None) -> Live:
        """Point at a release, in one step; ``previous`` None means the one that is live now."""
        now = self.live()
        if previous is None and now is not None:
            previous = now.previous if now.id == name else now.id
        live = Live(name, previous, state, reason, datetime.now(UTC).isoformat(timespec="seconds"))
        self._step("before pointer")
        _write(self._pointer, asdict(live))
        self._step("pointer")
        return live

    def fail(self, name: str, reason: str) -> None:
        """Remember why a release was taken back."""
        _write(self.folder / name / "failed.json", {"reason": reason})

    def failure(self, name: str) -> str | None:
        """Why a release was taken back, if it was."""
        try:
            return json.loads((self.folder / name / "failed.json").read_text(encoding="utf-8"))["reason"]
        except (OSError, ValueError, KeyError):
            return None

    def prune(self, *, keep: int = KEPT) -> None:
        """Delete all but the newest; never the live one nor the one before it."""
        live = self.live()
        held = {live.id, live.previous} if live else set()
        for manifest in self.all()[keep:]:
            if manifest.id not in held:
                # The manifest first: what is left of a folder without one is no release.
                (self.folder / manifest.id / "manifest.json").unlink(missing_ok=True)
                shutil.rmtree(self.folder / manifest.id, ignore_errors=True)

    def _drop_unfinished(self) -> None:
        for left in self.folder.glob(".new-*"):
            shutil.rmtree(left, ignore_errors=True)
        for path in self.folder.glob("[0-9]*/"):
            if not (path / "manifest.json").is_file():
                shutil.rmtree(path, ignore_errors=True)

    def _read(self, path: Path) -> Manifest | None:
        try:
            return Manifest(**json.loads(path.read_text(encoding="utf-8")))
        except (OSError, ValueError, TypeError):
            return None


def digest_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _take(source: Path, target: Path) -> None:
    """A copy that later changes of the source cannot reach."""
    if source.is_dir():
        shutil.copytree(source, target)
    else:
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, target)


def _write(path: Path, content: dict[str, Any]) -> None:
    work = path.with_name(f".{path.name}.{os.getpid()}")
    with work.open("w", encoding="utf-8") as file:
        json.dump(content, file, ensure_ascii=False, indent=1)
        file.flush()
        os.fsync(file.fileno())
    os.replace(work, path)
    _sync(path.parent)


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
