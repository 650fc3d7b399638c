"""Releases are complete or not there; the pointer always names a complete one; kill -9 changes neither."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.errors import CoachError
from bot.training import Releases
from bot.training.releases import CONFIRMED, FAILED, MOVING, Manifest

START = datetime(2026, 11, 25, tzinfo=UTC)


def parts(folder: Path, words: str = "model") -> dict[str, Path]:
    (folder / "src/judge").mkdir(parents=True, exist_ok=True)
    (folder / "src/judge/judge.json").write_text(words)
    (folder / "src/model").write_text(words)
    return {"model.tar.gz": folder / "src/model", "judge": folder / "src/judge"}


def add(releases: Releases, folder: Path, number: int = 0, words: str = "model") -> Manifest:
    return releases.add(parts(folder, words), fingerprint=f"{number:06}f", engine="e", policy_version="p", seconds=3,
                        measures={}, now=START + timedelta(minutes=number))


def test_a_release_is_a_copy_with_digests_and_no_live_one(tmp_path: Path):
    releases = Releases(tmp_path / "releases")
    made = add(releases, tmp_path)
    (tmp_path / "src/model").write_text("changed later")
    assert releases.verify(made.id) == made
    assert set(made.files) == {"model.tar.gz", "judge/judge.json"}
    assert releases.live() is None
    assert releases.candidate() == made


def test_a_damaged_file_is_named_and_the_release_refused(tmp_path: Path):
    releases = Releases(tmp_path / "releases")
    made = add(releases, tmp_path)
    releases.path(made.id, "judge/judge.json").write_text("evil")
    with pytest.raises(CoachError, match=r"C523.*judge/judge\.json"):
        releases.verify(made.id)
    assert releases.verify(made.id, "model.tar.gz") == made


def test_the_pointer_remembers_the_one_before(tmp_path: Path):
    releases = Releases(tmp_path / "releases")
    first, second = add(releases, tmp_path, 1), add(releases, tmp_path, 2)
    releases.move(first.id, reason="first")
    moved = releases.move(second.id, reason="better")
    assert (moved.previous, moved.state) == (first.id, MOVING)
    confirmed = releases.move(second.id, reason="better", state=CONFIRMED)
    assert confirmed.previous == first.id
    assert releases.live() == confirmed
    assert releases.candidate() is None


def test_a_release_that_was_taken_back_is_no_candidate(tmp_path: Path):
    releases = Releases(tmp_path / "releases")
    first = add(releases, tmp_path, 1)
    releases.move(first.id, reason="first")
    second = add(releases, tmp_path, 2)
    releases.fail(second.id, "it broke")
    assert releases.candidate() is None
    assert releases.failure(second.id) == "it broke"


def test_five_are_kept_and_never_is_the_live_one_dropped_nor_the_one_before(tmp_path: Path):
    releases = Releases(tmp_path / "releases")
    made = [add(releases, tmp_path, number) for number in range(9)]
    releases.move(made[0].id, reason="old")
    releases.move(made[1].id, reason="old")
    releases.prune()
    assert [one.id for one in releases.all()] == [one.id for one in [*made[:3:-1], made[1], made[0]]]


def test_an_unknown_release_lists_those_there_are(tmp_path: Path):
    releases = Releases(tmp_path / "releases")
    made = add(releases, tmp_path)
    with pytest.raises(CoachError, match="C522") as told:
        releases.get("nope")
    assert made.id in told.value.hint


KILLED = """
import os, signal, sys
from pathlib import Path
from bot.training import Releases
from tests.bot.training.test_releases import add
folder, step, nth = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
seen = 0
def watch(name):
    global seen
    seen += name == step
    if seen == nth:
        os.kill(os.getpid(), signal.SIGKILL)
releases = Releases(folder / "releases", step=watch)
made = add(releases, folder, 2, "second")
releases.move(made.id, reason="second")
"""


@pytest.mark.parametrize(("step", "nth", "added", "moved"), [
    ("part", 1, False, False), ("part", 2, False, False), ("manifest", 1, False, False), ("added", 1, True, False),
    ("before pointer", 1, True, False), ("pointer", 1, True, True),
])
def test_kill_9_at_any_step_leaves_what_is_live_complete(tmp_path: Path, step: str, nth: int, added: bool, moved: bool):
    releases = Releases(tmp_path / "releases")
    first = add(releases, tmp_path, 1)
    releases.move(first.id, reason="first", state=CONFIRMED)
    killed = subprocess.run([sys.executable, "-c", KILLED, str(tmp_path), step, str(nth)], capture_output=True,
                            text=True, env=os.environ | {"PYTHONPATH": "."})
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    live = releases.live()
    releases.verify(live.id)
    assert (live.id != first.id) is moved
    assert len(releases.all()) == 1 + added
    # The next training works, and nothing half-done is left.
    add(releases, tmp_path, 3)
    assert not list((tmp_path / "releases").glob(".new-*"))


def test_a_pointer_that_is_damaged_counts_as_none(tmp_path: Path):
    releases = Releases(tmp_path / "releases")
    made = add(releases, tmp_path)
    releases.move(made.id, reason="x", state=FAILED)
    (tmp_path / "releases/live.json").write_text("{half")
    assert releases.live() is None
