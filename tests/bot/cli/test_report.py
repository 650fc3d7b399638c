"""``postcoach report`` writes a month in three forms and refuses what is no month."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.cli import application
from bot.errors import CoachError
from bot.store import Event, StoreSettings, open_store


@pytest.fixture
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("COACH_STATE", str(tmp_path))
    store = open_store(StoreSettings(state=tmp_path))
    for _ in range(7):
        store.counters.count(Event("question", "salary", "", "web", "en", "answered"), today=date(2026, 10, 5))
    store.close()
    return tmp_path


@pytest.mark.parametrize(("form", "part"), [
    ("markdown", "# Postcoach, October 2026"), ("html", "<h1>Postcoach, October 2026</h1>"),
    ("csv", "question,salary,answered,7"),
])
def test_report_writes_the_month(state: Path, form: str, part: str):
    told = CliRunner().invoke(application(), ["report", "--month", "2026-10", "--format", form])
    assert told.exit_code == 0
    assert part in told.output


def test_report_goes_to_a_file(state: Path, tmp_path: Path):
    told = CliRunner().invoke(application(), ["report", "--month", "2026-10", "--out", str(tmp_path / "r.md")])
    assert told.output == ""
    assert "| 7 |" in (tmp_path / "r.md").read_text()


def test_report_refuses_what_is_no_month(state: Path):
    told = CliRunner().invoke(application(), ["report", "--month", "2026-13"])
    assert isinstance(told.exception, CoachError)
    assert told.exception.code == "C605"
