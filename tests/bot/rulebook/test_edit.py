"""Saving, conflicts, undo, audit, git, and being killed at every step."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
import yaml

from bot.errors import CoachError
from bot.rulebook import Author, By, EditConflict, Editor, Put, RulebookErrors, RulebookWatcher, load_rulebook
from bot.rulebook import edit_changes as changes
from bot.store import EditTrail, StoreSettings, open_store

ANN, BOB = Author("editor", "ann"), Author("editor", "bob")
COMPANY, GUIDELINES = "policy/company.yml", "policy/guidelines.yml"


def project(folder: Path) -> Path:
    for name in ("policy", "data"):
        shutil.copytree(name, folder / name)
    shutil.copy("domain.yml", folder)
    return folder


class Desk:
    """A project folder with its editor and store."""

    def __init__(self, folder: Path, **options) -> None:
        self.folder = folder
        self.store = open_store(StoreSettings(state=folder / "state"))
        self.trail = EditTrail(self.store.audit)
        self.editor = Editor(folder, folder / "policy", folder / "state", self.trail, **({"commit": False} | options))

    def do(self, steps, author=ANN, reason="because"):
        return self.editor.change(steps, changes.digests_of(self.editor, steps), author=author, reason=reason)

    def text(self, file: str) -> str:
        return (self.folder / file).read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def copied(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return project(tmp_path_factory.mktemp("project"))


@pytest.fixture
def desk(copied: Path, tmp_path: Path):
    shutil.copytree(copied, tmp_path, dirs_exist_ok=True)
    made = Desk(tmp_path)
    yield made
    made.store.close()


def test_an_answer_is_changed_written_down_and_undone(desk: Desk):
    before = desk.text(GUIDELINES)
    saved = desk.do(changes.put_topic("likes", "short", "Like what you like.", language="en"), reason="shorter")
    assert load_rulebook(desk.folder / "policy").topics["likes"].short["en"] == "Like what you like."
    (edit,) = desk.trail.edits(GUIDELINES)
    assert (edit.author, edit.reason, edit.files[0].after) == (ANN, "shorter", saved.digests[GUIDELINES])
    desk.editor.undo(edit.number, author=BOB, reason="it was better")
    assert desk.text(GUIDELINES) == before
    assert [one.author.subject for one in desk.trail.edits(GUIDELINES)] == ["bob", "ann"]


def test_an_undo_leaves_later_changes_elsewhere_alone(desk: Desk):
    desk.do(changes.add_to_list("clients.do_not_name", "Acme Bank"))
    (first,) = desk.trail.edits(COMPANY)
    desk.do(changes.put_contact("legal", "reach", "law@novalys.example"))
    desk.editor.undo(first.number, author=ANN, reason="no client after all")
    company = load_rulebook(desk.folder / "policy").company
    assert "Acme Bank" not in company.clients.do_not_name
    assert company.contacts["legal"].reach == "law@novalys.example"


def test_an_undo_of_what_was_changed_since_is_refused(desk: Desk):
    desk.do(changes.put_topic("likes", "short", "One.", language="en"))
    (first,) = desk.trail.edits()
    desk.do(changes.put_topic("likes", "short", "Two.", language="en"))
    with pytest.raises(CoachError, match="C227"):
        desk.editor.undo(first.number, author=ANN, reason="back")
    with pytest.raises(CoachError, match="C227"):
        desk.editor.undo(999, author=ANN, reason="back")


def test_the_second_of_two_editors_is_told_and_nothing_is_overwritten(desk: Desk):
    seen = {COMPANY: desk.editor.read(COMPANY).digest}
    desk.editor.change(changes.add_to_list("clients.do_not_name", "Acme Bank"), seen, author=ANN, reason="new client")
    with pytest.raises(EditConflict) as told:
        desk.editor.change(changes.add_to_list("clients.do_not_name", "Zeta"), seen, author=BOB, reason="mine")
    assert told.value.code == "C223"
    assert "ann" in told.value.hint
    assert "new client" in told.value.hint
    assert "Acme Bank" in told.value.hint
    assert "Zeta" not in desk.text(COMPANY)


def test_a_change_by_hand_is_a_conflict_too(desk: Desk):
    seen = {COMPANY: desk.editor.read(COMPANY).digest}
    path = desk.folder / COMPANY
    path.chmod(0o644)
    path.write_text(desk.text(COMPANY) + "# by hand\n", encoding="utf-8")
    with pytest.raises(EditConflict, match="outside of the studio"):
        desk.editor.change(changes.add_to_list("competitors", "Zeta"), seen, author=BOB, reason="mine")


def test_a_faulty_change_is_refused_with_its_line_and_the_file_stays(desk: Desk):
    before = desk.text(GUIDELINES)
    with pytest.raises(RulebookErrors, match=r"C206 policy/guidelines.yml:\d+"):
        desk.do(changes.put_topic("likes", "contact", "nobody"))
    page = desk.editor.read(GUIDELINES)
    with pytest.raises(RulebookErrors, match="C201"):
        desk.editor.save({GUIDELINES: "a: [b"}, {GUIDELINES: page.digest}, author=ANN, reason="oops")
    assert desk.text(GUIDELINES) == before
    assert desk.trail.edits() == []


def test_a_change_needs_a_reason_and_must_change_something(desk: Desk):
    with pytest.raises(CoachError, match="C224"):
        desk.do(changes.add_to_list("competitors", "Zeta"), reason=" ")
    same = changes.put_contact("legal", "reach", "legal@novalys.example")
    with pytest.raises(CoachError, match="C228"):
        desk.do(same)


@pytest.mark.parametrize("file", ["../etc/passwd", "policy/../x.yml", "bot/errors.py", "policy/rules/a/b.yml", "/etc/x.yml"])
def test_only_policy_and_examples_are_edited(desk: Desk, file: str):
    with pytest.raises(CoachError, match="C225"):
        desk.editor.read(file)


def test_a_new_topic_reaches_all_four_files_at_once_and_is_undone_as_one(desk: Desk):
    files = [GUIDELINES, "domain.yml", "data/rules.yml", "data/nlu.yml"]
    before = [desk.text(file) for file in files]
    desk.do(changes.new_topic(
        desk.editor, "pets", title="Pets", answer="Pets are welcome in pictures.", short="Yes.", clauses=["C2"],
        contact="social_media_consultant", questions=["may i post my dog at work", "office cat on insta?"]))
    assert load_rulebook(desk.folder / "policy").topics["pets"].answer["en"] == "Pets are welcome in pictures."
    assert "pets" in yaml.safe_load(desk.text("domain.yml"))["intents"]
    nlu = yaml.safe_load(desk.text("data/nlu.yml"))["nlu"]
    assert nlu[-1] == {"intent": "pets", "examples": "- may i post my dog at work\n- office cat on insta?\n"}
    assert {"intent": "pets"} in yaml.safe_load(desk.text("data/rules.yml"))["rules"][0]["steps"][0]["or"]
    (edit,) = desk.trail.edits()
    desk.editor.undo(edit.number, author=ANN, reason="no")
    assert [desk.text(file) for file in files] == before


def test_an_inbox_item_becomes_an_example_without_placeholders(desk: Desk):
    desk.do(changes.add_question(desk.editor, "name-client", "may I say that [client] paid [amount]?\n", language="en"))
    assert "      - may I say that client company paid an amount?\n" in desk.text("data/nlu.yml")
    desk.do(changes.remove_question(desk.editor, "name-client", "may I say that client company paid an amount?", language="en"))
    assert desk.text("data/nlu.yml") == Path("data/nlu.yml").read_text(encoding="utf-8")


def test_an_example_of_another_topic_is_refused_with_its_place(desk: Desk):
    with pytest.raises(RulebookErrors, match=r"stands under post-about-work too, at data/nlu.yml:\d+|stands under likes too, at data/nlu.yml:\d+"):
        desk.do(changes.add_question(desk.editor, "likes", "work posts allowed?", language="en"))


def test_a_rule_gets_an_example_a_milder_level_and_a_draft(desk: Desk):
    rule = load_rulebook(desk.folder / "policy").rules[0]
    desk.do(changes.add_rule_example(desk.editor, rule.id, "pass", "A harmless line, with: signs # and all."))
    desk.do(changes.put_rule(desk.editor, rule.id, "stage", "preview"))
    desk.do(changes.put_rule(desk.editor, rule.id, "why", "Because so.", language="en"))
    desk.do(changes.add_labelled_draft("Our door code is 1234.", [
        {"category": "secrets", "severity": "error", "quote": "door code is 1234"}], language="en"))
    after = next(one for one in load_rulebook(desk.folder / "policy").rules if one.id == rule.id)
    assert after.examples.pass_[-1] == "A harmless line, with: signs # and all."
    assert (after.stage, after.why["en"]) == ("preview", "Because so.")
    assert "door code is 1234" in desk.text("policy/drafts/en-inbox.yml")


def test_a_labelled_draft_whose_quote_is_not_in_it_is_refused(desk: Desk):
    with pytest.raises(RulebookErrors, match="C208"):
        desk.do(changes.add_labelled_draft("Our door.", [
            {"category": "secrets", "severity": "error", "quote": "code"}], language="en"))
    assert not (desk.folder / "policy/drafts/en-inbox.yml").exists()


def test_a_saved_list_is_live_in_under_a_second(desk: Desk):
    watcher = RulebookWatcher(desk.folder / "policy")
    desk.editor._saved = watcher.refresh
    desk.do(changes.add_to_list("competitors", "Warm-up"))
    start = time.perf_counter()
    desk.do(changes.add_to_list("competitors", "Zeta"))
    assert "Zeta" in watcher.current.company.competitors
    assert time.perf_counter() - start < 1.0


def test_a_file_with_windows_line_ends_keeps_them(desk: Desk):
    path = desk.folder / COMPANY
    path.chmod(0o644)
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    desk.do(changes.add_to_list("competitors", "Zeta"))
    content = path.read_bytes()
    assert b"Zeta" in content
    assert content.count(b"\n") == content.count(b"\r\n")


def test_a_change_is_a_commit_of_its_files_alone(copied: Path, tmp_path: Path):
    shutil.copytree(copied, tmp_path, dirs_exist_ok=True)

    def git(*words: str) -> str:
        return subprocess.run(["git", *words], cwd=tmp_path, check=True, capture_output=True, text=True).stdout

    git("init", "-q")
    git("add", "policy", "data", "domain.yml")
    git("-c", "user.name=x", "-c", "user.email=x@x.example", "commit", "-q", "-m", "start")
    (tmp_path / "data/nlu_fr.yml").write_text("half done", encoding="utf-8")
    git("add", "data/nlu_fr.yml")
    desk = Desk(tmp_path, commit=True)
    saved = desk.do(changes.add_to_list("competitors", "Zeta"), reason="a new one")
    assert saved.commit == git("rev-parse", "HEAD").strip()
    assert git("show", "--name-only", "--format=%an <%ae>%n%s").split("\n")[:4] == [
        "ann <editor@postcoach.invalid>", "policy: a new one", "", "policy/company.yml"]
    assert "M  data/nlu_fr.yml" in git("status", "--short")
    desk.store.close()


def test_a_checkout_without_git_saves_all_the_same(copied: Path, tmp_path: Path):
    shutil.copytree(copied, tmp_path, dirs_exist_ok=True)
    desk = Desk(tmp_path, commit=True)
    saved = desk.do(changes.add_to_list("competitors", "Zeta"))
    assert saved.commit is None
    assert "Zeta" in desk.text(COMPANY)
    desk.store.close()


KILLED = """
import os, signal, sys
from pathlib import Path
from tests.bot.rulebook.test_edit import Desk, changes
step, nth = sys.argv[2], int(sys.argv[3])
seen = 0
def watch(name):
    global seen
    seen += name == step
    if seen == nth:
        os.kill(os.getpid(), signal.SIGKILL)
