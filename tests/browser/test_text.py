"""The pure functions of text.js, run where they run."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page


def call(page: Page, script: str, argument: Any = None) -> Any:
    """Run ``script``, a function of the module and an argument."""
    return page.evaluate(f"async (argument) => ({script})(await import('/text.js'), argument)", argument)


def test_units_of_counts_surrogate_pairs_once(page: Page) -> None:
    text = "a🎉b👩‍👧é"
    places = call(
        page, "(text, it) => { const at = text.unitsOf(it); return Array.from({length: 9}, (_, i) => at(i)); }", text
    )
    assert places == [len(text[:index].encode("utf-16-le")) // 2 for index in range(9)]


@pytest.mark.parametrize(
    ("before", "after", "caret", "change"),
    [
        ("aa", "aaa", 1, {"from": 0, "to": 0, "length": 1}),
        ("aa", "aaa", 3, {"from": 2, "to": 2, "length": 1}),
        ("one two", "one big two", 8, {"from": 4, "to": 4, "length": 4}),
        ("one two three", "one three", 4, {"from": 4, "to": 8, "length": 0}),
        ("abc", "xyz", 3, {"from": 0, "to": 3, "length": 3}),
        ("", "abc", 3, {"from": 0, "to": 0, "length": 3}),
        ("abc", "", 0, {"from": 0, "to": 3, "length": 0}),
    ],
)
def test_change_between_finds_the_one_stretch(page: Page, before: str, after: str, caret: int, change: Any) -> None:
    script = "(text, [before, after, caret]) => text.changeBetween(before, after, caret)"
    assert call(page, script, [before, after, caret]) == change


def test_differences_give_both_texts_back(page: Page) -> None:
    pairs = [("Kestrel is here!!!", "Our product is here!"), ("", "new"), ("gone", ""), ("a b c d", "d c b a"),
             ("same", "same"), ("🎉 é\nline", "🎉 è\nline two")]  # fmt: skip
    for before, after in pairs:
        parts = call(page, "(text, [a, b]) => text.differences(a, b)", [before, after])
        assert "".join(words for kind, words in parts if kind != "ins") == before
        assert "".join(words for kind, words in parts if kind != "del") == after


def test_differences_of_the_longest_draft_are_quick(page: Page) -> None:
    script = """(text) => {
      const before = Array.from({length: 2000}, (_, i) => 'w' + i % 97).join(' ');
      const after = Array.from({length: 2000}, (_, i) => 'w' + i % 89).join(' ');
      const start = performance.now();
      text.differences(before, after);
      return performance.now() - start;
    }"""
    assert call(page, script) < 2000
