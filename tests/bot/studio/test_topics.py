"""Answers per language, examples with their neighbours, entries as YAML, two people at once."""

from __future__ import annotations

from bot.rulebook import load_rulebook
from bot.studio.entries import entry_text, with_entry
from tests.support.studio import Office, Visitor


def topic(office: Office, name: str = "likes"):
    return load_rulebook(office.folder / "policy").topics[name]


def test_one_answer_changes_and_everything_else_stays(office: Office, ann: Visitor):
    before = office.text("policy/guidelines.yml")
    answer = ann.send("/topics/likes", "/topics/likes/answer", **{"answer.nl": "Ja hoor."})
    assert answer.status_code == 303, answer.text
    assert topic(office).answer["nl"] == "Ja hoor."
    assert office.watcher.current.topics["likes"].answer["nl"] == "Ja hoor."
    changed = set(office.text("policy/guidelines.yml").splitlines()) - set(before.splitlines())
    assert {line.strip() for line in changed} == {"Ja hoor."}
    assert "Saved. The new answer is live." in ann.page("/topics/likes")


def test_a_language_is_taken_away_and_given_back(office: Office, ann: Visitor):
    ann.send("/topics/likes", "/topics/likes/answer", **{"short.fr": ""})
    assert "fr" not in topic(office).short
    ann.send("/topics/likes", "/topics/likes/answer", **{"short.fr": "Oui."})
    assert topic(office).short["fr"] == "Oui."


def test_the_second_of_two_is_told_and_saves_on_top_without_loss(office: Office, ann: Visitor):
    bob = office.visitor(role="editor", name="Bob")
    seen = bob.hidden(bob.page("/topics/likes"), "/topics/likes/answer")
    ann.send("/topics/likes", "/topics/likes/answer", reason="clearer", **{"answer.en": "Ann's answer."})
    fields = seen | {"answer.en": seen["was:answer.en"], "short.en": "Bob's short one.", "reason": "shorter"}
    answer = bob.client.post("/studio/topics/likes/answer", data=fields)
    assert answer.status_code == 409
    assert all(words in answer.text for words in ("Somebody changed this file meanwhile", "Ann", "clearer", "Bob&#39;s short one.", "Ann&#39;s answer."))
    assert topic(office).short["en"] != "Bob's short one."
    again = bob.hidden(answer.text, "/topics/likes/answer")
    fields = again | {"answer.en": again["was:answer.en"], "short.en": "Bob's short one.", "reason": "shorter"}
    assert bob.client.post("/studio/topics/likes/answer", data=fields).status_code == 303
    assert (topic(office).answer["en"], topic(office).short["en"]) == ("Ann's answer.", "Bob's short one.")


def test_what_is_wrong_is_said_while_one_types_and_nothing_is_written(office: Office, ann: Visitor):
    before = office.text("policy/guidelines.yml")
    found = ann.send("/topics/likes", "/topics/likes/answer", to="/validate", clauses="C2, C99").json()
    assert not found["ok"]
    assert "no clause 'C99'" in found["problems"][0]["text"]
    assert ann.send("/topics/likes", "/topics/likes/answer", to="/validate", **{"answer.en": "Fine."}).json()["ok"]
    assert office.text("policy/guidelines.yml") == before


def test_a_change_without_a_reason_is_refused(ann: Visitor):
    assert "C224" in ann.send("/topics/likes", "/topics/likes/answer", reason=" ", **{"answer.en": "New."}).text


def test_a_near_duplicate_and_a_neighbour_are_told_before_they_are_added(office: Office, ann: Visitor):
    ann.page("/topics")
    neighbours = next(route for route in office.app.routes if route.name == "studio").app.state.neighbours
    neighbours.read()
    found = ann.send("/topics/likes", "/topics/likes/questions", to="/validate", texts="work posts allowed", language="en").json()
    assert found["ok"]
    assert any("“work posts allowed?” of “May I post about my work?”" in note for note in found["notes"])
    twice = ann.send("/topics/likes", "/topics/likes/questions", to="/validate", texts="work posts allowed?", language="en").json()
    assert "stands under" in twice["problems"][0]["text"]


def test_an_example_comes_and_goes(office: Office, ann: Visitor):
    before = office.text("data/nlu_fr.yml")
    ann.send("/topics/likes", "/topics/likes/questions", texts="puis-je liker ça ou pas du tout ?", language="fr")
    assert "puis-je liker ça ou pas du tout ?" in ann.page("/topics/likes")
    ann.send("/topics/likes", "/topics/likes/forget", text="puis-je liker ça ou pas du tout ?", language="fr")
    assert office.text("data/nlu_fr.yml") == before


def test_an_undo_from_the_list_of_changes(office: Office, ann: Visitor):
    before = office.text("policy/guidelines.yml")
    ann.send("/topics/likes", "/topics/likes/answer", reason="a try", **{"answer.en": "Wrong."})
    page = ann.page("/changes")
    assert "a try" in page
    number = page.split("/changes/")[1].split("/undo")[0]
    assert ann.send("/changes", f"/changes/{number}/undo", reason="it was better").status_code == 303
    assert office.text("policy/guidelines.yml") == before


def test_an_entry_is_edited_as_yaml_and_its_comment_stays(office: Office, ann: Visitor):
    page = ann.page("/clauses/C2")
    assert "id: C2" in page
    text = entry_text(office.text("policy/guidelines.yml"), ("clauses", 1), file="g")
    ann.send("/clauses/C2", "/clauses/C2/yaml", yaml=text.replace("id: C2", "# agreed in May\nid: C2").replace("# agreed in May\nid: C2", "id: C2  # agreed in May"))
    assert "  - id: C2  # agreed in May\n" in office.text("policy/guidelines.yml")
    broken = ann.send("/clauses/C2", "/clauses/C2/yaml", yaml="id: C2\n  title: [")
    assert broken.status_code == 422
    assert "line" in broken.text


def test_an_entry_put_back_unchanged_changes_nothing():
    for file in ("policy/guidelines.yml", "policy/rules/confidential.yml"):
        from pathlib import Path

        text = Path(file).read_text(encoding="utf-8")
        part = "clauses" if "guidelines" in file else "rules"
        for number in range(4):
            place = (part, number)
            assert with_entry(text, place, entry_text(text, place, file=file), file=file) == text
