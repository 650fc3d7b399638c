"""A training in a process of its own: followed, cancelled, one at a time; what failed says so."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import pytest

from bot.errors import CoachError
from bot.serve import TrainingJob, read_settings
from bot.serve.candidate import alone
from bot.serve.jobs import CANCELLED, DONE, FAILED, RUNNING
from bot.serve.memory import memory_of


@pytest.fixture
def settings(tmp_path: Path):
    return read_settings({"COACH_RUN": str(tmp_path / "run")}, root=Path("."))


def run_instead(monkeypatch: pytest.MonkeyPatch, program: str) -> None:
    """Another program in the place of the training; everything around it is real."""
    real = subprocess.Popen

    def popen(command, **options):
        return real([sys.executable, "-c", program, "bot.serve.prepare"], **options)

    monkeypatch.setattr("bot.serve.jobs.subprocess.Popen", popen)


def test_a_job_is_followed_to_its_end(settings, monkeypatch: pytest.MonkeyPatch):
    run_instead(monkeypatch, "print('one', flush=True); print('two')")
    job, told = TrainingJob(settings), []
    job.start()
    assert job.wait(told.append).state == DONE
    assert told == ["one", "two"]


def test_a_job_that_fails_says_so_with_its_last_words(settings, monkeypatch: pytest.MonkeyPatch):
    run_instead(monkeypatch, "print('C513 too few'); raise SystemExit(2)")
    job = TrainingJob(settings)
    job.start()
    status = job.wait(lambda line: None)
    assert (status.state, status.lines) == (FAILED, ("C513 too few",))


def test_a_job_is_cancelled_with_what_it_started(settings, monkeypatch: pytest.MonkeyPatch):
    run_instead(monkeypatch, "import subprocess,time; p=subprocess.Popen(['sleep','60']); print(p.pid, flush=True); time.sleep(60)")
    job = TrainingJob(settings)
    job.start()
    while not job.status().lines:
        time.sleep(0.05)
    child = int(job.status().lines[0])
    job.cancel()
    assert job.status().state == CANCELLED
    assert memory_of(child) == 0


def test_only_one_trains_also_between_processes(settings, monkeypatch: pytest.MonkeyPatch):
    run_instead(monkeypatch, "import time; time.sleep(60)")
    job = TrainingJob(settings)
    job.start()
    for second in (job, TrainingJob(settings)):
        assert second.status().state == RUNNING
        with pytest.raises(CoachError, match="C524"):
            second.start()
    job.cancel()
    with alone(settings), pytest.raises(CoachError, match="C524"), alone(settings):
        raise AssertionError("two trainings ran")


def test_a_job_whose_process_was_killed_counts_as_failed(settings, monkeypatch: pytest.MonkeyPatch):
    run_instead(monkeypatch, "import time; time.sleep(60)")
    job = TrainingJob(settings)
    job.start()
    job._process.kill()
    job._process.wait()
    assert TrainingJob(settings).status().state == FAILED


def test_memory_counts_a_process_and_its_children():
    program = "import subprocess,sys; x=bytearray(90_000_000); p=subprocess.Popen([sys.executable,'-c','x=bytearray(90_000_000); print(1, flush=True); input()'], stdout=subprocess.PIPE); p.stdout.readline(); print(1, flush=True); input()"
    with subprocess.Popen([sys.executable, "-c", program], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        process.stdout.readline()
        assert memory_of(process.pid) > 170
        process.kill()
