"""A candidate is made of what is there; a training that fails or is killed changes nothing that is live."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from bot.serve import read_settings
from bot.serve.candidate import alone, engine, usable_release
from bot.training import Releases
from bot.training.releases import CONFIRMED


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A folder with a live release, whose policy has too few drafts to train a judge."""
    (tmp_path / "policy").mkdir()
    for name in ("company.yml", "guidelines.yml"):
        shutil.copy(Path("policy") / name, tmp_path / "policy")
    (tmp_path / "policy/rules").mkdir()
    shutil.copy("tests/support/rules.yml", tmp_path / "policy/rules/rules.yml")
    shutil.copytree("data", tmp_path / "data")
    (tmp_path / "src").mkdir()
    (tmp_path / "src/model").write_text("live")
    releases = Releases(tmp_path / ".models/releases")
    made = releases.add({"model.tar.gz": tmp_path / "src/model"}, fingerprint="aaaaaaa", engine="e",
                        policy_version="p", seconds=1, measures={})
    releases.move(made.id, reason="first", state=CONFIRMED)
    shutil.copytree(".models/encoder", tmp_path / ".models/encoder")
    return tmp_path


def train(project: Path) -> subprocess.Popen[str]:
    environment = os.environ | {"COACH_ROOT": str(project), "COACH_MODELS": ".models", "COACH_STATE": ".state",
                                "COACH_RUN": ".run", "PYTHONPATH": "."}
    return subprocess.Popen([sys.executable, "-m", "bot.serve.prepare"], env=environment, stdout=subprocess.PIPE,
                            stderr=subprocess.STDOUT, text=True)


def live_is_whole(project: Path) -> bool:
    releases = Releases(project / ".models/releases")
    live = releases.live()
    return releases.verify(live.id).fingerprint == "aaaaaaa" and live.state == CONFIRMED


@pytest.mark.models
def test_a_training_that_fails_says_why_and_leaves_what_is_live(project: Path):
    process = train(project)
    said, _ = process.communicate(timeout=300)
    assert process.returncode == 2
    assert "C513" in said
    assert live_is_whole(project)


@pytest.mark.models
@pytest.mark.parametrize("seconds", [0.2, 3.0, 8.0])
def test_kill_9_during_a_training_leaves_what_is_live_and_the_next_one_may_start(project: Path, seconds: float):
    shutil.copytree("policy/drafts", project / "policy/drafts")
    process = train(project)
    time.sleep(seconds)
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert live_is_whole(project)
    with alone(read_settings({}, root=project)):
        pass


def test_a_broken_policy_is_told_before_anything_is_trained(project: Path):
    (project / "policy/company.yml").unlink()
    process = train(project)
    said, _ = process.communicate(timeout=300)
    assert process.returncode == 2
    assert "C201 policy/company.yml" in said
    assert not (project / ".models/judge").exists()


def test_a_release_of_another_engine_is_not_used(project: Path, monkeypatch: pytest.MonkeyPatch):
    settings = read_settings({}, root=project)
    encoder = next((project / ".models/encoder").glob("*/encoder.json"))
    monkeypatch.setattr("bot.serve.candidate.build_encoder", lambda models: encoder.parent)
    assert usable_release(settings) is None
    live = Releases(project / ".models/releases").live()
    path = project / ".models/releases" / live.id / "manifest.json"
    now = engine(settings, json.loads(encoder.read_text())["model_sha256"])
    path.write_text(json.dumps(json.loads(path.read_text()) | {"engine": now}))
    assert usable_release(settings) == live.id
    (project / ".models/releases" / live.id / "model.tar.gz").write_text("evil")
    assert usable_release(settings) is None
