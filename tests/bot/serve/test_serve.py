"""Settings, the trained model's record, ports and processes; the whole product runs in tests/conversations."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest

from bot.errors import CoachError
from bot.serve import current_model, fingerprint, read_settings
from bot.serve.model import model_path, write_record
from bot.serve.processes import _group_exists, rasa_environment, refuse_taken_port, start, stop_group
from bot.serve.train import drop_old_models


@pytest.fixture
def settings(tmp_path):
    made = read_settings({}, root=tmp_path)
    for path in ("config.yml", "domain.yml", "data/nlu.yml", "policy/company.yml", "bot/nlu/part.py"):
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(path)
    made.rasa_models.mkdir()
    made.run.mkdir()
    return made


def test_settings_have_the_documented_defaults():
    settings = read_settings({})
    assert (settings.host, settings.port, settings.rasa_port) == ("127.0.0.1", 8765, 5005)
    assert settings.address == "http://127.0.0.1:8765"


@pytest.mark.parametrize("port", ["0", "65536", "eighty", "-1", ""])
def test_a_port_that_is_none_is_refused(port):
    with pytest.raises(CoachError, match="COACH_PORT"):
        read_settings({"COACH_PORT": port})


def test_no_token_shows_in_a_representation():
    settings = read_settings({"COACH_RASA_TOKEN": "very-secret", "COACH_ACTION_TOKEN": "very-secret"})
    assert "very-secret" not in repr(settings)


@pytest.mark.parametrize("path", ["config.yml", "domain.yml", "data/nlu.yml", "policy/company.yml", "bot/nlu/part.py"])
def test_whatever_training_reads_changes_the_fingerprint(settings, path):
    before = fingerprint(settings, "encoder")
    assert fingerprint(settings, "encoder") == before
    (settings.root / path).write_text("changed")
    assert fingerprint(settings, "encoder") != before
    assert fingerprint(settings, "other encoder") != before


def test_a_model_is_current_for_its_own_fingerprint_only(settings):
    mark = fingerprint(settings, "encoder")
    assert current_model(settings, mark) is None
    path = model_path(settings, mark)
    path.write_bytes(b"model")
    assert current_model(settings, mark) is None
    write_record(path, mark, seconds=3)
    assert current_model(settings, mark) == path
    assert current_model(settings, "0" * 64) is None


def test_a_changed_model_is_refused_with_its_repair(settings):
    mark = fingerprint(settings, "encoder")
    path = model_path(settings, mark)
    path.write_bytes(b"model")
    write_record(path, mark, seconds=3)
    path.write_bytes(b"another")
    with pytest.raises(CoachError, match="damaged") as raised:
        current_model(settings, mark)
    assert raised.value.code == "C531"
    assert path.name in raised.value.hint


def test_only_the_newest_models_are_kept(settings):
    for number in range(5):
        path = settings.rasa_models / f"postcoach-{number}.tar.gz"
        path.write_bytes(b"model")
        os.utime(path, (number, number))
        write_record(path, "mark", seconds=1)
    (settings.rasa_models / "base.tar.gz").write_bytes(b"made by hand")
    drop_old_models(settings, keep=2)
    assert sorted(path.name for path in settings.rasa_models.iterdir()) == [
        "base.tar.gz", "postcoach-3.json", "postcoach-3.tar.gz", "postcoach-4.json", "postcoach-4.tar.gz"]


def test_a_taken_port_is_named_with_its_repair():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(CoachError, match=f"Port {port}") as raised:
            refuse_taken_port("127.0.0.1", port, name="the coach", variable="COACH_PORT")
    assert "COACH_PORT" in raised.value.hint
    refuse_taken_port("127.0.0.1", port, name="the coach", variable="COACH_PORT")


def test_rasa_sees_its_tokens_and_no_telemetry(settings):
    seen = rasa_environment(replace(settings, rasa_token="r", action_token="a"))
    assert (seen["COACH_RASA_TOKEN"], seen["COACH_ACTION_TOKEN"]) == ("r", "a")
    assert seen["RASA_TELEMETRY_ENABLED"] == "false"


PARENT_OF_TWO = "import subprocess, sys, time; subprocess.Popen([sys.executable, '-c', {child!r}]); {rest}"
STUBBORN = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('up', flush=True); time.sleep(60)"


def test_a_group_ends_whole_also_when_a_child_will_not(settings):
    code = PARENT_OF_TWO.format(child=STUBBORN, rest="time.sleep(60)")
    process = start("test", [sys.executable, "-c", code], settings=settings, environment=dict(os.environ))
    log = settings.run / "test.log"
    _until(lambda: "up" in log.read_text())
    began = time.monotonic()
    stop_group(process, patience=0.5)
    assert time.monotonic() - began < 5
    _until(lambda: not _group_exists(process.pid))  # whoever adopts the killed child has to bury it first


@pytest.mark.stack  # the process of its own imports the whole product
@pytest.mark.skipif(sys.platform != "linux", reason="the kernel's parent-death signal is Linux's")
def test_a_child_does_not_outlive_a_supervisor_that_is_killed(settings):
    code = (
        "import os, sys, time; from pathlib import Path; from bot.serve import read_settings;"
        "from bot.serve.processes import start;"
        f"s = read_settings({{}}, root=Path({str(settings.root)!r}));"
        "sleep = [sys.executable, '-c', 'import time; time.sleep(60)'];"
        "p = start('test', sleep, settings=s, environment={**os.environ});"
        "print(p.pid, flush=True); time.sleep(60)"
    )
    parent = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True, cwd=Path.cwd())
    child = int(parent.stdout.readline())
    parent.send_signal(signal.SIGKILL)
    parent.wait()
    parent.stdout.close()
    _until(lambda: not _runs(child))


def _until(done, limit: float = 20.0) -> None:
    end = time.monotonic() + limit
    while not done():
        assert time.monotonic() < end
        time.sleep(0.05)


def _runs(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().split()[2] != "Z"
    except FileNotFoundError:
        return False
