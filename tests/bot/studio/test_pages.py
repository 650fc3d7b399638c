"""Company, drafts, files, releases, insights: every page, with what it changes."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import pytest

from bot.errors import CoachError
from bot.rulebook import load_rulebook
from bot.store import Event
from bot.studio.charts import Bar, bars
from bot.studio.release_desk import Release
from tests.support.coach import DAY
from tests.support.studio import Office, Visitor


def company(office: Office):
    return load_rulebook(office.folder / "policy").company


def test_a_name_and_a_date_come_and_go(office: Office, ann: Visitor):
    before = office.text("policy/company.yml")
    ann.send("/company", "/company/lists/clients.do_not_name/add", value="Acme Bank")
    action = "/company/lists/quiet_periods/add"
    fields = ann.hidden(ann.page("/company"), action) | {"from": "2027-04-01", "to": "2027-04-20", "reason": "results"}
    ann.client.post(f"/studio{action}", data=fields)
    assert "Acme Bank" in company(office).clients.do_not_name
    assert company(office).quiet_periods[-1].to == date(2027, 4, 20)
    assert office.watcher.current.company.in_quiet_period(date(2027, 4, 2))
    ann.send("/company", "/company/lists/quiet_periods/remove", number="1")
    ann.send("/company", "/company/lists/clients.do_not_name/remove", number="3")
    assert office.text("policy/company.yml") == before


def test_a_period_that_ends_before_it_begins_is_refused(ann: Visitor):
    action = "/company/lists/quiet_periods/add"
    fields = ann.hidden(ann.page("/company"), action) | {"from": "2027-04-01", "to": "2027-03-01", "reason": "x"}
    found = ann.client.post(f"/studio{action}/validate", data=fields).json()
    assert "ends before it begins" in found["problems"][0]["text"]


def test_a_contact_changes_and_a_new_one_is_added(office: Office, ann: Visitor):
    ann.send("/company/contacts/legal", "/company/contacts/legal", reach="law@novalys.example", urgent="yes")
    assert (company(office).contacts["legal"].reach, company(office).contacts["legal"].urgent) == ("law@novalys.example", True)
    ann.send("/company", "/company/contacts", role="Events Team", reach="events@novalys.example", **{"for": "fairs, open days"})
    assert company(office).contacts["events_team"].for_ == ["fairs", "open days"]


def test_a_draft_is_found_edited_and_removed(office: Office, ann: Visitor):
    before = office.text("policy/drafts/en-clean.yml")
    page = ann.page("/drafts?language=en&category=harmless&words=a")
    assert "/studio/drafts/en-clean/0" in page
    answer = ann.send("/drafts/en-clean/0", "/drafts/en-clean/0/yaml", yaml='text: "Another harmless one."')
    assert answer.status_code == 303
    assert '- text: "Another harmless one."' in office.text("policy/drafts/en-clean.yml")
    ann.send("/drafts/en-clean/0", "/drafts/en-clean/0/remove")
    assert "Another harmless one." not in office.text("policy/drafts/en-clean.yml")
    assert before.count("- text") - 1 == office.text("policy/drafts/en-clean.yml").count("- text")


def test_a_whole_file_is_edited_and_a_foreign_one_is_not(office: Office, ann: Visitor):
    assert "policy/company.yml" in ann.page("/files")
    text = office.text("policy/company.yml").replace("# Who to ask.", "# Whom to ask.")
    page = ann.page("/file/policy/company.yml")
    fields = ann.hidden(page, "/files/save") | {"yaml": text.replace("\n", "\r\n"), "reason": "grammar"}
    assert ann.client.post("/studio/files/save", data=fields).status_code == 303
    assert office.text("policy/company.yml") == text
    for name in ("bot/errors.py", "../etc/passwd", "policy/../bot/errors.py"):
        assert ann.get(f"/file/{name}").status_code in (400, 404)


def test_a_file_broken_by_hand_is_told_on_every_page_and_the_last_good_one_stays(office: Office, ann: Visitor):
    (office.folder / "policy/company.yml").write_text("company: [", encoding="utf-8")
    office.watcher.refresh()
    page = ann.page("/topics")
    assert "the last good policy stays live" in page
    assert "C201" in page


@dataclass
class Training:
    state: str = "done"
    lines: list[str] = field(default_factory=list)
    seconds: int = 0


@dataclass
class Found:
    summary: tuple[str, ...] = ("r2, trained in 60 s.",)
    better: tuple[str, ...] = ("Likes: 5 of 5 questions right, was 4.",)
    worse: tuple[str, ...] = ()
    failed: tuple[str, ...] = ()


class Desk:
    """Releases as the pages see them, without any training."""

    def __init__(self) -> None:
        self.now, self.found, self.moves = Training(), Found(), []
        self.states = {"r2": "candidate", "r1": "live", "r0": ""}

    def history(self) -> list[Release]:
        return [Release(name, "2026-11-24T10:00:00", "abc", 60, state) for name, state in self.states.items()]

    def comparison(self, name: str) -> Found:
        return self.found

    def train(self) -> None:
        if self.now.state == "running":
            raise CoachError("C524", "A training is running already.", status=409)
        self.now = Training("running", ["reading drafts"])

    def training(self) -> Training:
        return self.now

    def cancel(self) -> None:
        self.now = Training("cancelled", ["ended"])

    def promote(self, name, reason, tell) -> None:
        tell(f"{name}: loading")
        self.moves.append(("promote", name, reason))

    def rollback(self, name, reason, tell) -> None:
        self.moves.append(("rollback", name, reason))
        raise CoachError("C527", "r0 was taken back: it does not greet.")


@pytest.fixture
def desk() -> Desk:
    return Desk()


@pytest.fixture
def bea(tmp_path: Path, desk: Desk):
    office = Office(tmp_path, releases=desk)
    yield office.visitor(name="Bea")
    office.close()


def test_a_training_is_begun_followed_and_ended(bea: Visitor, desk: Desk):
    bea.send("/releases", "/releases/train")
    assert "reading drafts" in bea.page("/releases")
    assert bea.get("/releases/state.json").json() == {"done": False, "state": "Training, 0 s so far", "lines": ["reading drafts"], "share": None}
    bea.send("/releases", "/releases/cancel")
    assert "what is live was not touched" in bea.page("/releases")
    assert "cancel training" in bea.page("/audit")


def test_a_candidate_is_compared_promoted_and_a_failed_return_is_told(bea: Visitor, desk: Desk):
    page = bea.page("/releases")
    assert "Likes: 5 of 5 questions right, was 4." in page
    assert "C224" in bea.send("/releases", "/releases/promote", reason=" ").text
    place = bea.send("/releases", "/releases/promote", reason="better").headers["location"].removeprefix("/studio")
    assert "r2: loading" in bea.finished(place)
    assert desk.moves == [("promote", "r2", "better")]
    place = bea.send("/releases", "/releases/rollback", reason="worse").headers["location"].removeprefix("/studio")
    assert "r0 was taken back: it does not greet." in bea.finished(place)


def test_a_candidate_that_fails_what_must_pass_cannot_be_promoted(bea: Visitor, desk: Desk):
    desk.found = Found(failed=("“hello” must give greet, gives likes.",))
    page = bea.page("/releases")
    assert "cannot be promoted" in page
    assert "Promote it" not in page


def test_an_editor_trains_but_does_not_promote(bea: Visitor, desk: Desk):
    jan = bea.office.visitor(role="editor", name="Jan")
    page = jan.page("/releases")
    assert "Promoting needs the role publisher" in page
    token = jan.hidden(page, "/sign-out")["csrf"]
    assert jan.client.post("/studio/releases/promote", data={"csrf": token, "release": "r2", "reason": "x"}).status_code == 403
    assert desk.moves == []


def test_insights_show_charts_tables_and_withhold_small_groups(office: Office, ann: Visitor):
    for topic, count in (("likes", 12), ("location", 2), ("logo", 3)):
        for _ in range(count):
            office.store.counters.count(Event("question", topic, outcome="answered", channel="web", language="en"), today=DAY)
    page = ann.page("/insights")
    title = load_rulebook(office.folder / "policy").topics["likes"].title["en"]
    assert title in page
    assert "<svg" in page
    assert "too few to show" in page
    assert ann.get("/insights/topics.csv").text == "subject,count\nlikes,12\nlogo,\nlocation,\n"
    assert "# Postcoach, November 2026" in ann.get("/insights/report?month=2026-11&as=markdown").text
    assert ann.get("/insights/report?month=2026-11").headers["content-disposition"].endswith('.html"')
    assert ann.get('/insights/report?month=2026-11"x').status_code == 400


def test_a_label_of_a_chart_is_escaped():
    assert "<script>" not in bars([Bar("<script>", 3)], about='"><script>')


def test_every_page_keeps_the_strict_policy_and_nothing_is_cached(ann: Visitor):
    for place in ("/inbox", "/topics", "/topics/likes", "/rules", "/company", "/drafts", "/files", "/changes", "/audit", "/releases", "/insights"):
        answer = ann.get(place)
        assert answer.status_code == 200, place
        assert answer.headers["cache-control"] == "no-store"
        assert "script-src 'self'; style-src 'self'" in answer.headers["content-security-policy"]
        assert " style=" not in answer.text
        assert "onclick" not in answer.text
