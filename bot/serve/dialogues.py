"""Labelled dialogues against a running coach: every expectation of every turn, met or not."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from bot.errors import CoachError
from bot.training.questions import ratio

# Keys that widen another one are no expectations of their own.
WIDEN = frozenset({"also_kinds", "also"})
# Words that a coach must not say, and findings about people and secrets.
PRIVATE_CATEGORIES = frozenset({"personal-data", "secrets"})

Cards = Sequence[Mapping[str, Any]]
Expect = Mapping[str, Any]


@dataclass(frozen=True)
class Outcome:
    """One expectation of one turn; ``got`` is what was there instead, or as well."""

    dialogue: str
    language: str
    turn: int
    said: str = field(repr=False)
    key: str
    wanted: Any
    got: Any = field(repr=False)
    met: bool
    protected: bool = False
    private: bool = False


def read_dialogues(rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """The rows, once they hold nothing that is not understood. Raises CoachError C529 naming the first such key."""
    for number, row in enumerate(rows, start=1):
        turns = row.get("turns")
        if not isinstance(turns, list) or not turns:
            raise CoachError("C520", "A dialogue has no turns.", where=f"line {number}")
        for place, turn in enumerate(turns, start=1):
            _refuse_unknown(turn, where=f"line {number}, turn {place}")
    return list(rows)


def _refuse_unknown(turn: Mapping[str, Any], *, where: str) -> None:
    expect = turn.get("expect", {})
    unknown = sorted(set(turn) - {"user", "expect"}) + sorted(set(expect) - set(JUDGES) - WIDEN)
    if unknown:
        raise CoachError("C529", f"A dialogue expects '{unknown[0]}', which nothing can judge.", where=where,
                         hint=f"Known: {', '.join(sorted({*JUDGES, *WIDEN}))}.")
    if "kind" not in expect or "user" not in turn:
        raise CoachError("C520", "A turn says nothing, or not which kind of card it expects.", where=where)


def run_dialogue(row: Mapping[str, Any], say: Callable[[str], Cards]) -> Iterator[Outcome]:
    """Say each turn in one conversation and judge its cards. A turn that is refused meets none of its expectations."""
    for place, turn in enumerate(row["turns"], start=1):
        try:
            cards = say(turn["user"])
        except CoachError as error:
            if error.code == "C131":
                raise
            cards = [{"kind": f"error {error.code}", "text": ""}]
        outcomes = judge_turn(turn["expect"], cards, dialogue=str(row.get("id", "")), language=row["lang"], turn=place,
                              said=turn["user"])
        refused = cards[:1] and cards[0]["kind"].startswith("error")
        yield from (replace(outcome, met=False) for outcome in outcomes) if refused else outcomes


def judge_turn(
    expect: Expect, cards: Cards, *, dialogue: str, language: str, turn: int, said: str
) -> Iterator[Outcome]:
    """The expectations of a turn that its cards can be held to.

    Where a card of another accepted kind came (``also_kinds``), what only the first kind can hold is not asked of it.
    """
    main = _main(expect, cards)
    protected = "protected" in expect
    private = "contains_none" in expect or bool(PRIVATE_CATEGORIES & set(expect.get("categories", ())))
    for key in expect:
        if key in WIDEN:
            continue
        judged = JUDGES[key](expect, cards, main)
        if judged is not None:
            met, got = judged
            yield Outcome(dialogue, language, turn, said, key, expect[key], got, met, protected, private)


def summarise(name: str, outcomes: Sequence[Outcome], *, every: bool) -> dict[str, Any]:
    """Totals as plain values; ``every``: also by key and language, and each expectation by itself."""
    broken = {outcome.dialogue for outcome in outcomes if not outcome.met}
    dialogues = {outcome.dialogue for outcome in outcomes}
    result: dict[str, Any] = {
        "set": name,
        "all": ratio(outcome.met for outcome in outcomes),
        "protected": ratio(outcome.met for outcome in outcomes if outcome.protected),
        "private": ratio(outcome.met for outcome in outcomes if outcome.private),
        "dialogues": ratio(one not in broken for one in dialogues),
    }
    if every:
        result["languages"] = _by(outcomes, lambda outcome: outcome.language)
        result["keys"] = _by(outcomes, lambda outcome: outcome.key)
        named = ("dialogue", "turn", "said", "key", "wanted", "got", "met")
        result["expectations"] = [{name: getattr(outcome, name) for name in named} for outcome in outcomes]
    return result


def _by(outcomes: Sequence[Outcome], key: Callable[[Outcome], str]) -> dict[str, Any]:
    return {one: ratio(outcome.met for outcome in outcomes if key(outcome) == one)
            for one in sorted({key(outcome) for outcome in outcomes})}


def _main(expect: Expect, cards: Cards) -> Mapping[str, Any]:
    """The card that is held to the expectations: of the first kind, of another accepted one, else the first."""
    for kinds in ([expect["kind"]], expect.get("also_kinds", ())):
        for card in cards:
            if card["kind"] in kinds:
                return card
    return cards[0] if cards else {"kind": "nothing", "text": ""}


def _excused(expect: Expect, main: Mapping[str, Any]) -> bool:
    return main["kind"] != expect["kind"] and main["kind"] in expect.get("also_kinds", ())


Judged = tuple[bool, Any] | None


def _kind(expect: Expect, cards: Cards, main: Mapping[str, Any]) -> Judged:
    return main["kind"] in {expect["kind"], *expect.get("also_kinds", ())}, [card["kind"] for card in cards]


def _topic(expect: Expect, cards: Cards, main: Mapping[str, Any]) -> Judged:
    right = {expect["topic"], *expect.get("also", ())}
    if main.get("topic"):
        return main["topic"] in right, main["topic"]
    offered = [button["payload"].removeprefix("topic:") for button in main.get("buttons") or []
               if button["payload"].startswith("topic:")]
    if _excused(expect, main):
        return (bool(right & set(offered)), offered) if offered else None
    return False, offered or None


def _in_report(read: Callable[[Expect, Mapping[str, Any]], tuple[bool, Any]]) -> Callable[..., Judged]:
    def judge(expect: Expect, cards: Cards, main: Mapping[str, Any]) -> Judged:
        report = next((card["report"] for card in (main, *cards) if card.get("report")), None)
        if report is None:
            return None if _excused(expect, main) else (False, "no report")
        return read(expect, report)

    return judge


def _verdict(expect: Expect, report: Mapping[str, Any]) -> tuple[bool, Any]:
    return report["verdict"] == expect["verdict"], report["verdict"]


def _categories(expect: Expect, report: Mapping[str, Any]) -> tuple[bool, Any]:
    found = _found(report)
    return set(expect["categories"]) <= set(found), found


def _not_categories(expect: Expect, report: Mapping[str, Any]) -> tuple[bool, Any]:
    found = _found(report)
    return not set(expect["not_categories"]) & set(found), found


def _protected(expect: Expect, report: Mapping[str, Any]) -> tuple[bool, Any]:
    found = [passage["quote"] for passage in report.get("protected") or []]
    return bool(found) is expect["protected"], found


def _found(report: Mapping[str, Any]) -> list[str]:
    return sorted({finding["category"] for finding in report["findings"]})


def _language(expect: Expect, cards: Cards, main: Mapping[str, Any]) -> Judged:
    spoken = sorted({card.get("language", "") for card in cards})
    return spoken == [expect["language"]], spoken


def _contains_any(expect: Expect, cards: Cards, main: Mapping[str, Any]) -> Judged:
    said = _plain("\n".join([str(card.get("text", "")) for card in cards]
                            + [button["title"] for card in cards for button in card.get("buttons") or []]))
    return any(_plain(words) in said for words in expect["contains_any"]), said[:300]


def _contains_none(expect: Expect, cards: Cards, main: Mapping[str, Any]) -> Judged:
    # All words of a card, also those that only a page or a program reads.
    said = _plain("\n".join(_words(list(cards))))
    found = [words for words in expect["contains_none"] if _plain(words) in said]
    return not found and bool(cards), found


def _words(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping | list):
        for inner in value.values() if isinstance(value, Mapping) else value:
            yield from _words(inner)


def _plain(text: str) -> str:
    return " ".join(text.replace("’", "'").casefold().split())


JUDGES: dict[str, Callable[[Expect, Cards, Mapping[str, Any]], Judged]] = {
    "kind": _kind,
    "topic": _topic,
    "language": _language,
    "contains_any": _contains_any,
    "contains_none": _contains_none,
    "verdict": _in_report(_verdict),
    "categories": _in_report(_categories),
    "not_categories": _in_report(_not_categories),
    "protected": _in_report(_protected),
}
