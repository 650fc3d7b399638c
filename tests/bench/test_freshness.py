import shutil
from pathlib import Path

import pytest
import yaml

from bench.freshness import SENTENCE, TOPIC, add_example, add_to_answer, lay_out


def test_an_answer_is_edited_in_place_and_nothing_else(tmp_path):
    path = tmp_path / "guidelines.yml"
    shutil.copy("policy/guidelines.yml", path)
    before = yaml.safe_load(path.read_text(encoding="utf-8"))
    add_to_answer(path, TOPIC, "Frindle number 1.")
    after = yaml.safe_load(path.read_text(encoding="utf-8"))
    for topics in (before, after):
        topics["topics"] = {topic["id"]: topic for topic in topics["topics"]}
    changed = after["topics"][TOPIC]["answer"]
    assert changed["en"] == "Frindle number 1. " + before["topics"][TOPIC]["answer"]["en"]
    changed["en"] = before["topics"][TOPIC]["answer"]["en"]
    assert after == before


def test_an_example_is_added_to_its_topic(tmp_path):
    path = tmp_path / "nlu.yml"
    shutil.copy("data/nlu.yml", path)
    before = {entry["intent"]: entry["examples"] for entry in yaml.safe_load(path.read_text(encoding="utf-8"))["nlu"]}
    add_example(path, TOPIC, SENTENCE)
    after = {entry["intent"]: entry["examples"] for entry in yaml.safe_load(path.read_text(encoding="utf-8"))["nlu"]}
    assert after.pop(TOPIC) == f"- {SENTENCE}\n" + before.pop(TOPIC)
    assert after == before


def test_a_topic_that_is_not_there_is_told(tmp_path):
    for name, edit in (("policy/guidelines.yml", add_to_answer), ("data/nlu.yml", add_example)):
        path = tmp_path / Path(name).name
        shutil.copy(name, path)
        with pytest.raises(RuntimeError, match="giraffes"):
            edit(path, "giraffes", "words")


def test_the_copy_of_a_project_shares_programs_and_nothing_that_is_edited(tmp_path):
    project = tmp_path / "project"
    for name in ("policy", "data", "bot", ".models/encoder", ".models/judge", "models", ".state"):
        (project / name).mkdir(parents=True)
        (project / name / "file").write_text(name)
    root = tmp_path / "copy"
    settings = lay_out(project, root)
    for name in ("policy", "data", ".models/judge", "models"):
        (root / name / "file").write_text("edited")
        assert (project / name / "file").read_text() == name
    assert (root / "bot").resolve() == (project / "bot").resolve()
    assert (root / ".models" / "encoder" / "file").read_text() == ".models/encoder"
    assert not (root / ".state").exists()
    assert settings["COACH_ROOT"] == str(root)
