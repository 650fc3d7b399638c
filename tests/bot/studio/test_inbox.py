"""From an item of the inbox to an example, a topic, a rule's example, a labelled draft, or nothing."""

from __future__ import annotations

import pytest

from bot.rulebook import load_rulebook
from bot.store import Item
from tests.support.studio import Office, Visitor

ASKED = "may I sell my company car on my own page?"


@pytest.fixture
def asked(office: Office) -> list[int]:
    texts = (ASKED, "may I sell my company car on my page?", "may I sell my old company car on my own page?")
    return [office.store.inbox.put(Item("question", text, "en", "web", topics=("likes",))) for text in texts]


def test_items_that_say_the_same_are_one_group(ann: Visitor, asked):
    page = ann.page("/inbox")
    assert page.count("<article") == 1
    assert "3 times" in page
    assert "Nothing waits here" in ann.page("/inbox?kind=finding")


def test_a_group_becomes_examples_of_a_topic_and_is_settled(office: Office, ann: Visitor, asked):
    answer = ann.send(f"/inbox/{asked[0]}", f"/inbox/{asked[0]}/example", topic="likes", language="en", texts=ASKED, whole="1")
    assert answer.status_code == 303, answer.text
    assert f"      - {ASKED}\n" in office.text("data/nlu.yml")
    assert office.store.inbox.items() == []
    assert office.store.inbox.item(asked[1]).settled_reason == "example of likes"
    assert "1 example is kept" in ann.page("/inbox")


def test_a_new_topic_is_written_in_three_languages(office: Office, ann: Visitor, asked):
    place = f"/topics/new?items={asked[0]},{asked[1]},{asked[2]}"
    assert ASKED in ann.page(place)
    values = {
        "id": "sell-company-car", "clauses": "C2", "contact": "human_resources", "items": [str(n) for n in asked],
        "title.en": "May I sell my company car?", "title.fr": "Puis-je vendre ma voiture ?", "title.nl": "Mag ik mijn wagen verkopen?",
        "answer.en": "No: it is the company's.", "answer.fr": "Non.", "answer.nl": "Nee.", "short.en": "", "short.fr": "", "short.nl": "",
        "asked.en": f"{ASKED}\nselling the lease car online ok?", "asked.fr": "puis-je vendre la voiture de société ?", "asked.nl": "",
    }
    answer = ann.send(place, "/topics/new", **values)
    assert (answer.status_code, answer.headers.get("location")) == (303, "/studio/topics/sell-company-car"), answer.text
    topic = load_rulebook(office.folder / "policy").topics["sell-company-car"]
    assert (topic.title["fr"], topic.short["nl"], topic.contact) == ("Puis-je vendre ma voiture ?", "Nee.", "human_resources")
    assert "intent: sell-company-car" in office.text("data/nlu.yml")
    assert "puis-je vendre la voiture de société ?" in office.text("data/nlu_fr.yml")
    assert "- sell-company-car" in office.text("domain.yml")
    assert "intent: sell-company-car" in office.text("data/rules.yml")
    assert office.store.inbox.items() == []


def test_a_topic_with_a_taken_name_is_refused_and_its_words_are_still_there(office: Office, ann: Visitor):
    answer = ann.send("/topics/new", "/topics/new", **{
        "id": "likes", "clauses": "C2", "contact": "legal", "title.en": "T", "answer.en": "My answer stays", "asked.en": "a b c\nd e f"})
    assert "cannot be the id of a new topic" in answer.text
    assert "My answer stays" in answer.text


def test_a_disputed_finding_becomes_a_pass_example(office: Office, ann: Visitor):
    rule = "confidential.code-name"
    number = office.store.inbox.put(Item("finding", "the kestrel nest on the roof again", "en", "web", rule=rule))
    answer = ann.send(f"/inbox/{number}", f"/inbox/{number}/rule", rule=rule, kind="pass", text="the kestrel nest on the roof again")
    assert answer.headers["location"] == f"/studio/rules/{rule}", answer.text
    after = next(one for one in load_rulebook(office.folder / "policy").rules if one.id == rule)
    assert after.examples.pass_[-1] == "the kestrel nest on the roof again"
    assert office.store.inbox.item(number).state == "done"


def test_a_finding_without_consent_shows_no_sentence_and_becomes_a_labelled_draft(office: Office, ann: Visitor):
    number = office.store.inbox.put(Item("finding", "", "en", "web", rule="confidential.code-name", reason="it is a bird"))
    page = ann.page(f"/inbox/{number}")
    assert "did not agree to keep the sentence" in page
    assert "it is a bird" in page
    answer = ann.send(f"/inbox/{number}", f"/inbox/{number}/draft", text="A kestrel flew past.", language="en", platform="x",
                      **{"category.0": "", "not": "confidential"})
    assert answer.status_code == 303, answer.text
    assert "A kestrel flew past." in office.text("policy/drafts/en-inbox.yml")


def test_dismissing_needs_a_reason_and_is_in_the_audit_trail(office: Office, ann: Visitor, asked):
    assert "C603" in ann.send(f"/inbox/{asked[0]}", f"/inbox/{asked[0]}/dismiss", reason=" ").text
    ann.send(f"/inbox/{asked[0]}", f"/inbox/{asked[0]}/dismiss", reason="a test of ours", whole="1")
    assert office.store.inbox.items() == []
    assert "a test of ours" in ann.page("/audit")


def test_a_reader_sees_but_changes_nothing(office: Office, asked):
    eve = office.visitor(role="reader", name="Eve")
    page = eve.page(f"/inbox/{asked[0]}")
    assert "needs the role editor" in page
    token = eve.hidden(page, "/sign-out")["csrf"]
    for place in (f"/inbox/{asked[0]}/dismiss", f"/inbox/{asked[0]}/example", "/topics/new", "/topics/likes/answer"):
        assert eve.client.post(f"/studio{place}", data={"csrf": token, "reason": "x"}).status_code == 403
    assert len(office.store.inbox.items()) == 3


def test_an_item_that_is_gone_is_told(ann: Visitor):
    answer = ann.get("/inbox/99")
    assert (answer.status_code, "C602" in answer.text) == (404, True)
