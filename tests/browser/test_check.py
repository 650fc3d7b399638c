"""The draft box: marks, findings, fixes, questions, the rewrite, and what happens when a check fails."""

from __future__ import annotations

import time

from playwright.sync_api import Locator, Page, expect

from .conftest import Site

KESTREL = "Kestrel comes in spring."
FIGURE = "Proud: revenue reached 4.2 million."


def write(page: Page, text: str) -> None:
    """Put a draft in the box and wait for its report."""
    page.get_by_label("Your draft").fill(text)
    page.locator(".results .verdict").wait_for()


def value(page: Page) -> str:
    return page.get_by_label("Your draft").input_value()


def finding(page: Page, quote: str) -> Locator:
    return page.locator(".results .finding").filter(has=page.locator(".quote", has_text=quote))


def test_check_runs_by_itself_after_the_last_key(draft: Page, site: Site) -> None:
    draft.keyboard.type("Kestrel", delay=30)
    finding(draft, "Kestrel").wait_for()
    assert [sent["text"] for sent in site.state.checks] == ["Kestrel"]
    assert site.state.checks[0]["platform"] == "linkedin"


def test_check_button_and_selects_check_again(draft: Page, site: Site) -> None:
    write(draft, KESTREL)
    with draft.expect_response("**/check"):
        draft.get_by_role("button", name="Check", exact=True).click()
    with draft.expect_response("**/check"):
        draft.get_by_label("From").select_option("official")
    assert site.state.checks[-1]["account"] == "official"
    assert len(site.state.checks) == 3


def test_finding_shows_severity_in_words_quote_clause_reason_and_contact(draft: Page) -> None:
    write(draft, KESTREL)
    item = finding(draft, "Kestrel")
    for words in ("Change before posting", "is an internal code name", "Until launch day",
                  "Clause C5, Confidential and unreleased", "the social media strategist"):  # fmt: skip
        expect(item).to_contain_text(words)
    assert item.get_by_role("link").get_attribute("href") == "mailto:strategy@novalys.example"
    expect(draft.locator(".layer mark.error")).to_have_text("Kestrel")
    expect(draft.get_by_role("status").filter(has_text="Change this before you post. 1 place to change")).to_have_count(
        1
    )


def test_fix_goes_where_the_words_are_now_and_undo_takes_it_back(draft: Page) -> None:
    write(draft, KESTREL)
    draft.route("**/check", lambda route: None)  # no newer report comes to help
    box = draft.get_by_label("Your draft")
    box.press("Control+Home")
    box.type("🎉 Hello! ")
    finding(draft, "Kestrel").get_by_role("button", name="Use this wording").click()
    assert value(draft) == "🎉 Hello! our next product comes in spring."
    expect(box).to_be_focused()
    expect(draft.get_by_text("Done. Ctrl + Z takes it back.")).to_be_visible()
    draft.keyboard.press("Control+z")
    assert value(draft) == "🎉 Hello! Kestrel comes in spring."


def test_fix_that_leaves_words_out_can_be_undone_too(draft: Page) -> None:
    write(draft, KESTREL)
    finding(draft, "Kestrel").get_by_role("button", name="Leave these words out").click()
    assert value(draft) == " comes in spring."
    draft.keyboard.press("Control+z")
    assert value(draft) == KESTREL


def test_fix_at_the_very_start_inserts_before_the_words(draft: Page) -> None:
    write(draft, "I love Halo")
    finding(draft, "Halo").get_by_role("button", name="Use this wording").click()
    assert value(draft) == "I work at Novalys. I love Halo"
    expect(draft.get_by_role("heading", name="Nothing stands in the way")).to_be_visible()


def test_changed_words_say_so_and_their_fix_touches_nothing(draft: Page) -> None:
    write(draft, KESTREL)
    draft.route("**/check", lambda route: None)
    box = draft.get_by_label("Your draft")
    box.press("Control+Home")
    box.press("ArrowRight")
    box.type("xx")
    item = finding(draft, "Kestrel")
    expect(item).to_contain_text("You changed these words")
    expect(draft.locator(".layer mark")).to_have_count(0)
    item.get_by_role("button", name="Use this wording").click()
    assert value(draft) == "Kxxestrel comes in spring."
    expect(draft.get_by_text("These words are no longer in the draft.")).to_be_visible()


