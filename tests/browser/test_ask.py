"""The conversation: cards by kind, buttons, lost lines, lost conversations."""

from __future__ import annotations

from playwright.sync_api import BrowserContext, Locator, Page, expect

from .conftest import Site


def ask(page: Page, text: str) -> None:
    page.get_by_label("Your question").fill(text)
    page.keyboard.press("Enter")


def last(page: Page) -> Locator:
    return page.get_by_role("log").locator(".card").last


def test_answer_shows_words_clause_and_contact_once(page: Page) -> None:
    ask(page, "Do I have to say where I work?")
    expect(last(page)).to_contain_text("Yes, whenever your post is about our products")
    expect(last(page).locator(".sources")).to_have_count(1)
    assert last(page).inner_text().count("C3") == 1
    assert last(page).get_by_role("link").get_attribute("href") == "mailto:strategy@novalys.example"


def test_choose_sends_the_payload_and_shows_its_title(page: Page, site: Site) -> None:
    ask(page, "A journalist wrote to me")
    page.get_by_role("button", name="A journalist contacts me").click()
    expect(last(page)).to_contain_text("Be friendly, answer nothing")
    expect(last(page)).to_contain_text("Clause C13")
    expect(last(page)).to_contain_text("Ask: the press office")
    assert site.state.said == [{"text": "A journalist wrote to me"}, {"payload": "topic:press-contact"}]
    expect(page.locator(".mine").last).to_contain_text("A journalist contacts me")


def test_typed_payload_is_sent_as_text(page: Page, site: Site) -> None:
    ask(page, "topic:press-contact")
    last(page).wait_for()
    assert site.state.said == [{"text": "topic:press-contact"}]


def test_passage_is_marked_as_a_passage(page: Page) -> None:
    ask(page, "a passage about rivals")
    expect(last(page)).to_contain_text("From the policy")
    expect(last(page).locator("blockquote")).to_have_text("“Compare fairly, and give the source.”")


def test_hand_over_says_that_a_person_can_help(page: Page) -> None:
    ask(page, "journalist")
    page.get_by_role("button", name="Who can I ask?").click()
    expect(last(page)).to_contain_text("A person can help")
    expect(last(page)).to_contain_text("press@novalys.example")


def test_report_in_the_conversation_shows_findings_and_buttons(page: Page, site: Site) -> None:
    ask(page, "check this: Kestrel is coming!!!")
    expect(last(page)).to_contain_text("Change this before you post")
    expect(last(page).locator(".finding")).to_have_count(2)
    expect(last(page)).to_contain_text("our next product is coming!")
    expect(last(page)).to_contain_text("Not checked: pictures")
    page.get_by_role("button", name="I disagree").click()
    last(page).filter(has_text="You said").wait_for()
    assert site.state.said[-1]["payload"].startswith("dispute:")


def test_request_for_a_draft_opens_the_draft_box(page: Page) -> None:
    ask(page, "I have a draft")
    page.get_by_role("button", name="Open the draft box").click()
    expect(page.get_by_label("Your draft")).to_be_focused()


def test_shift_enter_starts_a_line_and_enter_sends(page: Page, site: Site) -> None:
    box = page.get_by_label("Your question")
    box.type("one")
    box.press("Shift+Enter")
    box.type("two")
    assert box.input_value() == "one\ntwo"
    box.press("Enter")
    expect(last(page)).to_contain_text("You said: one two")
    assert box.input_value() == ""
    assert site.state.said == [{"text": "one\ntwo"}]


def test_starter_is_sent_as_text(page: Page, site: Site) -> None:
    page.get_by_role("button", name="Do I have to say where I work?").click()
    expect(last(page)).to_contain_text("Yes, whenever")
    assert site.state.said == [{"text": "Do I have to say where I work?"}]


def test_waiting_is_shown_and_answers_keep_their_order(page: Page, site: Site) -> None:
    site.state.delays = [0.6, 0]
    ask(page, "first")
    ask(page, "second")
    expect(page.locator(".writing-now")).to_be_visible()
    expect(page.locator(".writing-now")).to_be_hidden()
    said = page.get_by_role("log").locator(".card .words").all_text_contents()
    assert said == ["You said: first", "You said: second"]


def test_failed_message_stays_and_goes_through_on_a_second_try(page: Page, site: Site) -> None:
    site.state.failures = [(503, {"code": "C410", "message": "internal words"})]
    ask(page, "hello there")
    entry = page.locator(".mine")
    expect(entry).to_contain_text("Not sent. Something went wrong on our side.")
    expect(entry).to_contain_text("hello there")
    expect(entry).not_to_contain_text("internal words")
    entry.get_by_role("button", name="Try again").click()
    expect(last(page)).to_contain_text("You said: hello there")
    expect(entry).not_to_contain_text("Not sent")
    expect(page.locator(".mine")).to_have_count(1)


