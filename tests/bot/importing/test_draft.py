"""A document becomes a policy that loads and answers; an empty policy does as well; nothing is ever overwritten."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
import yaml

from bot.answers import nearest_passage
from bot.errors import CoachError
from bot.importing import folder_name, import_policy, new_policy, write_policy
from bot.rulebook import load_rulebook
from tests.bot.importing.build import DOCUMENTS
from tests.bot.importing.conftest import TODAY
from tests.support.coach import WordEncoder

QUESTIONS = yaml.safe_load((DOCUMENTS / "questions.yml").read_text(encoding="utf-8"))
RIGHT_AT_LEAST = 8  # of the ten questions about each policy


@pytest.fixture(scope="session")
def folders(drafts, tmp_path_factory) -> dict[str, Path]:
    place = tmp_path_factory.mktemp("imported")
    for name, draft in drafts.items():
        write_policy(draft, place / name)
    return {name: place / name for name in drafts}


@pytest.mark.models
@pytest.mark.parametrize("name", sorted(QUESTIONS))
def test_at_least_eight_of_ten_questions_get_the_right_clause_before_any_training(name, folders, encoder):
    rulebook = load_rulebook(folders[name])
    wrong = []
    for question, heading in QUESTIONS[name]:
        passage = nearest_passage(rulebook, encoder, question, "en")
        if passage is None or passage.clause_title != heading:
            wrong.append((question, heading, passage and passage.clause_title))
    assert len(QUESTIONS[name]) == 10, "the questions are fixed"
    assert len(wrong) <= 10 - RIGHT_AT_LEAST, wrong


@pytest.mark.models
def test_what_the_documents_say_of_the_company_is_read(drafts):
    read = {name: yaml.safe_load(draft.files["company.yml"]) for name, draft in drafts.items()}
    assert [read[name]["company"]["name"] for name in ("hospital", "retailer", "city")] == [
        "St Aldhelm's Hospital", "Brightbasket", "City of Linden Bay"]
    assert read["retailer"]["company"]["listed"] is True and read["city"]["company"]["listed"] is False
    assert read["retailer"]["company"]["disclosure"]["hashtags"] == ["#BrightbasketCrew"]
    assert "Brightbasket Stores plc" in read["retailer"]["company"]["aliases"]
    reach = {name: {role: contact["reach"] for role, contact in company["contacts"].items()}
             for name, company in read.items()}
    assert reach["hospital"] == {
        "conversation_manager": "ombuds@st-aldhelm.example", "press_office": "press@st-aldhelm.example",
        "person_of_trust": "trust@st-aldhelm.example", "social_media_consultant": "online@st-aldhelm.example",
        "data_protection_officer": "dpo@st-aldhelm.example", "human_resources": "hr@st-aldhelm.example"}
    assert reach["city"]["speak_up_channel"] == "integrity@lindenbay.example"
    assert not any("webmaster" in address for address in reach["city"].values())


@pytest.mark.models
def test_rules_name_the_new_company_and_rest_on_its_clauses(folders):
    rulebook = load_rulebook(folders["hospital"])
    clauses = {rule.category: rulebook.clauses[rule.clause].title["en"] for rule in rulebook.rules}
    assert clauses["secrets"] == "Passwords and access"
    assert clauses["hate-harassment"] == "Colleagues"
    assert clauses["copyright-brand"] == "Logo, uniform and badge"
    assert "competitor-attack" not in clauses, "no clause of the handbook is about competitors"
    assert {entry.id for entry in rulebook.guard} == {entry.id for entry in load_rulebook(Path("policy")).guard}
    text = "".join(path.read_text(encoding="utf-8") for path in folders["hospital"].rglob("*.yml"))
    assert "novalys" not in text.lower()


@pytest.mark.models
def test_the_list_of_what_is_missing_names_it(drafts):
    text = drafts["hospital"].files["MISSING.md"]
    assert "`competitor-attack`: no clause covers it" in text
    assert "- [ ] `investor_relations`: no address was found." in text
    assert "| C3.6 | Journalists | journalist " in text
    assert "`products.public`" in text
    assert "Table of contents" in text.split("## Left out of the document")[1]


def test_a_document_in_another_language_stands_under_english_too_and_the_list_says_so(tmp_path):
    source = tmp_path / "charte.md"
    source.write_text("# Charte\n\n## Journalistes\n\nTransmettez les demandes à presse@acme.example et ne répondez "
                      "jamais vous-même.\n\n## Collègues\n\nDemandez toujours leur accord avant de publier une photo.\n",
                      encoding="utf-8")
    draft = import_policy(source, model_folder=Path("policy"), encoder=WordEncoder(), language="fr", name="Acme",
                          today=TODAY)
    rulebook = write_policy(draft, tmp_path / "acme")
    clause = rulebook.clauses["C1"]
    assert clause.title["fr"] == clause.title["en"] == "Journalistes"
    assert "until it is translated" in draft.files["MISSING.md"]
    assert rulebook.company.contacts["press_office"].reach == "presse@acme.example"


def test_an_empty_policy_validates_and_has_the_guard_and_no_other_rule(tmp_path):
    draft = new_policy(model_folder=Path("policy"), name="Ünïcode & Søns: “A”", languages=("en", "nl"), listed=False,
                       website="https://www.sons.example", reach="ask@sons.example", today=date(2026, 11, 25))
    rulebook = write_policy(draft, tmp_path / "sons")
    assert rulebook.rules == () and len(rulebook.guard) == len(load_rulebook(Path("policy")).guard)
    assert rulebook.company.company.name == "Ünïcode & Søns: “A”"
    assert "ask@sons.example" in rulebook.clauses["C1"].text["en"]
    assert "`secrets`: no clause covers it" in (tmp_path / "sons" / "MISSING.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("kind", ["folder", "file", "dangling link"])
def test_nothing_that_exists_is_overwritten(tmp_path, kind):
    draft = new_policy(model_folder=Path("policy"), name="Acme", languages=("en",), listed=False, website="",
                       reach="", today=TODAY)
    place = tmp_path / "acme"
    if kind == "folder":
        place.mkdir()
    elif kind == "file":
        place.write_text("mine", encoding="utf-8")
    else:
        place.symlink_to(tmp_path / "nowhere")
    with pytest.raises(CoachError, match="there already") as caught:
        write_policy(draft, place)
    assert caught.value.code == "C673"
    assert [path.name for path in tmp_path.iterdir()] == ["acme"]
    if kind == "folder":
        assert not list(place.iterdir())


@pytest.mark.parametrize(("changes", "code"), [({"name": " !! "}, "C676"), ({"languages": ("en", "de")}, "C675")])
def test_what_cannot_be_a_policy_is_refused(changes, code):
    given = {"name": "Acme", "languages": ("en",), "listed": False, "website": "", "reach": "", "today": TODAY}
    with pytest.raises(CoachError) as caught:
        new_policy(model_folder=Path("policy"), **(given | changes))
    assert caught.value.code == code


def test_folder_names_are_plain():
    assert folder_name("St Aldhelm's Hospital") == "policy-st-aldhelm-s-hospital"
