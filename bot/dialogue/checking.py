"""One draft, checked and told: what the dialogue's actions do, and what works without the dialogue."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial

from bot.answers import person_for
from bot.cards import (
    Card,
    clause_card,
    explain_card,
    fix_card,
    report_card,
    say,
    text_card,
    with_offer,
    with_progress,
    worst_first,
)
from bot.dialogue.services import Services
from bot.dialogue.vault import HeldDraft
from bot.dialogue.versions import answers_that_hold, is_version_of, progress
from bot.findings import Draft, Finding, Report
from bot.rulebook import Rulebook

UNDISCLOSED = "undisclosed-endorsement"


@dataclass(frozen=True)
class Told:
    """A card about a draft and, after a check, the report behind it. The card may quote the draft.

    ``reference`` names the draft when it is another one than was asked about.
    """

    card: Card = field(repr=False)
    report: Report | None = None
    reference: str | None = None


async def check(
    services: Services, draft: Draft, answers: Mapping[str, bool], *, as_of: date | None = None
) -> Report:
    """Check off the event loop, so that nobody else waits for a long draft. ``as_of`` None is today."""
    run = partial(services.checker.check, draft, services.rulebook(), as_of=as_of or services.today(), answers=answers)
    return await asyncio.get_running_loop().run_in_executor(services.pool, run)


async def check_held(services: Services, owner: str, reference: str | None, language: str) -> Told:
    """Check the draft in the vault and keep the report beside it.

    When it is another version of the draft before it, the card first says what is solved and what remains.
    """
    held: HeldDraft | None = services.vault.get(owner, reference)
    if held is None or reference is None:
        return Told(text_card("draft_gone", language))
    before: HeldDraft | None = services.vault.get(owner, held.before) if held.report is None else None
    if before and not is_version_of(held.draft.text, before.draft.text):
        before = None
    if before:
        held = replace(held, answers={**answers_that_hold(before, held.draft.text), **held.answers})
    report = await check(services, held.draft, held.answers)
    asked = (*held.asked, *(finding for finding in report.findings if finding.question))
    services.vault.change(owner, reference, replace(held, report=report, asked=asked))
    rulebook = services.rulebook()
    shown = report_card(report, rulebook, report.language)
    if report.protected:
        shown = with_offer(shown, rulebook)
    compared = progress(before.report, report) if before else None
    return Told(with_progress(shown, rulebook, compared) if compared else shown, report)


async def take_link(services: Services, owner: str, reference: str | None, language: str, *, link: str) -> Told:
    """“It is public, here is the link”: answer the open question, and check the draft with the link beneath it."""
    held: HeldDraft | None = services.vault.get(owner, reference)
    if held is None:
        return Told(text_card("draft_gone", language))
    question = _open_question(held)
    answers = {**held.answers, **({question: True} if question else {})}
    text = held.draft.text if link in held.draft.text else f"{held.draft.text.rstrip()}\n{link}"
    new = services.vault.put(owner, replace(held, draft=replace(held.draft, text=text), answers=answers, report=None))
    told = await check_held(services, owner, new, language)
    lead = say("link_added", told.card["language"])
    return replace(told, card={**told.card, "text": f"{lead}\n\n{told.card['text']}"}, reference=new)


async def answer_question(
    services: Services,
    owner: str,
    reference: str | None,
    language: str,
    *,
    answer: bool,
    question_id: str | None,
) -> Told:
    """Take the author's yes or no and check again. Without an id it is the worst open question that is meant."""
    held = services.vault.get(owner, reference)
    if held is None or reference is None:
        return Told(text_card("draft_gone" if question_id else "no_open_question", language))
    question_id = question_id or _open_question(held)
    if question_id is None:
        return Told(text_card("no_open_question", language))
    services.vault.change(owner, reference, replace(held, answers={**held.answers, question_id: answer}))
    return await check_held(services, owner, reference, language)


def explain(
    services: Services, owner: str, reference: str | None, language: str, *, finding_id: str | None = None
) -> Card:
    """The reason of one finding, of the worst one when none is named."""
    held = services.vault.get(owner, reference)
    if held is None:
        return text_card("draft_gone", language)
    finding = finding_of(held, finding_id)
    if finding is None:
        return text_card("nothing_found_there", language)
    return explain_card(finding, services.rulebook(), held.report.language)


async def fix(
    services: Services, owner: str, reference: str | None, language: str, *, finding_id: str | None = None
) -> Card:
    """Other words for one finding, or the whole rewrite; either is checked again before it is shown."""
    held = services.vault.get(owner, reference)
    if held is None:
        return text_card("draft_gone", language)
    finding = finding_of(held, finding_id)
    if finding is None:
        return text_card("nothing_found_there", language)
    whole = finding_id is None and held.report.rewrite is not None
    text = held.report.rewrite if whole else _with_fix(held.draft.text, finding)
    if text is None and finding_id is None:
        text = _disclosed(services.rulebook(), held)
    if text is None or not text.strip():
        person = person_for(services.rulebook(), finding.contact, language)
        return text_card("no_fix", language, title=person.title, address=person.address)
    after = await check(services, replace(held.draft, text=text), held.answers)
    return fix_card(text, after, held.report.language, whole=whole)


def summary(services: Services, owner: str, reference: str | None, language: str) -> Card:
    """The last report again, without reasons and rewrite."""
    held = services.vault.get(owner, reference)
    if held is None or held.report is None:
        return text_card("draft_gone", language)
    return report_card(held.report, services.rulebook(), held.report.language, short=True)


def sources(services: Services, owner: str, reference: str | None, language: str) -> Card:
    """The clauses that the findings of the last report rest on."""
    held = services.vault.get(owner, reference)
    if held is None or held.report is None:
        return text_card("draft_gone", language)
    clauses = dict.fromkeys(finding.clause for finding in worst_first(held.report.findings))
    if not clauses:
        return text_card("nothing_found_there", language)
    return clause_card(services.rulebook(), list(clauses), held.report.language)


def finding_of(held: HeldDraft, finding_id: str | None) -> Finding | None:
    """The finding of that id, the worst one without an id; None when there is none."""
    findings = held.report.findings if held.report else ()
    if finding_id is not None:
        return next((finding for finding in findings if finding.id == finding_id), None)
    return next(iter(worst_first(findings)), None)


def _open_question(held: HeldDraft) -> str | None:
    findings = worst_first(held.report.findings) if held.report else []
    return next((finding.question.id for finding in findings if finding.question), None)


def _disclosed(rulebook: Rulebook, held: HeldDraft) -> str | None:
    """The draft behind the company's own words of disclosure, where it praises without them; else None."""
    report = held.report
    if report is None or all(finding.category != UNDISCLOSED for finding in report.findings):
        return None
    phrases = rulebook.company.company.disclosure.phrases
    phrase = next(iter(phrases.get(report.language) or phrases.get("en") or []), None)
    return f"{phrase[0].upper()}{phrase[1:].rstrip('.')}. {held.draft.text}" if phrase else None


def _with_fix(text: str, finding: Finding) -> str | None:
    if not finding.fixes:
        return None
    chosen = finding.fixes[0]
    return text[: chosen.start] + chosen.replacement + text[chosen.end :]
