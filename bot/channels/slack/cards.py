"""A card of the coach as Block Kit: verdict first, then each finding with quote, clause, why and fix."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from bot.answers import person_for
from bot.cards import Card, say
from bot.cards.wording import knows
from bot.channels.slack import blocks
from bot.channels.slack.blocks import Block
from bot.channels.slack.wording import tell
from bot.channels.slack.words import cut
from bot.rulebook import Rulebook, in_language

LONGEST_QUOTE = 280
LONGEST_LINE = 600
LONGEST_ADDED = 1200
LONGEST_REWRITE = 2400  # of a report; the button under it gives the whole
ACTION = "coach"
SIGNS = {"error": "no_entry", "warning": "warning", "suggestion": "bulb"}
VERDICTS = {"stop": "no_entry", "revise": "warning", "ask": "question", "clear": "white_check_mark"}
RANK = ("error", "warning", "suggestion")


@dataclass(frozen=True)
class Drawn:
    """Blocks, and the text of the notification, which never quotes a draft."""

    blocks: list[Block] = field(repr=False)
    text: str


def draw(
    card: Card, rulebook: Rulebook, *, ref: str | None = None, notice: str | None = None, in_view: bool = False
) -> Drawn:
    """Any card. ``ref`` is the draft's place in the vault, for its buttons; ``notice`` is said first."""
    language = card["language"]
    first = [blocks.small(notice)] if notice else []
    most, largest = _room(in_view)
    room = largest - blocks.size(first) - 400
    if card["kind"] == "report" and card.get("report"):
        body, text = _report(card, rulebook, ref or "", room=room, most=most - len(first) - 1)
    elif card.get("wording"):
        body, text = _wording(card), tell("fallback_wording", language)
    else:
        body, text = _text(card, ref or ""), _notification(card)
    fitted = blocks.fit(first + body, note=tell("cut_here", language), most=most, largest=largest)
    return Drawn(fitted, blocks.fallback(text))


def headline(report: dict[str, Any], language: str) -> str:
    """The verdict in one sentence, as ``bot.cards`` says it."""
    verdict = report["verdict"]
    if verdict == "clear" and report["partial"]:
        return say("verdict_clear_partial", language)
    if verdict == "clear" and report["findings"]:
        return say("verdict_clear_suggestions", language)
    return say(f"verdict_{verdict}", language)


def value(ref: str, payload: str) -> str:
    """What a button carries: the draft's place in the vault and what is meant."""
    return f"{ref}|{payload}"


def read_value(carried: str) -> tuple[str | None, str]:
    """Reference and payload of a button."""
    ref, _, payload = carried.partition("|")
    return ref or None, payload


def _room(in_view: bool) -> tuple[int, int]:
    if in_view:
        # Some blocks of a form come besides.
        return blocks.MOST_BLOCKS_IN_VIEW - 10, blocks.LARGEST_VIEW
    return blocks.MOST_BLOCKS, blocks.LARGEST_MESSAGE


def _report(card: Card, rulebook: Rulebook, ref: str, *, room: int, most: int) -> tuple[list[Block], str]:
    report, language = card["report"], card["language"]
    said = headline(report, language)
    findings = sorted(report["findings"], key=lambda found: (RANK.index(found["severity"]), found["start"]))
    above, below = _around(card, said)
    head = [blocks.rich(blocks.section(blocks.sign(VERDICTS[report["verdict"]]), blocks.words(f" {said}", bold=True)))]
    head += blocks.plain(cut(above, LONGEST_ADDED)) if above else []
    head += [_protected(passage) for passage in report["protected"][:5]]
    tail = _tail(card, report, rulebook, ref)
    tail += blocks.plain(cut(below, LONGEST_ADDED)) if below else []
    room -= blocks.size(head + tail)
    most -= len(head) + len(tail)
    body: list[Block] = []
    for number, found in enumerate(findings):
        made = _finding(found, rulebook, language, ref, number=number + 1 if len(findings) > 1 else None)
        made = [*([blocks.divider()] if number else []), *made]
        if blocks.size(body + made) > room or len(body) + len(made) > most:
            body.append(blocks.small(tell("more_findings", language, count=len(findings) - number)))
            break
        body += made
    text = tell("fallback_report", language, headline=said, count=len(findings)) if findings else said
    return head + body + tail, text


def _around(card: Card, said: str) -> tuple[str, str]:
    """What the dialogue set above and below the report's own text: progress, first aid, people who listen."""
    report = card["report"]
    first = report["protected"][0]["reply"] if report["protected"] else said
    last = _limits(report, card["language"]) or first
    above, found, _ = card["text"].partition(first)
    below = card["text"].rpartition(last)[2] if last in card["text"] else ""
    return (above.strip() if found else ""), below.strip()


