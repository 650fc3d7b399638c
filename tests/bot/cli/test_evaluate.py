import json

import pytest
from typer.testing import CliRunner

from bot.cli import application
from bot.errors import CoachError

TURNS = [
    {"user": "can I say which client I'm visiting?", "expect": {"kind": "answer", "topic": "name-client"}},
    {"user": "shorter please", "expect": {"kind": "text", "also_kinds": ["answer"], "language": "fr"}},
    {"user": "check this: What a day at Delmar Hospitals!",
     "expect": {"kind": "report", "verdict": "stop", "categories": ["client"], "contains_none": ["giraffe"]}},
]


@pytest.fixture
def dialogues(tmp_path):
    def write(name):
        path = tmp_path / f"{name}.jsonl"
        path.write_text(json.dumps({"id": "d1", "lang": "en", "turns": TURNS}), encoding="utf-8")
        return path

    return write


def run(coach, path, *more):
    out = path.parent / "figures"
    command = ["evaluate", "dialogues", "--set", str(path), "--url", coach.url, "--out", str(out), *more]
    return CliRunner().invoke(application(), command), out


def test_dialogues_are_held_and_every_expectation_is_reported(coach, dialogues):
    done, out = run(coach, dialogues("made-up"), "--errors")
    assert done.exit_code == 0, done.output
    figures = json.loads((out / "made-up.json").read_text())
    assert figures["all"] == {"share": 0.875, "part": 7, "whole": 8}
    assert figures["private"] == {"share": 1.0, "part": 4, "whole": 4}
    assert [row["key"] for row in figures["expectations"] if not row["met"]] == ["language"]
    assert "language: wanted fr; got ['en']" in done.output
    assert "| d1 | 2 | language: fr | **no** |" in (out / "made-up.md").read_text()


def test_of_a_sealed_set_only_totals_are_shown(coach, dialogues):
    done, out = run(coach, dialogues("made-up-sealed"))
    assert done.exit_code == 0 and "7 of 8" in done.output and "d1" not in done.output
    assert set(json.loads((out / "made-up-sealed.json").read_text())) == {"set", "all", "protected", "private", "dialogues"}
    refused, _ = run(coach, dialogues("made-up-sealed"), "--errors")
    assert isinstance(refused.exception, CoachError) and refused.exception.code == "C521"
