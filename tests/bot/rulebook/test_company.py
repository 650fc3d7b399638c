"""Names of company.yml, in capitals and in small letters."""

from __future__ import annotations

from pathlib import Path

import pytest
import re2

from bot.checker import Checker
from bot.findings import Draft
from bot.nlu.company_names import read_names
from bot.nlu.placeholders import replace_names
from bot.rulebook import RulebookErrors, load_rulebook, needs_capitals, spelt_out
from tests.bot.checker.conftest import DAY, SilentEncoder
from tests.bot.rulebook.test_rulebook import policy

__all__ = ["policy"]


def rewritten(folder: Path, old: str, new: str):
    path = folder / "company.yml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    return load_rulebook(folder)


def test_a_made_up_name_is_found_in_any_case_and_a_word_with_its_capitals(policy):
    company = load_rulebook(policy).company
    assert not needs_capitals(company.competitors[2]) and not needs_capitals("Halo Mini")
    assert needs_capitals("Halo") and needs_capitals("Kestrel") and needs_capitals("Ab")


@pytest.mark.parametrize("name", ["Pomme", "Phare", "Tulp", "Sage", "Amber"])
def test_words_of_all_three_languages_are_ordinary(name):
    assert needs_capitals(name)


@pytest.mark.parametrize("text", ["warmwise copied our dial, what thieves", "THERMEX are thieves"])
def test_competitor_and_company_in_small_letters_are_found(text):
    rulebook = load_rulebook(Path("policy"))
    names = [name for path in ("competitors", "company") for name in rulebook.company.names(path)]
    assert any(name.casefold() in text.casefold() for name in names)
    report = Checker(SilentEncoder()).check(Draft(text, language="en"), rulebook, as_of=DAY)
    assert [f for f in report.findings if f.category in ("competitor-attack", "speaking-for-company", "legal-matters")]


def test_the_bird_is_no_code_name():
    report = Checker(SilentEncoder()).check(Draft("Saw a kestrel above the canal"), load_rulebook(Path("policy")), as_of=DAY)
    assert not report.findings


def test_an_entry_says_what_holds_and_the_warning_goes(policy):
    before = [w for w in load_rulebook(policy).warnings if w.code == "C210"]
    assert any("'Pulse'" in w.message and w.line == 27 for w in before)
    rulebook = rewritten(policy, "[Halo, Halo Mini, Pulse,", "[{name: Halo, case: any}, Halo Mini, {name: Pulse, case: exact},")
    halo, mini, pulse = rulebook.company.products.public[:3]
    assert (halo, mini, pulse) == ("Halo", "Halo Mini", "Pulse")
    assert not needs_capitals(halo) and not needs_capitals(mini) and needs_capitals(pulse)
    assert not any("'Pulse'" in w.message or "'Halo'" in w.message for w in rulebook.warnings)


def test_judge_and_topics_read_a_name_alike(policy):
    rulebook = rewritten(policy, "[Halo, Halo Mini, Pulse,", "[Halo, Halo Mini, {name: Pulse, case: exact},")
    names = read_names(policy / "company.yml")
    for text, seen in [
        ("my pulse is high", "my pulse is high"), ("my Pulse is high", "my our product is high"),
        ("my PULSE is high", "my our product is high"), ("the halo and warmwise", "the our product and competitor company"),
    ]:  # fmt: skip
        assert rulebook.placeholders(text) == replace_names(text, names) == seen


@pytest.mark.parametrize("entry", ["{name: Pulse}", "{name: Pulse, case: lower}", "{name: [a], case: any}", "{naam: Pulse, case: any}", "12"])
def test_a_wrong_entry_is_named_with_its_place(policy, entry):
    with pytest.raises(RulebookErrors) as caught:
        rewritten(policy, "Halo Mini, Pulse,", f"Halo Mini, {entry},")
    assert "company.yml:27:29" in str(caught.value) and "case: exact" in str(caught.value)


def test_a_rule_that_says_company_means_the_names_of_the_lists(policy):
    rulebook = rewritten(policy, "aliases: [Novalys, Novalys NV, Novalys SA]", 'aliases: [Brightorn, "Bright+orn"]')
    typed = rulebook.company.typed
    assert spelt_out("on behalf of {company}", typed) == r"on behalf of (?:Bright\+orn|Brightorn|Novalys|NVLS)"
    assert spelt_out("the {product}", typed) == "the (?:Pulse|Halo)"
    assert spelt_out(r"https://{domain}/\p{Lu}{2,3}", typed) == r"https://(?:novalys\.example)/\p{Lu}{2,3}"


def test_an_empty_list_stands_for_nothing(policy):
    typed = rewritten(policy, "[Thermex, Enerva, Warmwise]", "[]").company.typed
    expression = re2.compile(spelt_out("(unlike {competitor})", typed))
    assert not any(expression.search(text) for text in ("unlike ", "unlike Thermex", "unlike {competitor}"))


def test_a_misspelt_list_in_a_rule_is_named(policy):
    path = policy / "rules.yml"
    path.write_text(path.read_text(encoding="utf-8").replace("[revenue, margin]", '[revenue, "{compnay} margin"]'), encoding="utf-8")
    with pytest.raises(RulebookErrors) as caught:
        load_rulebook(policy)
    assert "C206" in str(caught.value) and "Did you mean 'company'?" in str(caught.value)
