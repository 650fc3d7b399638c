"""Every rule's own examples: ``rule-id/flag/0`` must fire it, ``rule-id/pass/0`` may not."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from bot.encoder import load_encoder
from bot.rulebook import CATEGORIES, load_rulebook
from bot.training import load_judge, run_examples

DAY = date(2026, 11, 24)


@pytest.fixture(scope="module")
def results():
    """All examples run once, with the trained judge."""
    judge = load_judge(Path(".models"))
    if judge is None:
        pytest.fail("no trained judge: run `make train`")
    return {r.id: r for r in run_examples(load_rulebook(Path("policy")), load_encoder(), judge, as_of=DAY)}


def _ids() -> list[str]:
    rulebook = load_rulebook(Path("policy"))
    return [
        f"{entry.id}/{kind}/{number}"
        for entry in (*rulebook.guard, *rulebook.rules)
        for kind, texts in (("flag", entry.examples.flag), ("pass", entry.examples.pass_))
        for number in range(len(texts))
    ]


@pytest.mark.models
@pytest.mark.parametrize("example", _ids())
def test_example(results, example):
    result = results[example]
    assert result.right, f"{'should' if result.expected else 'should not'} fire: {result.text}"


def test_every_category_has_at_least_four_rules_and_all_together_120():
    rules = load_rulebook(Path("policy")).rules
    assert len(rules) >= 120
    for category in CATEGORIES:
        assert sum(rule.category == category for rule in rules) >= 4, category