def test_ended_conversation_begins_anew_and_says_so(page: Page, site: Site) -> None:
    ask(page, "one")
    last(page).filter(has_text="one").wait_for()
    site.state.tokens.clear()
    ask(page, "two")
    expect(last(page)).to_contain_text("You said: two")
    expect(page.get_by_text("Not sent")).to_have_count(0)
    expect(page.get_by_text("The earlier conversation had ended; a new one began here.")).to_be_visible()
    assert site.state.conversations == 2


def test_conversation_that_never_opens_is_tried_once_more_and_no_oftener(page: Page) -> None:
    calls: list[str] = []

    def refuse(route) -> None:
        calls.append(route.request.url)
        route.fulfill(status=404, json={"error": {"code": "C411", "message": "It has ended."}})

    page.route("**/messages", refuse)
    ask(page, "hello")
    expect(page.locator(".mine")).to_contain_text("Not sent. It has ended.")
    page.get_by_role("button", name="Try again").click()
    expect(page.locator(".mine")).to_contain_text("Not sent. It has ended.")
    page.wait_for_timeout(300)
    assert len(calls) == 3


def test_offline_is_said_and_nothing_is_lost(page: Page, context: BrowserContext) -> None:
    context.set_offline(True)
    expect(page.get_by_text("You are offline. What you type stays here.")).to_be_visible()
    ask(page, "hello")
    expect(page.locator(".mine")).to_contain_text("I cannot reach the coach")
    context.set_offline(False)
    expect(page.get_by_text("You are offline")).to_be_hidden()
    expect(last(page)).to_contain_text("You said: hello")  # by itself


def test_log_is_announced_politely(page: Page) -> None:
    expect(page.get_by_role("log", name="Conversation")).to_have_attribute("aria-live", "polite")


def test_lost_answer_is_asked_for_under_the_same_key_and_given_once(page: Page, site: Site) -> None:
    lost: list[str] = []

    def lose(route) -> None:
        lost.append(route.request.headers["idempotency-key"])
        if len(lost) == 1:
            route.fetch()  # it arrives, but its answer does not
            route.abort()
        else:
            route.continue_()

    page.route("**/messages", lose)
    ask(page, "hello")
    expect(last(page)).to_contain_text("You said: hello")
    expect(page.locator(".card")).to_have_count(1)
    assert len(lost) == 2 and lost[0] == lost[1]
    [kept] = site.state.kept.values()
    assert len(kept) == 1


def test_questions_wait_for_each_other_while_the_coach_is_away(page: Page, site: Site) -> None:
    site.state.failures = [(503, {"code": "C300", "message": "x"})]
    ask(page, "first")
    ask(page, "second")
    expect(page.locator(".mine").first).to_contain_text("I try again by myself.")
    expect(page.locator(".card")).to_have_count(2)
    assert page.locator(".card .words").all_text_contents() == ["You said: first", "You said: second"]


def test_resting_chat_keeps_the_question_and_replaces_its_answer(page: Page, site: Site) -> None:
    site.state.resting = 1
    ask(page, "where I work")
    expect(page.locator(".mine")).to_contain_text("I keep your question and ask it again")
    ask(page, "hello")
    expect(last(page)).to_contain_text("You said: hello")
    expect(page.locator(".card").first).to_contain_text("Yes, whenever")
    expect(page.locator(".card")).to_have_count(2)
    expect(page.get_by_text("Chat is resting")).to_have_count(0)


def test_conversation_is_shown_again_after_a_reload_without_being_announced(page: Page, site: Site) -> None:
    ask(page, "journalist")
    last(page).wait_for()
    page.reload()
    expect(page.locator(".mine")).to_contain_text("journalist")
    expect(page.locator(".starters")).to_be_hidden()
    page.get_by_role("button", name="A journalist contacts me").click()
    expect(last(page)).to_contain_text("Be friendly, answer nothing")
    expect(page.get_by_role("log")).to_have_attribute("aria-live", "polite")
    assert site.state.conversations == 1


def test_new_conversation_drops_what_was_on_its_way(page: Page, site: Site) -> None:
    site.state.failures = [(503, {"code": "C300", "message": "x"})]
    ask(page, "first")
    page.locator(".failure").wait_for()
    page.get_by_role("button", name="New conversation").click()
    expect(page.locator(".log > *")).to_have_count(0)
    page.wait_for_timeout(2500)
    expect(page.locator(".log > *")).to_have_count(0)
    ask(page, "second")
    expect(last(page)).to_contain_text("You said: second")
    assert [said["text"] for said in site.state.said] == ["first", "second"]
    expect(page.get_by_role("status").filter(has_text="A new conversation begins.")).to_have_count(0)