def test_stale_answer_is_dropped(draft: Page, site: Site) -> None:
    site.state.delays = [1.5]
    draft.get_by_label("Your draft").fill(KESTREL)
    with draft.expect_request("**/check"):
        pass
    draft.get_by_label("Your draft").fill("Good morning")
    expect(draft.get_by_role("heading", name="Nothing stands in the way")).to_be_visible()
    draft.wait_for_timeout(1500)
    expect(draft.locator(".results .finding")).to_have_count(0)
    expect(draft.locator(".layer mark")).to_have_count(0)


def test_closed_question_is_answered_in_place_and_can_be_taken_back(draft: Page, site: Site) -> None:
    write(draft, FIGURE)
    draft.get_by_role("group", name="Is this figure already in a press release?").get_by_role(
        "button", name="Yes"
    ).click()
    expect(draft.locator(".results .finding")).to_have_count(0)
    assert site.state.checks[-1]["answers"] == {"published": True}
    expect(draft.get_by_text("You told me: Is this figure already in a press release? Yes")).to_be_visible()
    draft.get_by_role("button", name="Take back").click()
    expect(draft.locator(".results .finding")).to_have_count(1)
    assert site.state.checks[-1]["answers"] == {}


def test_no_keeps_the_finding_without_asking_again(draft: Page) -> None:
    write(draft, FIGURE)
    draft.get_by_role("button", name="No", exact=True).click()
    expect(draft.get_by_text("You told me:")).to_be_visible()
    expect(draft.locator(".results .question")).to_have_count(0)
    expect(draft.locator(".results .finding")).to_have_count(1)


def test_protected_words_are_a_right_and_no_finding(draft: Page) -> None:
    write(draft, "To be honest, we work too many hours.")
    expect(draft.get_by_text("You may say this:")).to_be_visible()
    expect(draft.get_by_text("you do not have to")).to_be_visible()
    expect(draft.locator(".results .finding")).to_have_count(0)
    expect(draft.locator(".layer mark.protected")).to_have_text("we work too many hours")


def test_rewrite_shows_differences_and_use_this_text_can_be_undone(draft: Page) -> None:
    text = "Kestrel is coming!!!\n\nSee you 🎉"
    write(draft, text)
    rewrite = draft.get_by_role("region", name="The whole text, rewritten")
    expect(rewrite.locator("del").first).to_have_text("Kestrel")
    expect(rewrite.locator("ins").first).to_contain_text("our next product")
    rewrite.get_by_role("button", name="Copy").click()
    expect(rewrite.get_by_text("Copied")).to_be_visible()
    assert draft.evaluate("navigator.clipboard.readText()") == "our next product is coming!\n\nSee you 🎉"
    rewrite.get_by_role("button", name="Use this text").click()
    assert value(draft) == "our next product is coming!\n\nSee you 🎉"
    draft.keyboard.press("Control+z")
    assert value(draft) == text


def test_rewrite_of_an_older_text_cannot_be_used(draft: Page) -> None:
    write(draft, KESTREL)
    draft.route("**/check", lambda route: None)
    draft.get_by_label("Your draft").press("x")
    expect(draft.get_by_role("button", name="Use this text")).to_be_disabled()


def test_clear_always_says_what_was_not_checked(draft: Page) -> None:
    write(draft, "Good morning")
    expect(draft.get_by_text("Not checked: pictures, what links lead to, whether it is true.")).to_be_visible()


def test_partial_report_says_so(draft: Page, site: Site) -> None:
    site.state.partial = True
    write(draft, "Good morning")
    expect(draft.get_by_text("A part of the check could not run")).to_be_visible()


