from __future__ import annotations

import shutil
import time
from datetime import date
from pathlib import Path

import pytest
import yaml

from bot.checker.match import names_on
from bot.rulebook import RulebookErrors, RulebookWatcher, load_drafts, load_rulebook

GUIDELINES = """\
version: "1"
effective: 2026-11-01
clauses:
  - {id: C6, title: {en: Figures}, text: {en: Only published ones.}}
topics:
  - {id: likes, title: {en: Likes}, clauses: [C6], contact: legal, answer: {en: Yes.}, short: {en: Yes.}}
"""
RULES = """\
rules:
  - id: market.unpublished-figure
    category: market-sensitive
    severity: error
    match:
      all: [{recognizer: money}, {phrase: [revenue, margin]}]
    message: “{matched}” looks like a figure we have not published.
    why: Investors must all hear a figure at the same moment.
    fix: our published results
    clause: C6
    examples:
      flag: ["Proud: revenue reached 4.2 million!"]
      pass: ["I earn 2,900 a month"]
"""


@pytest.fixture
def policy(tmp_path) -> Path:
    folder = tmp_path / "policy"
    (folder / "drafts").mkdir(parents=True)
    shutil.copy("policy/company.yml", folder)
    (folder / "guidelines.yml").write_text(GUIDELINES, encoding="utf-8")
    (folder / "rules.yml").write_text(RULES, encoding="utf-8")
    return folder


def _break(folder: Path, old: str, new: str, file: str = "rules.yml") -> str:
    path = folder / file
    path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    with pytest.raises(RulebookErrors) as caught:
        load_rulebook(folder)
    return str(caught.value)


def test_shipped_policy_has_every_clause_topic_and_category():
    rulebook = load_rulebook(Path("policy"))
    assert set(rulebook.clauses) == {f"C{n}" for n in range(1, 24)}
    assert len(rulebook.topics) == 63
    assert all(rulebook.contact(topic.contact).reach for topic in rulebook.topics.values())


def test_misspelt_severity_shows_line_caret_and_repair(policy):
    message = _break(policy, "severity: error", "severity: eror")
    assert "policy/rules.yml:4:15" in message and "rule market.unpublished-figure" in message
    assert "    severity: eror\n              ^" in message and "Did you mean 'error'?" in message


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("    why:", "    wy: x\n    why:", "unknown key 'wy'. Did you mean 'why'?"),
        ("clause: C6", "clause: C60", "no clause 'C60'. Did you mean 'C6'?"),
        ("phrase: [revenue, margin]", "phrase: []", "at least 1 item"),
        ("phrase: [revenue, margin]", 'phrase: ["--"]', "has no letter, so it could never fire"),
        ("phrase: [revenue, margin]", 'regex: ["(a+)+$|"]', "matches the empty text"),
        ("phrase: [revenue, margin]", 'regex: ["(?=a)b"]', "RE2 syntax"),
        ("phrase: [revenue, margin]", "list: clients.cleard", "Did you mean 'clients.cleared'?"),
        ("phrase: [revenue, margin]", "pattern: [{LOWER: {REGEX: x}}]", "Use 'regex:' (RE2)"),
        ("phrase: [revenue, margin]", "pattern: [{LOVER: x}]", "is no token pattern"),
        ("recognizer: money", "recognizer: monny", "Did you mean 'money'?"),
        ("    clause: C6\n", "", "lacks 'clause'"),
        ("    clause: C6\n", "    clause: C6\n    clause: C6\n", "stands here twice"),
        ("rules:\n", "rules: [\n", "is not valid YAML"),
    ],
)  # fmt: skip
def test_each_fault_is_told_with_its_place_and_repair(policy, old, new, expected):
    message = _break(policy, old, new)
    assert expected in message and "policy/rules.yml:" in message


def test_all_faults_come_together_in_file_order(policy):
    _break(policy, "contact: legal", "contact: leagl", "guidelines.yml")
    message = _break(policy, "clause: C6", "clause: C9")
    assert message.index("guidelines.yml:6") < message.index("rules.yml:10")
    assert "Did you mean 'legal'?" in message and "no clause 'C9'" in message


def test_same_id_twice_names_the_other_line(policy):
    text = (policy / "rules.yml").read_text(encoding="utf-8")
    (policy / "rules.yml").write_text(text + text.removeprefix("rules:\n"), encoding="utf-8")
    with pytest.raises(RulebookErrors, match="has the same id as line 2"):
        load_rulebook(policy)


def test_missing_and_undecodable_files_are_problems_not_crashes(policy):
    (policy / "guidelines.yml").unlink()
    (policy / "rules.yml").write_bytes(b"rules: \xff\xfe")
    with pytest.raises(RulebookErrors) as caught:
        load_rulebook(policy)
    assert "is missing" in str(caught.value) and "not UTF-8" in str(caught.value)


def test_change_is_live_within_a_second_and_a_broken_one_never(policy):
    watcher = RulebookWatcher(policy)
    watcher.start()
    try:
        first = watcher.current.version
        path = policy / "rules.yml"
        path.write_text(RULES.replace("4.2 million", "4.3 million"), encoding="utf-8")
        _wait(lambda: watcher.current.version != first)
        good = watcher.current.version
        path.write_text(RULES.replace("severity: error", "severity: eror"), encoding="utf-8")
        _wait(lambda: watcher.errors is not None)
        assert watcher.current.version == good
        path.write_text(RULES, encoding="utf-8")
        _wait(lambda: watcher.current.version == first and watcher.errors is None)
    finally:
        watcher.stop()


def _wait(condition, seconds: float = 1.0) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "not within a second"
        time.sleep(0.02)


def test_role_without_an_entry_falls_back_along_the_chain(policy):
    path = policy / "company.yml"
    company = yaml.safe_load(path.read_text(encoding="utf-8"))
    company["contacts"].pop("social_media_consultant")
    company["contacts"].pop("legal")
    path.write_text(yaml.safe_dump(company, allow_unicode=True), encoding="utf-8")
    text = (policy / "guidelines.yml").read_text(encoding="utf-8").replace("contact: legal", "contact: human_resources")
    (policy / "guidelines.yml").write_text(text, encoding="utf-8")
    text = path.read_text(encoding="utf-8").replace("- social_media_consultant\n", "")
    path.write_text(text, encoding="utf-8")
    rulebook = load_rulebook(policy)
    assert rulebook.company.contact_key("legal") == "social_media_strategist"


def test_embargo_that_has_passed_frees_its_product():
    company = load_rulebook(Path("policy")).company
    assert "Halo 3" in names_on(company, "products.unreleased", date(2027, 3, 14))
    assert "Halo 3" not in names_on(company, "products.unreleased", date(2027, 3, 15))
    assert names_on(company, "embargoes", date(2027, 3, 14)) == ["Halo 3"]


def test_label_whose_quote_is_not_in_the_text_is_an_error(policy):
    (policy / "drafts" / "en.yml").write_text(
        "language: en\ndrafts:\n  - text: Revenue is up\n    labels:\n"
        "      - {category: tone, severity: warning, quote: revenue}\n", encoding="utf-8")
    with pytest.raises(RulebookErrors, match=r"drafts/en\.yml:5:\d+"):
        load_drafts(policy)


def test_placeholders_hide_every_listed_name():
    rulebook = load_rulebook(Path("policy"))
    text = rulebook.placeholders("Thermex and Hotel Belvoir saw Kestrel at Novalys NV")
    assert not any(name in text for name in ("Thermex", "Belvoir", "Kestrel", "Novalys"))
