"""The must-pass list: validated with its line, and each failing line told as a sentence."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.checker import Checker
from bot.rulebook import Rulebook, RulebookErrors
from bot.training.must_pass import failed_drafts, failed_questions, load_must_pass
from tests.support.coach import DAY, RISKY, WordEncoder, policy


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("policy")


@pytest.fixture(scope="module")
def rulebook(folder: Path) -> Rulebook:
    return policy(folder)


def listed(folder: Path, rulebook: Rulebook, text: str):
    (folder / "must_pass.yml").write_text(text, encoding="utf-8")
    return load_must_pass(folder, rulebook)


def test_the_shipped_list_is_good():
    from bot.rulebook import load_rulebook

    shipped = load_rulebook(Path("policy"))
    made = load_must_pass(Path("policy"), shipped)
    assert len(made.questions) >= 5
    assert len(made.drafts) >= 5


def test_no_file_is_an_empty_list(tmp_path: Path, rulebook: Rulebook):
    assert load_must_pass(tmp_path, rulebook).questions == ()


@pytest.mark.parametrize(("text", "fault"), [
    ("questions: [{ask: x, topic: likess}]", r"C206 .*:1:\d+.*(?s:.)*Did you mean 'likes'"),
    ("drafts: [{text: x, verdict: fine}]", "C204"),
    ("questions: [{ask: x}]", "C205"),
    ("question: []", "C203"),
])
def test_a_faulty_list_is_refused_with_its_line(folder: Path, rulebook: Rulebook, text: str, fault: str):
    with pytest.raises(RulebookErrors, match=fault):
        listed(folder, rulebook, text)


def test_failing_lines_are_sentences(folder: Path, rulebook: Rulebook):
    must = listed(folder, rulebook, f"""
as_of: 2026-11-24
questions:
  - {{ask: may I like it, topic: likes}}
  - {{ask: may I show it, topic: logo}}
drafts:
  - {{text: "{RISKY}", verdict: stop}}
  - {{text: "{RISKY}", verdict: clear, spares: client}}
  - {{text: "A fine day.", finds: secrets}}
""")
    told = failed_questions(must, lambda texts: ["likes" for _ in texts])
    assert [one.sentence for one in told] == ["“may I show it” must give logo, gives likes."]
    told = failed_drafts(must, Checker(WordEncoder()), rulebook, today=DAY)
    assert [one.sentence.removeprefix(f"“{RISKY}” ") for one in told] == [
        "must be clear, is stop.", "must not find client.", "“A fine day.” must find secrets, finds nothing."]
