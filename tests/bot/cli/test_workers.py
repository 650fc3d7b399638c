"""Many lines over several processes."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest

from bot.cli.lines import MOST, Line, Outcome, read_lines
from bot.cli.workers import over_processes
from bot.errors import CoachError


def prepare(setting: str) -> Callable[[Line], Outcome]:
    """Work that says who did it: slow on demand, and deadly on demand."""
    if setting == "broken":
        raise CoachError("C512", "The learned judge cannot be read.", hint="Run `make train`.", where="here")
    if setting == "dying":
        os._exit(3)

    def work(line: Line) -> Outcome:
        if b"die" in line.raw:
            os.kill(os.getpid(), signal.SIGKILL)
        if b"slow" in line.raw:
            time.sleep(0.2)
        return Outcome(f"{line.number} {os.getpid()}", 0, len(line.raw))

    return work


def lines(*words: str) -> list[Line]:
    return [Line(number, word.encode()) for number, word in enumerate(words, start=1)]


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_outcomes_keep_the_order_of_the_lines_and_several_processes_work():
    given = lines(*("slow" if n % 7 == 0 else "quick" for n in range(120)))
    outcomes = [outcome.line.split() for outcome in over_processes(given, prepare, ["fine"], jobs=2)]
    assert [int(number) for number, _ in outcomes] == list(range(1, 121))
    pids = {int(pid) for _, pid in outcomes}
    assert len(pids) == 2 and os.getpid() not in pids
    assert not any(map(alive, pids))


def test_a_few_lines_start_one_process():
    assert len({outcome.line.split()[1] for outcome in over_processes(lines("a", "b"), prepare, ["fine"], jobs=4)}) == 1


def test_nothing_in_nothing_out():
    assert list(over_processes([], prepare, ["fine"], jobs=2)) == []


def test_a_process_that_dies_loses_its_own_line_alone():
    given = lines("a", '{"id": 5, "text": "die"}', "b", "die", "c")
    outcomes = list(over_processes(given, prepare, ["fine"], jobs=2))
    assert len(outcomes) == 5 and [outcome.exit_code for outcome in outcomes] == [0, 2, 0, 2, 0]
    assert '"id": 5' in outcomes[1].line and "C313" in outcomes[1].line and "line 2" in outcomes[1].line


@pytest.mark.parametrize(("setting", "code"), [("broken", "C512"), ("dying", "C312")])
def test_what_keeps_processes_from_starting_is_told(setting, code):
    with pytest.raises(CoachError) as caught:
        list(over_processes(lines("a"), prepare, [setting], jobs=2))
    assert caught.value.code == code and caught.value.hint


def test_whoever_stops_reading_leaves_no_process_behind():
    outcomes = over_processes(lines(*["slow"] * 200), prepare, ["fine"], jobs=2)
    pid = int(next(outcomes).line.split()[1])
    assert alive(pid)
    outcomes.close()
    assert not alive(pid)


def test_an_outcome_does_not_wait_for_the_next_line():
    def slowly():
        yield Line(1, b"first")
        while not seen:
            time.sleep(0.01)
        yield Line(2, b"second")

    seen: list[Outcome] = []
    for outcome in over_processes(slowly(), prepare, ["fine"], jobs=2):
        seen.append(outcome)
    assert [outcome.line.split()[0] for outcome in seen] == ["1", "2"]


SCRIPT = """
import sys
from bot.cli.workers import over_processes
from tests.bot.cli.test_workers import lines, prepare

if __name__ == "__main__":
    for outcome in over_processes(lines(*["slow"] * 1000), prepare, ["fine"], jobs=2):
        print(outcome.line, flush=True)
"""


@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGKILL, "closed pipe"])
def test_no_process_outlives_the_program(tmp_path, ending):
    script = tmp_path / "run.py"
    script.write_text(SCRIPT, encoding="utf-8")
    process = subprocess.Popen([sys.executable, str(script)], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                               env={**os.environ, "PYTHONPATH": os.getcwd()}, start_new_session=True, text=True)
    pids = {int(process.stdout.readline().split()[1]) for _ in range(3)}
    if ending == "closed pipe":
        process.stdout.close()
    elif ending == signal.SIGINT:
        os.killpg(process.pid, ending)  # a terminal sends it to all of them
    else:
        os.kill(process.pid, ending)
    process.wait(timeout=180)
    limit = time.monotonic() + 60
    while any(map(alive, pids)) and time.monotonic() < limit:
        time.sleep(0.05)
    assert not any(map(alive, pids))


def test_a_line_that_never_ends_is_cut_and_the_next_is_whole():
    source = BytesIO(b"a\n\n" + b"x" * (3 * MOST) + b"\nlast")
    read = list(read_lines(source))
    assert [(line.number, len(line.raw)) for line in read] == [(1, 2), (3, MOST + 1), (4, 4)] and source.closed


@pytest.mark.models
def test_a_batch_of_the_command_is_the_same_over_one_and_two_processes():
    drafts = '{"id": 1, "text": "Great day at Banque Meridian!"}\nnonsense\n\n{"text": "A walk with the dog"}\n'
    outputs = []
    for jobs in ("1", "2"):
        done = subprocess.run([sys.executable, "-m", "bot.cli", "check", "-", "--format", "jsonl", "--jobs", jobs],
                              input=drafts, capture_output=True, text=True, cwd=Path.cwd(), check=False)
        assert done.returncode == 2, done.stderr
        outputs.append(done.stdout)
    assert outputs[0] == outputs[1] and outputs[0].count("\n") == 3
