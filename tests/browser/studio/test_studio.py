"""The consultants' loop in a browser: by mouse, by keyboard, narrow and dark."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from bot.rulebook import load_rulebook
from tests.support.studio import Office


def test_an_unanswered_question_becomes_a_topic_without_touching_a_file(studio: Page, office: Office):
    studio.get_by_role("link", name="may I sell my company car").first.click()
    studio.get_by_role("link", name="Start a new topic").click()
    studio.get_by_label("Short name").fill("sell-company-car")
    studio.get_by_role("combobox", name="Rests on clause").select_option("C2")
    studio.get_by_role("combobox", name="Whom to ask").select_option("human_resources")
    english = studio.get_by_role("group", name="English")
    english.get_by_label("Question").fill("May I sell my company car?")
    english.get_by_label("Answer", exact=True).fill("No: it belongs to the company. Ask human resources.")
    assert set(english.get_by_label("How people ask it").input_value().split("\n")) == {
        "may I sell my company car on my own page?", "may I sell my old company car on my own page?",
        "can I sell my company car on my page?"}
    studio.get_by_label("Reason").fill("asked three times")
    studio.get_by_role("button", name="Keep the topic").click()
    expect(studio.get_by_role("status")).to_contain_text("The topic is kept")
    assert load_rulebook(office.folder / "policy").topics["sell-company-car"].answer["en"].startswith("No: it belongs")
    studio.get_by_role("link", name="Inbox").click()
    expect(studio.get_by_text("company car")).to_have_count(0)
    studio.get_by_role("link", name="Changes").click()
    expect(studio.get_by_role("heading", name="asked three times")).to_be_visible()


def test_a_fault_is_told_while_one_types_and_goes_when_it_is_mended(studio: Page, address: str):
    studio.goto(f"{address}/studio/topics/likes")
    clauses = studio.get_by_role("textbox", name="Clauses")
    clauses.fill("C2, C99")
    expect(studio.get_by_text("no clause 'C99'")).to_be_visible()
    clauses.fill("C2")
    expect(studio.get_by_text("This can be saved.")).to_be_visible()


def test_a_disputed_finding_becomes_a_pass_example(studio: Page, office: Office, address: str):
    studio.goto(f"{address}/studio/inbox?kind=finding")
    studio.get_by_role("link", name="the kestrel nest").click()
    form = studio.locator("form", has=studio.get_by_role("button", name="Keep as an example", exact=True))
    form.get_by_label("Reason").fill("a bird")
    form.get_by_role("button", name="Keep as an example", exact=True).click()
    expect(studio.get_by_role("heading", name="confidential.code-name")).to_be_visible()
    expect(studio.get_by_role("listitem").filter(has_text="the kestrel nest on our roof has three chicks")).to_be_visible()


def test_the_effect_of_a_milder_rule_is_followed_and_saved(studio: Page, office: Office, address: str):
    studio.goto(f"{address}/studio/rules/confidential.code-name")
    studio.get_by_role("combobox", name="Severity").select_option("warning")
    studio.get_by_role("button", name="See the effect first").first.click()
    expect(studio.get_by_role("heading", name="Save it")).to_be_visible(timeout=120_000)
    expect(studio.get_by_role("heading", name="Another severity")).to_be_visible()
    studio.get_by_role("textbox", name="Reason").fill("it is often a bird")
    studio.get_by_role("button", name="Save the change").click()
    expect(studio.get_by_role("status")).to_contain_text("Saved, and live.")
    rule = next(one for one in load_rulebook(office.folder / "policy").rules if one.id == "confidential.code-name")
    assert rule.severity.value == "warning"


def test_a_change_is_saved_and_undone_by_keyboard_alone(studio: Page, office: Office, address: str):
    before = office.text("policy/company.yml")
    studio.goto(f"{address}/studio/company/contacts/legal")
    studio.get_by_label("Reached at").focus()
    studio.keyboard.press("ControlOrMeta+a")
    studio.keyboard.type("law@novalys.example")
    for _ in range(4):
        studio.keyboard.press("Tab")
    expect(studio.get_by_label("Reason")).to_be_focused()
    studio.keyboard.type("moved")
    studio.keyboard.press("Enter")
    expect(studio.get_by_role("status")).to_contain_text("Saved, and live.")
    assert "law@novalys.example" in office.text("policy/company.yml")
    studio.goto(f"{address}/studio/changes")
    studio.get_by_text("Undo", exact=True).first.focus()
    studio.keyboard.press("Enter")
    studio.keyboard.press("Tab")
    studio.keyboard.type("moved back")
    studio.keyboard.press("Enter")
    expect(studio.get_by_role("status")).to_contain_text("is undone")
    assert office.text("policy/company.yml") == before


def test_the_first_tab_leads_past_the_menu(studio: Page):
    studio.keyboard.press("Tab")
    expect(studio.get_by_role("link", name="Skip to the content")).to_be_focused()
    studio.keyboard.press("Enter")
    expect(studio.locator("main")).to_be_focused()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_no_page_is_wider_than_the_screen(studio: Page, address: str, width: int, scheme: str):
    studio.set_viewport_size({"width": width, "height": 800})
    studio.emulate_media(color_scheme=scheme)
    for place in ("inbox", "inbox/4", "topics", "topics/likes", "topics/new", "rules?category=tone", "rules/tone.capitals", "company", "drafts", "files", "changes", "audit", "releases", "insights"):
        answer = studio.goto(f"{address}/studio/{place}")
        if answer and answer.status == 404:
            continue
        assert studio.evaluate("document.documentElement.scrollWidth") <= width, place


def test_without_script_everything_can_still_be_saved(browser, office: Office, address: str):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}/studio/sign-in?link={office.link()}")
    page.get_by_label("Your name").fill("Bob")
    page.get_by_role("button", name="Open the studio").click()
    page.goto(f"{address}/studio/clauses/C1")
    page.get_by_role("group", name="Dutch").get_by_label("Title").fill("Waarvoor dit geldt")
    page.get_by_label("Reason").first.fill("plainer")
    page.get_by_role("button", name="Save the clause").click()
    expect(page.get_by_role("status")).to_contain_text("Saved. The new wording is live.")
    context.close()