def test_failed_check_keeps_the_text_shows_no_verdict_and_tries_again(draft: Page, site: Site) -> None:
    write(draft, KESTREL)
    site.state.failures = [(500, {"code": "C300", "message": "internal words"})]
    draft.get_by_label("Your draft").press("End")
    draft.keyboard.type(" Soon.")
    notice = draft.locator(".results .notice")
    expect(notice).to_contain_text("I could not check this. Your text is unchanged.")
    expect(notice).not_to_contain_text("internal words")
    expect(draft.locator(".verdict, .layer mark, .rewrite")).to_have_count(0)
    assert value(draft) == KESTREL + " Soon."
    notice.get_by_role("button", name="Try again").click()
    expect(finding(draft, "Kestrel")).to_be_visible()


def test_refused_check_says_why_in_the_words_of_the_service(draft: Page, site: Site) -> None:
    site.state.failures = [(422, {"code": "C301", "message": "This draft is too long.", "hint": "Check it in parts."})]
    draft.get_by_label("Your draft").fill("long")
    expect(draft.locator(".results .notice")).to_contain_text("This draft is too long. Check it in parts.")
    expect(draft.locator(".results .notice")).not_to_contain_text("C301")


def test_emptied_draft_forgets_report_and_answers(draft: Page, site: Site) -> None:
    write(draft, FIGURE)
    draft.get_by_role("button", name="Yes").click()
    draft.get_by_text("You told me:").wait_for()
    draft.get_by_label("Your draft").fill("")
    expect(draft.get_by_role("heading", name="I read along while you write.")).to_be_visible()
    write(draft, FIGURE)
    assert site.state.checks[-1]["answers"] == {}


def test_words_of_the_report_carry_its_language(draft: Page, site: Site) -> None:
    site.state.language = "nl"
    write(draft, KESTREL)
    expect(draft.locator(".results .message")).to_have_attribute("lang", "nl")


def test_undo_button_does_what_the_key_does(draft: Page) -> None:
    write(draft, KESTREL)
    finding(draft, "Kestrel").get_by_role("button", name="Use this wording").click()
    draft.get_by_role("button", name="Undo").click()
    assert value(draft) == KESTREL
    expect(draft.get_by_role("button", name="Undo")).to_be_hidden()
    expect(draft.get_by_label("Your draft")).to_be_focused()
    finding(draft, "Kestrel").wait_for()


def test_failed_check_is_tried_again_by_itself_until_it_succeeds(draft: Page, site: Site) -> None:
    site.state.failures = [(503, {"code": "C300", "message": "x"})] * 2
    draft.get_by_label("Your draft").fill(KESTREL)
    expect(draft.locator(".results .notice")).to_contain_text("I try again by myself.")
    expect(finding(draft, "Kestrel")).to_be_visible()
    assert len(site.state.checks) == 3


def test_network_that_comes_back_is_used_at_once(draft: Page) -> None:
    draft.context.set_offline(True)
    draft.get_by_label("Your draft").fill(KESTREL)
    expect(draft.locator(".results .notice")).to_contain_text("Are you offline?")
    draft.context.set_offline(False)
    expect(finding(draft, "Kestrel")).to_be_visible()
    assert value(draft) == KESTREL


def test_slow_check_says_so_while_it_runs(draft: Page, site: Site) -> None:
    site.state.delays = [4.5]
    draft.get_by_label("Your draft").fill(KESTREL)
    expect(draft.get_by_text("This takes longer than usual")).to_be_visible()
    expect(finding(draft, "Kestrel")).to_be_visible()
    expect(draft.get_by_text("This takes longer than usual")).to_be_hidden()


def test_too_many_requests_wait_as_long_as_the_service_says(draft: Page) -> None:
    calls: list[float] = []

    def refuse(route) -> None:
        calls.append(time.monotonic())
        if len(calls) == 1:
            route.fulfill(status=429, headers={"Retry-After": "4"}, json={"error": {"code": "C419", "message": "x"}})
        else:
            route.continue_()

    draft.route("**/check", refuse)
    draft.get_by_label("Your draft").fill(KESTREL)
    expect(draft.locator(".results .notice")).to_contain_text("Many requests came at once.")
    expect(finding(draft, "Kestrel")).to_be_visible()
    assert calls[1] - calls[0] >= 3.9