desk = Desk(Path(sys.argv[1]), step=watch)
desk.do(changes.new_topic(desk.editor, "pets", title="Pets", answer="Pets are welcome.", short="Yes.", clauses=["C2"],
        contact="social_media_consultant", questions=["may i post my dog at work", "office cat on insta?"]))
"""
FILES = [GUIDELINES, "domain.yml", "data/rules.yml", "data/nlu.yml"]


@pytest.mark.parametrize(("step", "nth", "done"), [
    ("written", 1, False), ("written", 4, False), ("journal written", 1, False), ("journal", 1, True),
    ("replaced", 1, True), ("replaced", 3, True), ("noted", 1, True), ("finished", 1, True),
])
def test_kill_9_at_any_step_of_a_save_leaves_all_files_old_or_all_new(copied: Path, tmp_path: Path, step, nth, done):
    shutil.copytree(copied, tmp_path, dirs_exist_ok=True)
    before = [(tmp_path / file).read_text(encoding="utf-8") for file in FILES]
    killed = subprocess.run([sys.executable, "-c", KILLED, str(tmp_path), step, str(nth)], capture_output=True, text=True,
                            env=os.environ | {"PYTHONPATH": "."})
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    desk = Desk(tmp_path)
    after = [desk.text(file) for file in FILES]
    desk.editor.check(dict(zip(FILES, after, strict=True)))
    assert (after == before) is not done
    assert ("pets" in load_rulebook(tmp_path / "policy").topics) is done
    assert len(desk.trail.edits()) == int(done)
    assert not [path for path in tmp_path.rglob("*") if "postcoach-new" in path.name or path.name.startswith("edit-journal")]
    desk.store.close()


def test_a_step_at_a_place_that_is_gone_changes_nothing(desk: Desk):
    with pytest.raises(CoachError, match="C222"):
        desk.do({GUIDELINES: [Put(("topics", By("id", "nothing"), "short", "en"), "x")]})
    assert desk.trail.edits() == []
