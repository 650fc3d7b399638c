r"""Where ``\b`` of RE2 does not do what its author means."""

from __future__ import annotations

from pathlib import Path

import pytest
import re2

from bot.rulebook import load_rulebook
from bot.rulebook.expressions import blind_edges


@pytest.mark.parametrize(
    ("expression", "letters"),
    [
        (r"\bété\b", "é"),
        (r"(?i)\b(employé|chef)\b", "é"),
        (r"(?i)\b(?:écrit|à) (?:la|le)\b", "àé"),
        (r"caf(?:é)?\b", "é"),
        (r"\b[a-zé]+ chef", "é"),
        (r"crié{1,3}\b", "é"),
        (r"(?:chef|élu)\b|x", ""),
        (r"\bnaïf\b", ""),
        (r"(?:^|[^\pL])(été)(?:$|[^\pL])", ""),
        (r"\b(chef)\b[^.!?\n]{0,40}à cause", ""),
        (r"\p{Lu}é x\b", ""),
        (r"[\]é] x\b", ""),
        (r"\bplain\b", ""),
    ],
)
def test_accented_letters_beside_an_edge_are_named(expression, letters):
    assert blind_edges(expression) == letters


def test_what_is_warned_of_is_really_missed_and_the_repair_finds_it():
    text = "il a crié fort"
    assert re2.search(r"\bcrié\b", text) is None and blind_edges(r"\bcrié\b")
    repaired = r"(?:^|[^\pL\pN_])(crié)(?:$|[^\pL\pN_])"
    assert re2.search(repaired, text).group(1) == "crié" and not blind_edges(repaired)


def test_no_expression_of_the_shipped_policy_is_blind():
    assert [warning for warning in load_rulebook(Path("policy")).warnings if warning.code == "C209"] == []


@pytest.mark.parametrize("expression", ["(", "[", "\\", "a{", "(?", "(?P<n>é", "é|", "\\b(", "[^", "é{2"])
def test_a_broken_expression_does_not_stop_the_search(expression):
    assert isinstance(blind_edges(expression + r"\bé"), str)
