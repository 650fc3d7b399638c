"""A change touches its own place alone, on the real files, and fast."""

from __future__ import annotations

import difflib
import random
import time
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import CoachError
from bot.rulebook.edit_text import Add, By, Put, Remove, apply_steps, value_at

FILES = ["policy/guidelines.yml", "policy/company.yml", "policy/rules/guard.yml", "policy/rules/secrets.yml",
         "policy/drafts/en-clean-more5.yml", "policy/drafts/en-secrets.yml", "data/nlu.yml", "data/nlu_fr.yml", "domain.yml"]


def changed_lines(before: str, after: str) -> int:
    lines = difflib.unified_diff(before.splitlines(), after.splitlines(), n=0, lineterm="")
    return sum(line[0] in "+-" and line[:3] not in ("+++", "---") for line in lines)


def scalars(data, path=()):
    if isinstance(data, dict):
        for key, value in data.items():
            yield from scalars(value, (*path, key))
    elif isinstance(data, list):
        for i, value in enumerate(data):
            yield from scalars(value, (*path, i))
    elif isinstance(data, str):
        yield path, data


@pytest.mark.parametrize("file", FILES)
def test_one_word_is_a_small_difference_and_takes_less_than_a_second(file: str):
    text = Path(file).read_text(encoding="utf-8")
    places = list(scalars(yaml.safe_load(text)))
    for path, value in random.Random(7).sample(places, 12):
        words = value.split(" ")
        words[len(words) // 2] += "zz"
        start = time.perf_counter()
        after = apply_steps(text, [Put(path, " ".join(words))], file=file)
        assert time.perf_counter() - start < 1.0
        assert value_at(after, path, file=file).strip() == " ".join(words).strip()
        assert changed_lines(text, after) <= 6, path
        assert after.count("#") == text.count("#")


@pytest.mark.parametrize("file", FILES)
def test_an_entry_added_and_removed_leaves_the_file_as_it_was(file: str):
    text = Path(file).read_text(encoding="utf-8")
    data = yaml.safe_load(text)
    lists = [path for path in list_places(data) if path]
    for path in random.Random(3).sample(lists, min(10, len(lists))):
        there = value_at(text, path, file=file)
        after = apply_steps(text, [Add(path, there[0])], file=file)
        assert len(after.splitlines()) - len(text.splitlines()) in (0, changed_lines(text, after)), path
        assert apply_steps(after, [Remove((*path, len(there)))], file=file) == text, path


def list_places(data, path=()):
    if isinstance(data, dict):
        for key, value in data.items():
            yield from list_places(value, (*path, key))
    elif isinstance(data, list) and data:
        yield path
        for i, value in enumerate(data):
            yield from list_places(value, (*path, i))


SMALL = """\
# the head
people:            # who
  - id: ann
    says: hello    # politely

  # bob is loud
  - id: bob
    says: 'HEY'
tags: [a, "b"]     # few
none: []
deep:
  text: >-
    One line of words
    and another one.
"""


@pytest.mark.parametrize(("step", "line"), [
    (Put(("people", By("id", "ann"), "says"), "good day"), "    says: good day    # politely"),
    (Put(("people", By("id", "bob"), "says"), "it's"), "    says: 'it''s'"),
    (Put(("people", By("id", "bob"), "age"), 7), "    age: 7"),
    (Put(("people", By("id", "ann"), "says"), "yes"), '    says: "yes"    # politely'),
    (Put(("people", By("id", "ann"), "says"), "a: b # c"), '    says: "a: b # c"    # politely'),
    (Add(("tags",), "c, d"), 'tags: [a, "b", "c, d"]     # few'),
    (Add(("none",), {"item": "x"}), "none: [{item: x}]"),
    (Remove(("tags", 0)), 'tags: ["b"]     # few'),
    (Put(("deep", "text"), "One line of new words and another one."), "    One line of new words"),
])
def test_a_step_keeps_style_and_comments(step, line: str):
    after = apply_steps(SMALL, [step], file="f.yml")
    assert line in after.split("\n")
    assert changed_lines(SMALL, after) <= 2
    assert after.count("#") == SMALL.count("#") + ("#" in str(getattr(step, "value", "")))


def test_a_removed_entry_takes_no_comment_of_its_neighbour():
    after = apply_steps(SMALL, [Remove(("people", By("id", "ann")))], file="f.yml")
    assert "# bob is loud" in after
    assert value_at(after, ("people",), file="f.yml") == [{"id": "bob", "says": "HEY"}]


def test_the_last_entry_of_a_block_leaves_an_empty_list():
    text = "a:\n  - 1\nb: 2\n"
    assert yaml.safe_load(apply_steps(text, [Remove(("a", 0))], file="f.yml")) == {"a": [], "b": 2}


def test_a_place_that_is_not_there_is_told():
    with pytest.raises(CoachError, match=r"C222.*carl"):
        apply_steps(SMALL, [Remove(("people", By("id", "carl")))], file="f.yml")


@given(value=st.text(max_size=60), place=st.sampled_from([("people", 0, "says"), ("people", 1, "says"), ("tags", 1), ("deep", "text")]))
def test_any_text_can_be_put_anywhere(value: str, place):
    try:
        after = apply_steps(SMALL, [Put(place, value)], file="f.yml")
    except CoachError as error:
        assert error.code == "C222"
        # YAML has no way to write these.
        assert any("\ud800" <= char <= "\udfff" or not char.isprintable() for char in value)
        return
    assert value_at(after, place, file="f.yml").rstrip("\n") == value.rstrip("\n")
    assert "# bob is loud" in after
