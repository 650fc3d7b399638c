"""Cards for drafts: the report of a check, the reason of one finding, other words, a request for the draft."""

from __future__ import annotations

from bot.answers import person_for
from bot.cards.answers import contact_line
from bot.cards.card import Button, Card, button, card, paragraphs
from bot.cards.wording import knows, say
from bot.findings import Finding, Report, Severity, Verdict
from bot.rulebook import Rulebook, in_language

MOST_BUTTONS = 25  # what one row of buttons holds on the channel with the least room


def report_card(report: Report, rulebook: Rulebook, language: str, *, short: bool = False) -> Card:
    """The whole report as text, with the report itself for channels that draw it.

    The worst finding decides the contact and the clause. ``short`` leaves out reasons and the rewrite.
    The text quotes the draft: the card belongs in the vault, never in a store.
    """
    worst = worst_first(report.findings)
    parts = [passage.reply for passage in report.protected] + [_headline(report, language)]
    numbers = {finding.id: number for number, finding in enumerate(report.findings, start=1)}
    parts += [_finding_text(numbers[f.id], f, rulebook, language, short=short) for f in report.findings]
    if report.rewrite and not short:
        parts.append(f"{say('rewrite', language)}\n{report.rewrite}")
    if worst and not short:
        parts.append(contact_line(person_for(rulebook, worst[0].contact, language), language))
    parts.append(_limits(report, language))
    return card(
        "report",
        paragraphs(*dict.fromkeys(parts)),
        language,
        clause=worst[0].clause if worst else None,
        contact=rulebook.company.contact_key(worst[0].contact) if worst else None,
        report=report.as_dict(),
        buttons=_buttons(report, numbers, language),
    )


def explain_card(finding: Finding, rulebook: Rulebook, language: str) -> Card:
    """Why one finding was made: the words, the reason, the clause in full, whom to ask."""
    clause = rulebook.clauses[finding.clause]
    text = paragraphs(
        say("quoted", language, words=finding.quote),
        f"{finding.message} {finding.why}".strip(),
        f"{say('clause_text', language, clause=clause.id, title=in_language(clause.title, language))}\n"
        f"{in_language(clause.text, language).strip()}",
        contact_line(person_for(rulebook, finding.contact, language), language),
    )
    buttons = [button("button_fix", f"fix:{finding.id}", language)] if finding.fixes else []
    buttons.append(button("button_dispute", f"dispute:{finding.id}", language))
    return card(
        "text",
        text,
        language,
        clause=finding.clause,
        contact=rulebook.company.contact_key(finding.contact),
        buttons=buttons,
    )


def fix_card(text: str, after: Report, language: str, *, whole: bool) -> Card:
    """A draft in other words and what a second check of it says. ``whole``: every finding was treated."""
    left = [finding for finding in after.findings if finding.severity is not Severity.SUGGESTION]
    checked = (
        say("fix_checked_left", language, count=len(left)) if left else say("fix_checked_clear", language)
    )
    said = paragraphs(f"{say('fix_all' if whole else 'fix_one', language)}\n{text}", checked)
    # ``wording`` is the text alone, for channels that make it ready to copy.
    return card("text", said, language, wording=text)


def ask_for_draft_card(language: str) -> Card:
    """Ask for the text; the next message is the draft."""
    return card(
        "ask_for_draft",
        say("ask_for_draft", language),
        language,
        buttons=[button("button_cancel", "cancel", language)],
    )


def unsure_card(language: str) -> Card:
    """Ask whether the last message was a draft or a question."""
    buttons = [button("button_check_this", "check", language), button("button_ask_this", "cancel", language)]
    return card("choose", say("unsure", language), language, buttons=buttons)


def worst_first(findings: tuple[Finding, ...]) -> list[Finding]:
    """The findings by severity, then by place."""
    return sorted(findings, key=lambda finding: (finding.severity.rank, finding.start))


def _headline(report: Report, language: str) -> str:
    if report.verdict is Verdict.CLEAR and report.partial:
        return say("verdict_clear_partial", language)
    if report.verdict is Verdict.CLEAR and report.findings:
        return say("verdict_clear_suggestions", language)
    return say(f"verdict_{report.verdict.value}", language)


def _finding_text(number: int, finding: Finding, rulebook: Rulebook, language: str, *, short: bool) -> str:
    quote = say("quoted", language, words=finding.quote)
    level = say(f"severity_{finding.severity.value}", language)
    lines = [f"{number}. {level}: {quote}", finding.message]
    if not short:
        title = in_language(rulebook.clauses[finding.clause].title, language)
        lines.append(
            f"{finding.why} {say('finding_clause', language, clause=finding.clause, title=title)}".strip()
        )
    if finding.fixes:
        words = finding.fixes[0].replacement
        lines.append(
            say("finding_fix", language, words=words) if words.strip() else say("finding_drop", language)
        )
    if finding.question:
        lines.append(finding.question.text)
    return "\n".join(line for line in lines if line)


def _limits(report: Report, language: str) -> str:
    things = [
        say(f"not_checked_{thing}", language) if knows(f"not_checked_{thing}") else thing
        for thing in report.not_checked
    ]
    parts = [say("partial", language)] if report.partial else []
    if things:
        parts.append(say("not_checked", language, things=", ".join(things)))
    return " ".join(parts)


def _buttons(report: Report, numbers: dict[str, int], language: str) -> list[Button]:
    """Answers to open questions first, then why, other words and disagreement for each finding, worst first."""
    several = len(report.findings) > 1
    buttons: list[Button] = []
    worst = worst_first(report.findings)
    for finding in worst:
        number = numbers[finding.id] if several else None
        if finding.question:
            buttons += [
                button(f"button_{word}", f"answer:{finding.question.id}:{word}", language, number=number)
                for word in ("yes", "no")
            ]
    for finding in worst:
        number = numbers[finding.id] if several else None
        kinds = ("why", "fix", "dispute") if finding.fixes else ("why", "dispute")
        buttons += [
            button(f"button_{kind}", f"{kind}:{finding.id}", language, number=number) for kind in kinds
        ]
    unique = {entry["payload"]: entry for entry in buttons}
    return list(unique.values())[:MOST_BUTTONS]
