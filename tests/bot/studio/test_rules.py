"""Rules: a change, its examples, and its effect on the labelled drafts before it is saved."""

from __future__ import annotations

import threading
import time
from html import unescape

import pytest

from bot.errors import CoachError
from bot.rulebook import load_rulebook
from bot.studio.jobs import CANCELLED, Jobs
from tests.support.studio import Office, Visitor

RULE = "confidential.code-name"


def rule(office: Office):
    return next(one for one in load_rulebook(office.folder / "policy").rules if one.id == RULE)


def test_severity_words_and_proposals_change_and_nothing_else(office: Office, ann: Visitor):
    assert RULE in ann.page("/rules?category=confidential")
    before = set(office.text("policy/rules/confidential.yml").splitlines())
    answer = ann.send(f"/rules/{RULE}", f"/rules/{RULE}/change", **{
        "severity": "warning", "why.en": "Rivals read along.", "fix.0": "words", "fix.0.en": "my project", "fix.0.fr": "mon projet",
        "fix.0.nl": "", "fix.1": "drop-sentence", "fix.2": ""})
    assert answer.status_code == 303, answer.text
    after = rule(office)
    assert (after.severity.value, after.why["en"], after.why["nl"][:5]) == ("warning", "Rivals read along.", "Samen")
    assert after.fix == [{"en": "my project", "fr": "mon projet"}, "drop-sentence"]
    assert len(set(office.text("policy/rules/confidential.yml").splitlines()) - before) <= 5


def test_an_example_says_whether_the_rule_does_so_already(office: Office, ann: Visitor):
    page, action = f"/rules/{RULE}", f"/rules/{RULE}/examples"
    found = ann.send(page, action, to="/validate", kind="flag", text="Kestrel is nearly ready.").json()
    assert found["notes"] == ["The rule does so already."]
    found = ann.send(page, action, to="/validate", kind="pass", text="Kestrel is nearly ready.").json()
    assert found["notes"][0].startswith("The rule still flags these words.")
    ann.send(page, action, kind="flag", text="Kestrel is nearly ready.")
    assert rule(office).examples.flag[-1] == "Kestrel is nearly ready."
    ann.send(page, f"/rules/{RULE}/forget", kind="flag", text="Kestrel is nearly ready.")
    assert "Kestrel is nearly ready." not in rule(office).examples.flag


def test_the_effect_is_shown_before_anything_is_saved_and_then_saved(office: Office, ann: Visitor):
    before = office.text("policy/rules/confidential.yml")
    draft = "Saw the Kestrel demo, wow."
    ann.send("/drafts", "/drafts/new", text=draft, language="en", **{"category.0": "confidential", "severity.0": "error", "quote.0": "Kestrel"})
    answer = ann.send(f"/rules/{RULE}", f"/rules/{RULE}/change", at=f"/rules/{RULE}/effect/change", severity="warning")
    assert answer.status_code == 303, answer.text
    place = answer.headers["location"].removeprefix("/studio")
    page = ann.finished(place)
    assert draft in page
    assert "was confidential: Change before posting" in page
    assert "0 released" in page
    assert office.text("policy/rules/confidential.yml") == before
    assert 'name="severity">\nwarning' in page


def test_a_rule_that_looks_for_less_releases_drafts_and_fails_its_examples(office: Office, ann: Visitor):
    ann.send("/drafts", "/drafts/new", text="Saw the Kestrel demo, wow.", language="en", **{"category.0": "", "not": "confidential"})
    page = ann.page(f"/rules/{RULE}")
    text = page.split('name="yaml"')[1].split(">\n", 1)[1].split("</textarea>")[0]
    changed = unescape(text).replace("match: {list: [code_names]}", "match: {phrase: [tamarind]}")
    answer = ann.send(f"/rules/{RULE}", f"/rules/{RULE}/yaml", at=f"/rules/{RULE}/effect/yaml", yaml=changed)
    page = ann.finished(answer.headers["location"].removeprefix("/studio"))
    assert "Saw the Kestrel demo, wow." in page.split("<h2>Released: ")[1].split("</section>")[0]
    assert "Examples that turn out wrong" in page


def test_a_faulty_change_has_no_effect_page(ann: Visitor):
    answer = ann.send(f"/rules/{RULE}", f"/rules/{RULE}/yaml", at=f"/rules/{RULE}/effect/yaml", yaml="id: x")
    assert answer.status_code == 422


def test_one_calculation_at_a_time_and_it_can_be_ended():
    jobs, may_go_on = Jobs(), threading.Event()

    def work(job):
        while True:
            may_go_on.wait(0.01)
            job.tell("working", 0.5)

    job = jobs.start("a job", work)
    with pytest.raises(CoachError, match="Another calculation"):
        jobs.start("another", work)
    job.cancel()
    for _ in range(300):
        if job.state == CANCELLED:
            break
        time.sleep(0.02)
    assert job.state == CANCELLED
    assert jobs.start("another", lambda job: 1).id != job.id