def _limits(report: dict[str, Any], language: str) -> str:
    """What was not checked, as ``bot.cards`` says it."""
    things = [
        say(f"not_checked_{thing}", language) if knows(f"not_checked_{thing}") else thing
        for thing in report["not_checked"]
    ]
    parts = [say("partial", language)] if report["partial"] else []
    return " ".join([*parts, *([say("not_checked", language, things=", ".join(things))] if things else [])])


def _protected(passage: dict[str, Any]) -> Block:
    return blocks.rich(
        blocks.section(blocks.sign("shield"), blocks.words(" " + cut(passage["reply"], LONGEST_LINE))),
        blocks.quote(cut(passage["quote"], LONGEST_QUOTE)),
    )


def _finding(
    found: dict[str, Any], rulebook: Rulebook, language: str, ref: str, *, number: int | None
) -> list[Block]:
    severity = found["severity"]
    level = f" {number}. " if number else " "
    clause = rulebook.clauses.get(found["clause"])
    title = in_language(clause.title, language) if clause else ""
    why = f"{found['why']} {say('finding_clause', language, clause=found['clause'], title=title)}".strip()
    parts = [
        blocks.section(
            blocks.sign(SIGNS[severity]), blocks.words(level + say(f"severity_{severity}", language), bold=True)
        ),
        blocks.quote(cut(found["quote"], LONGEST_QUOTE)),
        blocks.section(
            blocks.words(cut(found["message"], LONGEST_LINE) + "\n"),
            blocks.words(cut(why, LONGEST_LINE), italic=True),
        ),
    ]
    if found["fixes"]:
        parts.append(_instead(found["fixes"][0]["replacement"], language))
    made = [blocks.rich(*parts)]
    question = found["question"]
    if question:
        made.append(blocks.rich(blocks.section(blocks.words(cut(question["text"], LONGEST_LINE), bold=True))))
        made += blocks.row(
            [
                blocks.press(
                    say(f"button_{word}", language),
                    f"{ACTION}:answer:{word}",
                    value(ref, f"answer:{question['id']}:{word}"),
                )
                for word in ("yes", "no")
            ]
        )
    return made + blocks.row(_finding_buttons(found, language, ref))


def _instead(replacement: str, language: str) -> Block:
    if not replacement.strip():
        return blocks.section(blocks.words(tell("drop", language), bold=True))
    said = tell("instead", language)
    return blocks.section(blocks.words(f"{said} ", bold=True), blocks.words(cut(replacement, LONGEST_LINE)))


def _finding_buttons(found: dict[str, Any], language: str, ref: str) -> list[dict[str, Any]]:
    ideas = [("why", say("button_why", language), f"why:{found['id']}")]
    if found["fixes"]:
        ideas.append(("fix", tell("button_use", language), f"fix:{found['id']}"))
    ideas.append(("dispute", tell("button_wrong", language), f"dispute:{found['id']}"))
    ideas.append(("person", tell("button_person", language), f"person:{found['contact']}"))
    return [blocks.press(title, f"{ACTION}:{kind}", value(ref, payload)) for kind, title, payload in ideas]


def _tail(card: Card, report: dict[str, Any], rulebook: Rulebook, ref: str) -> list[Block]:
    """The rewrite, whom to ask, and what was not checked."""
    language = card["language"]
    made: list[Block] = []
    if report["rewrite"]:
        made.append(blocks.marked(f"*{say('rewrite', language)}*"))
        made.append(blocks.to_copy(cut(report["rewrite"], LONGEST_REWRITE)))
        title = tell("button_use_all", language)
        made += blocks.row([blocks.press(title, f"{ACTION}:use", value(ref, "use"), strong=True)])
    notes = []
    if card.get("contact"):
        person = person_for(rulebook, card["contact"], language)
        notes.append(say("ask_contact", language, title=person.title, address=person.address))
    if report["not_checked"] or report["partial"]:
        notes.append(_limits(report, language))
    return [*made, *([blocks.small("\n".join(notes))] if notes else [])]


def _wording(card: Card) -> list[Block]:
    """Other words: what is said before, the text alone and ready to copy, what is said after."""
    before, _, after = card["text"].partition(card["wording"])
    return [
        *blocks.plain(before.strip()),
        blocks.to_copy(card["wording"]),
        *([blocks.small(after.strip())] if after.strip() else []),
    ]


def _text(card: Card, ref: str) -> list[Block]:
    buttons = [
        blocks.press(entry["title"], f"{ACTION}:said:{number}", value(ref, entry["payload"]))
        for number, entry in enumerate(card.get("buttons", []))
    ]
    made = [block for part in card["text"].split("\n\n") for block in blocks.plain(part)]
    return made + blocks.row(buttons)


def _notification(card: Card) -> str:
    # Only kinds that never quote a draft are shown on a locked screen.
    if card["kind"] in ("answer", "passage", "choose", "hand_over", "ask_for_draft"):
        return card["text"]
    return tell("fallback_answer", card["language"])
