"""The figures of ``postcoach evaluate questions`` as a page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

CAUGHT = (
    "Caught: the coach says that it is another subject (or declines, or meets abuse), answers with small talk, or is "
    "not sure enough to answer and shows buttons. A text that is checked as a draft, or taken for another command, is "
    "not caught. In scope, wrongly refused: told that it is another subject, or answered with small talk."
)
AMONG = (
    "First: the right topic heads the ranking, and the words were not taken for a draft. Among two: it does, or it is "
    "one of the two topics that the buttons carry or would carry; never when something that is no topic is answered."
)
COLUMNS = {
    "caught": "Other subjects caught", "caught_in_words": "in words", "refused": "In scope refused",
    "refused_or_neither": "or no right button", "right": "answered right", "wrong": "answered wrongly",
    "buttons": "buttons",
}  # fmt: skip


def questions_as_markdown(result: Mapping[str, Any]) -> str:
    """One section a subject; only those that the set has."""
    limits = result["thresholds"]
    lines = [f"# {result['set']}: model {result['model']}, policy {result['policy_version']}", "",
             f"Answered at once from a confidence of {limits['confidence']} and a margin of {limits['margin']}, to a "
             f"distance of {limits['distance']}."]
    if "questions" in result:
        lines += _questions(result["questions"])
    if "commands" in result:
        lines += _commands(result["commands"])
    if "out_of_scope" in result:
        lines += _out_of_scope(result["out_of_scope"])
    if "curve" in result:
        lines += _curve(result["curve"], limits["confidence"])
    if result.get("confused"):
        lines += ["", "## Confused", "", "| Right | Took | Times |", "| --- | --- | --- |"]
        lines += [f"| {row['right']} | {row['took']} | {row['count']} |" for row in result["confused"]]
    return "\n".join(lines) + "\n"


def share(value: Mapping[str, Any]) -> str:
    """“91.3 % (450 of 493)”, a dash for nothing."""
    return "–" if value["share"] is None else f"{value['share']:.1%} ({value['part']} of {value['whole']})"


def _questions(value: Mapping[str, Any]) -> list[str]:
    lines = ["", "## Questions", "", AMONG, "", "| Group | First | Among two |", "| --- | --- | --- |"]
    groups = {"all": value["all"], **value["languages"], **value["kinds"], **value["clauses"]}
    lines += [f"| {name} | {share(one['first'])} | {share(one['among_two'])} |" for name, one in groups.items()]
    whole = value["all"]["first"]["whole"]
    lines += ["", "| What is seen | Questions |", "| --- | --- |"]
    return lines + [f"| {name} | {count / whole:.1%} ({count}) |" for name, count in value["reactions"].items()]


def _commands(value: Mapping[str, Any]) -> list[str]:
    rows = {"all": value["all"], "draft taken out to the character": value["drafts"], "intent": value["intents"],
            **value["languages"]}
    lines = ["", "## Commands and drafts", "", "| Group | Exact |", "| --- | --- |"]
    return lines + [f"| {name} | {share(scores)} |" for name, scores in rows.items()]


def _out_of_scope(value: Mapping[str, Any]) -> list[str]:
    rows = {"all": value["all"], "all, once “draft or question?” is answered where it is asked": value["after_asking"],
            "in words, without buttons or small talk": value["refused"], **value["languages"], **value["kinds"]}
    lines = ["", "## Other subjects", "", CAUGHT, "", "| Group | Caught |", "| --- | --- |"]
    return lines + [f"| {name} | {share(scores)} |" for name, scores in rows.items()]


def _curve(points: list[dict[str, Any]], chosen: float) -> list[str]:
    lines = ["", "## Confidence from which the coach answers", "", f"| Confidence | {' | '.join(COLUMNS.values())} |",
             "| --- |" + " --- |" * len(COLUMNS)]
    for point in points:
        mark = "**" if point["confidence"] == chosen else ""
        cells = [f"{point['confidence']:.2f}", *(f"{point[name]:.1%}" for name in COLUMNS)]
        lines.append("| " + " | ".join(f"{mark}{cell}{mark}" for cell in cells) + " |")
    return lines
