"""Rules as Markdown: everything shown as it was written, the same each time."""

from __future__ import annotations

import pytest

from bot.rulebook import MARK, Clause, GuardRule, Rule, rule_pages

CLAUSES = {"C6": Clause(id="C6", title={"en": "Figures"}, text={"en": "…"})}


def rule(**changes) -> Rule:
    entry = {
        "id": "tone.shout", "category": "tone", "severity": "warning", "match": {"phrase": ["loud"]},
        "message": {"en": "“{matched}” shouts.", "nl": "“{matched}” roept."}, "why": "It tires.", "clause": "C6",
        "fix": ["drop", {"en": "calm"}], "ask": "Is it a title?", "examples": {"flag": ["LOUD *news*"], "pass": ["calm"]},
    }  # fmt: skip
    return Rule.model_validate(entry | changes)


def test_page_of_a_rule_holds_all_that_is_known_of_it():
    page = rule_pages(CLAUSES, [rule(contact="legal")], [])["tone.md"]
    for said in (
        "## `tone.shout`", "**Severity** warning, **stage** live", "**Message** “{matched}” shouts.", "**Why** It tires.",
        "**Fix** leave these words out; “calm”", "**Question** Is it a title?", "**Clause** C6, Figures",
        "**Contact** `legal`", "Not flagged:\n\n- “calm”",
    ):  # fmt: skip
        assert said in page


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("LOUD *news*", "LOUD \\*news\\*"),
        ("<b>a_b</b> [x](y)", "\\<b\\>a\\_b\\</b\\> \\[x\\](y)"),
        ("one\n\n# two", "one \\# two"),
        ("50 % & 🎉", "50 % \\& 🎉"),
    ],
)
def test_examples_are_shown_as_they_were_written(text, shown):
    page = rule_pages(CLAUSES, [rule(examples={"flag": [text], "pass": ["calm"]})], [])["tone.md"]
    assert f"- “{shown}”\n" in page


def test_guard_has_its_own_page_and_empty_categories_have_none():
    guard = GuardRule.model_validate({
        "id": "protected.pay", "match": {"phrase": ["my pay"]}, "reply": "Yours to tell.", "offer": ["human_resources"],
        "examples": {"flag": ["my pay"], "pass": ["her pay"]},
    })  # fmt: skip
    pages = rule_pages(CLAUSES, [rule()], [guard])
    assert list(pages) == ["README.md", "guard.md", "tone.md"]
    assert "**Offers** `human_resources`" in pages["guard.md"]
    assert all(page.startswith(MARK) for page in pages.values())
    assert pages == rule_pages(CLAUSES, [rule()], [guard])
