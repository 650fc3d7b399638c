"""The shipped examples and rules hold for any company's lists: another made-up company scores the same."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from bot.checker import Checker
from bot.encoder import load_encoder
from bot.rulebook import load_rulebook, needs_capitals
from bot.training import load_judge
from bot.training.evaluate import check_set, read_set, summary

SAMPLE, TOLERANCE = 240, 0.02
# What is a word stays one (Halo, Comet), what is made up stays so (Thermex, Coldara).
OTHERS = {
    "Novalys": "Brightorn", "NVLS": "BRTN", "Halo": "Comet", "Pulse": "Ripple", "Kestrel": "Granite", "Tamarind": "Juniper",
    "Hotel Belvoir": "Hotel Miramont", "Northwind Foods": "Southmere Foods", "Parkhuis Housing": "Veldhof Housing",
    "Banque Meridian": "Banque Aldebar", "Meridian": "Aldebar", "Delmar Hospitals": "Corvane Hospitals", "Delmar": "Corvane",
    "Ostrea Energy": "Lutina Energy", "Ostrea": "Lutina", "Thermex": "Coldara", "Enerva": "Voltiqa", "Warmwise": "Heatlore",
    "Lumen Installers": "Prism Installers", "Volta Grid": "Ampera Grid", "Ines Wouters": "Lotte Maes",
    "Tom De Backer": "Pieter Van Hove",
}  # fmt: skip
_NAMES = re.compile("|".join(re.escape(name) for name in sorted(OTHERS, key=len, reverse=True)), re.IGNORECASE)
_LONE = re.compile(r"(?<![a-z])(?:halo|pulse|nvls)(?![a-z])", re.IGNORECASE)


def swapped(text: str) -> str:
    """The text with every name of the shipped lists as the other company's, in the same letters."""

    def other(match: re.Match[str]) -> str:
        found = match.group()
        whole = match.string[max(0, match.start() - 1) : match.end() + 1]
        if found.lower() in ("halo", "pulse", "nvls") and not _LONE.search(whole):
            return found  # a part of another word, such as halogen
        name = next(new for old, new in OTHERS.items() if old.lower() == found.lower())
        return name.lower() if found.islower() else name.upper() if found.isupper() else name

    return _NAMES.sub(other, text)


@pytest.fixture(scope="module")
def other_policy(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("other") / "policy"
    shutil.copytree("policy", folder, ignore=shutil.ignore_patterns("drafts"))
    path = folder / "company.yml"
    path.write_text(swapped(path.read_text(encoding="utf-8")), encoding="utf-8")
    return folder


def test_every_listed_name_is_another_one_of_its_kind(other_policy):
    ours, theirs = load_rulebook(Path("policy")).company, load_rulebook(other_policy).company
    for path, names in ours.lists().items():
        for old, new in zip(names, theirs.lists()[path], strict=True):
            assert old != new, old
            assert needs_capitals(old) == needs_capitals(new), f"{old} and {new}"


def test_halogen_stays_and_a_hashtag_follows():
    assert swapped("Halogen at #TeamNovalys, my halo, KESTREL") == "Halogen at #TeamBrightorn, my comet, GRANITE"


@pytest.mark.models
def test_another_company_scores_the_same(other_policy):
    # Disguised names (N o v a l y s) cannot be swapped without taking their disguise off.
    rows = [row for row in read_set(Path("tests/blind/drafts-dev.jsonl")) if row["kind"] != "disguised"]
    named = [row for row in rows if _NAMES.search(row["text"])][:SAMPLE]
    assert len(named) >= 200
    others = [{**row, "text": swapped(row["text"]),
               "labels": [{**label, "quote": swapped(label["quote"])} for label in row["labels"]]} for row in named]
    checker = Checker(load_encoder(), load_judge(Path(".models")))
    scores = []
    for sample, policy in ((named, Path("policy")), (others, other_policy)):
        rulebook = load_rulebook(policy)
        scores.append(summary("sample", list(check_set(sample, checker, rulebook)), rulebook)["all"]["f1"])
    assert abs(scores[0] - scores[1]) <= TOLERANCE, scores
