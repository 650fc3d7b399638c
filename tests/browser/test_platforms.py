"""How each platform counts, and the lines that it draws through a draft."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Page, expect

from .test_check import write


def measure(page: Page, text: str, platform: str) -> Any:
    script = "async ([text, platform]) => (await import('/platforms.js')).measure(text, platform)"
    return page.evaluate(script, [text, platform])


WEIGHTS = {
    "": 0, "Good morning": 12, "é": 1, "e\u0301": 1, "“quoted” – dash…": 17,
    "https://example.org/a/very/long/address/that/goes/on/and/on?with=query": 23,
    "see https://example.org/x.": 4 + 23 + 1, "(http://a.be/b) example.com": 2 + 23 + 1 + 23, "me@example.com": 14,
    "🎉": 2, "👩‍👩‍👧‍👦": 2, "👍🏽": 2, "🇧🇪": 2, "❤️": 2, "1️⃣": 2, "7 # *": 5, "日本語": 6, "한국": 4, "Привет": 6, "שלום": 4,
}  # fmt: skip
PLACES = {"linkedin": (210, 3000), "facebook": (477, 63206), "instagram": (125, 2200), "reddit": (None, 40000),
          "other": (None, None)}  # fmt: skip


def test_x_counts_links_as_23_and_emoji_and_wide_letters_as_2(page: Page) -> None:
    assert {text: measure(page, text, "x")["count"] for text in WEIGHTS} == WEIGHTS


def test_x_says_where_the_text_becomes_too_long(page: Page) -> None:
    assert measure(page, "a" * 280, "x")["over"] is None
    assert measure(page, "🎉" * 139 + "abc", "x") == {"count": 281, "limit": 280, "over": 280, "fold": None}
    link = "https://example.org/" + "y" * 100
    assert measure(page, "a" * 258 + link, "x")["over"] == 258


def test_fold_and_limit_of_each_platform_in_code_points(page: Page) -> None:
    for platform, (fold, limit) in PLACES.items():
        told = measure(page, "🎉" * 500, platform)
        assert told == {"count": 500, "limit": limit, "over": None, "fold": fold and fold * 2}
        assert measure(page, "short", platform)["fold"] is None


def test_linkedin_folds_after_three_lines(page: Page) -> None:
    assert measure(page, "1\n2\n3\n4", "linkedin")["fold"] == 6
    assert measure(page, "1\n2\n3", "linkedin")["fold"] is None


def test_count_fold_and_excess_follow_the_chosen_platform(draft: Page) -> None:
    text = "word " * 60 + "https://example.org/a/long/address/of/a/page"
    write(draft, text)
    expect(draft.locator(".count")).to_have_text("344 of 3,000 characters")
    expect(draft.locator("#draft-fold")).to_contain_text("LinkedIn first shows the text up to “…")
    expect(draft.locator(".layer .fold")).to_have_attribute("data-label", "see more")
    before = "node => [...node.parentNode.childNodes].slice(0, [...node.parentNode.childNodes].indexOf(node)).map((n) => n.textContent).join('').length"
    assert draft.locator(".layer .fold").evaluate(before) == 210
    draft.get_by_label("Where").select_option("x")
    expect(draft.locator(".count")).to_have_text("323 of 280 characters · 43 too many")
    expect(draft.locator(".count svg")).to_have_count(1)
    expect(draft.locator("#draft-fold")).to_have_text("")
    over = draft.locator(".layer .over").all_text_contents()
    assert "".join(over) == text[280:]
    draft.get_by_label("Where").select_option("other")
    expect(draft.locator(".count")).to_have_text("344 characters")
    expect(draft.locator(".layer .over, .layer .fold")).to_have_count(0)


def test_marks_and_limits_cross_without_loss(draft: Page) -> None:
    text = "x" * 276 + " Kestrel and more"
    draft.get_by_label("Where").select_option("x")
    write(draft, text)
    draft.locator(".layer mark").first.wait_for(state="attached")
    assert draft.locator(".layer mark").all_text_contents() == ["Kes", "trel"]
    assert draft.locator(".layer").evaluate("node => node.textContent") == text + "\u200b"
