"""The command line as a person or a build uses it: output and exit codes, in processes of their own where it counts."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.checker import Checker
from bot.cli import application, main
from bot.cli.batch import check_lines
from bot.cli.formats import as_sarif, as_text, line_column
from bot.cli.lines import Line, read_lines
from bot.findings import Draft
from tests.support.coach import DAY, RISKY, WordEncoder, policy

SETTINGS = {"platform": None, "language": None, "as_of": "2026-11-24"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    place = tmp_path_factory.mktemp("policy")
    policy(place)
    return place


@pytest.fixture
def run(folder, monkeypatch):
    """Run a command in this process, with a checker that needs no trained model."""
    monkeypatch.setenv("COACH_POLICY", str(folder))
    monkeypatch.setattr("bot.serve.build_checker", lambda settings, rulebook: Checker(WordEncoder()))

    def invoke(*arguments: str, text: str | bytes = ""):
        return CliRunner().invoke(application(), arguments, input=text, catch_exceptions=True)

    return invoke


def test_exit_codes_say_clear_error_and_could_not(run, tmp_path):
    assert run("check", "-", text="We won the prize").exit_code == 0
    assert run("check", "-", text=RISKY).exit_code == 1
    assert run("check", "-", text="Big news!").exit_code == 0
    assert run("check", "--platform", "myspace", text="x").exit_code == 2
    assert run("check", str(tmp_path / "nothing.txt")).exception.code == "C311"
    assert run("check", text="🎉").exception.code == "C302"
    assert run("check", text=b"\xff\xfe\xff").exception.code == "C311"
    assert run("check", "--as-of", "tomorrow", text="x").exception.code == "C306"


def test_text_names_file_line_column_clause_and_what_was_not_checked(run, tmp_path):
    draft = tmp_path / "draft.txt"
    draft.write_bytes(b"\xef\xbb\xbfHello\r\n\xf0\x9f\x8e\x89 revenue up 40%\r\n")
    shown = run("check", str(draft)).output
    assert f"{draft}:2:3: error:" in shown
    assert "Policy C6" in shown
    assert "Not checked: pictures, links, truth" in shown


def test_json_is_the_report_of_the_contract(run):
    report = json.loads(run("check", "--format", "json", text=RISKY).output)
    assert report["schema"] == "postcoach.report/1"
    assert report["verdict"] == "stop"


def test_sarif_has_rules_levels_regions_and_fixes(rulebook):
    text = f"Hello\n🎉 {RISKY}"
    report = Checker(WordEncoder()).check(Draft(text), rulebook, as_of=DAY, answers={})
    log = json.loads(as_sarif(report, text, "draft.txt", rulebook))
    [made] = log["runs"]
    assert (log["version"], made["columnKind"]) == ("2.1.0", "unicodeCodePoints")
    assert len(made["results"]) == len(report.findings)
    lines = text.split("\n")
    for finding, result in zip(report.findings, made["results"], strict=True):
        region = result["locations"][0]["physicalLocation"]["region"]
        line = lines[region["startLine"] - 1]
        assert line[region["startColumn"] - 1 : region["endColumn"] - 1] == finding.quote
        assert made["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == result["ruleId"] == finding.rule
        assert result["level"] in ("error", "warning", "note")
        assert len(result.get("fixes", [])) == len(finding.fixes)


def test_lines_and_columns_count_code_points_and_crlf_once():
    assert [line_column("a\r\n🎉b\rc\nd", at) for at in (0, 3, 4, 6, 8)] == [(1, 1), (2, 1), (2, 2), (3, 1), (4, 1)]


def test_text_shows_every_finding_of_a_report(rulebook):
    report = Checker(WordEncoder()).check(Draft(RISKY), rulebook, as_of=DAY, answers={})
    shown = as_text(report, RISKY, "x", rulebook)
    assert all(finding.quote in shown and finding.rule in shown for finding in report.findings)


LINES = [
    b'{"id": 1, "text": "We won"}', b"", b'{"id": "two", "text": "' + RISKY.encode() + b'", "platform": "x"}',
    b"nonsense", b'{"id": [4], "text": "x", "platform": "myspace"}', b'{"text": ""}', b"[]",
    b'{"id": 7, "text": "We won", "as_of": null}', b'{"id": "\\ud800", "text": "a"}', b'{"text": "\xff"}',
]  # fmt: skip


def test_a_batch_answers_line_by_line_in_order_and_echoes_ids(rulebook):
    outcomes = list(check_lines(read_lines(io.BytesIO(b"\n".join(LINES))), Checker(WordEncoder()), rulebook, defaults=SETTINGS))
    answers = [json.loads(outcome.line) for outcome in outcomes]
    assert [answer.get("id") for answer in answers] == [1, "two", None, [4], None, None, 7, "\ud800", None]
    assert [outcome.exit_code for outcome in outcomes] == [0, 1, 2, 2, 2, 2, 0, 0, 2]
    codes = [answer["error"]["code"] for answer in answers if "error" in answer]
    assert codes == ["C305", "C304", "C302", "C305", "C305"]
    assert answers[2]["error"]["where"] == "line 4"
    assert answers[1]["verdict"] == "stop"


def test_a_batch_streams(rulebook):
    asked = []

    def lines():
        for number in range(3):
            asked.append(number)
            yield Line(1, b'{"text": "We won"}')

    outcomes = check_lines(lines(), Checker(WordEncoder()), rulebook, defaults=SETTINGS)
    next(outcomes)
    assert asked == [0]


class BrokenChecker:
    def check(self, *args, **options):
        raise RuntimeError("Marzipan")


def test_a_draft_that_breaks_the_checker_does_not_end_the_batch(rulebook):
    outcomes = list(check_lines([Line(1, LINES[0])] * 2, BrokenChecker(), rulebook, defaults=SETTINGS))
    assert [outcome.exit_code for outcome in outcomes] == [2, 2]
    assert "Marzipan" not in outcomes[0].line


def test_policy_validate_counts_and_names_every_problem(run, folder, tmp_path, monkeypatch, capsys):
    assert "No problems" in run("policy", "validate").output
    broken = tmp_path / "policy"
    (broken / "rules").mkdir(parents=True)
    for name in ("company.yml", "guidelines.yml"):
        (broken / name).write_text((folder / name).read_text(encoding="utf-8"), encoding="utf-8")
    rules = (folder / "rules" / "rules.yml").read_text(encoding="utf-8")
    (broken / "rules" / "rules.yml").write_text(rules.replace("severity: error", "severity: eror"), encoding="utf-8")
    monkeypatch.setattr(sys, "argv", ["postcoach", "policy", "validate", str(broken)])
    with pytest.raises(SystemExit) as ended:
        main()
    said = capsys.readouterr().err
    assert ended.value.code == 1
    assert said.count("rules.yml:") == 2
    assert "Did you mean 'error'?" in said


def test_policy_replay_shows_what_is_flagged_now_and_what_no_longer(run, folder, tmp_path):
    drafts = folder / "drafts"
    drafts.mkdir(exist_ok=True)
    (drafts / "en-tests.yml").write_text(
        "language: en\ndrafts:\n  - text: We met Delmar Hospitals\n  - text: Big news!\n  - text: We won\n",
        encoding="utf-8")
    other = tmp_path / "before"
    (other / "rules").mkdir(parents=True)
    for name in ("company.yml", "guidelines.yml"):
        (other / name).write_text((folder / name).read_text(encoding="utf-8"), encoding="utf-8")
    rules = (folder / "rules" / "rules.yml").read_text(encoding="utf-8")
    (other / "rules" / "rules.yml").write_text(rules.replace("phrase: [big news]", "phrase: [we won]").replace(
        '["Big news!"]', '["We won"]').replace('["Some news"]', '["Big news"]'), encoding="utf-8")
    shown = run("policy", "replay", "--against", str(other)).output
    assert "3 drafts: 2 changed, 1 findings more, 1 fewer." in shown
    assert "Big news!\n  + tone (suggestion)" in shown
    assert "We won\n  - tone (suggestion)" in shown


def test_ask_talks_to_a_running_coach(coach, monkeypatch):
    monkeypatch.setenv("COACH_URL", coach.url)
    question = "can I say which client I'm visiting?"
    assert "C7" in CliRunner().invoke(application(), ["ask", question]).output
    shown = CliRunner().invoke(application(), ["ask", question, "--format", "json"])
    assert json.loads(shown.output)["messages"][0]["topic"] == "name-client"


def test_chat_takes_lines_blocks_and_numbers_of_buttons(coach, monkeypatch):
    monkeypatch.setenv("COACH_URL", coach.url)
    typed = 'can the thing with the other thing be online?\n2\n"""\ncheck this:\n' + RISKY + '\n"""\n\n99\n'
    shown = CliRunner().invoke(application(), ["chat"], input=typed)
    assert shown.exit_code == 0
    assert "[2]" in shown.output
    assert "brand kit" in shown.output
    assert "“revenue up”" in shown.output


@pytest.mark.parametrize("url", ["http://127.0.0.1:9", "nonsense"])
def test_ask_without_a_coach_says_how_to_start_one(url):
    shown = subprocess.run([sys.executable, "-m", "bot.cli", "ask", "hello"], capture_output=True, text=True,
                           env={**os.environ, "COACH_URL": url})
    assert shown.returncode == 2
    assert "postcoach serve" in shown.stderr
    assert "Traceback" not in shown.stderr


def test_every_command_has_help(monkeypatch, capsys):
    for command in ("check", "ask", "chat", "serve", "train", "policy"):
        monkeypatch.setattr(sys, "argv", ["postcoach", command, "--help"])
        with pytest.raises(SystemExit) as ended:
            main()
        assert ended.value.code == 0
        assert "Usage" in capsys.readouterr().out
