"""“This is wrong”: granted at once, and handed to the consultants as far as the author agrees."""

from __future__ import annotations

import asyncio
import re
from dataclasses import replace

from bot.answers import person_for
from bot.cards import Card, button, text_card
from bot.checker import redact
from bot.dialogue.checking import finding_of
from bot.dialogue.services import Services
from bot.dialogue.vault import HeldDraft
from bot.findings import Finding
from bot.store import FINDING, QUESTION, Item

_SENTENCE_END = re.compile(r"[.!?…](?=\s)|\n")


def dispute(
    services: Services, owner: str, reference: str | None, language: str, *, finding_id: str | None = None,
    objection: str | None = None,
) -> Card:
    """Grant the disagreement and ask what may be passed on; until the author answers, nothing is."""
    held: HeldDraft | None = services.vault.get(owner, reference)
    finding = finding_of(held, finding_id) if held else None
    person = person_for(services.rulebook(), finding.contact if finding else None, language)
    if held is None or finding is None or services.store is None or reference is None:
        said = text_card("dispute", language, title=person.title, address=person.address)
        return {**said, "contact": person.key}
    services.vault.change(owner, reference, replace(held, objection=objection))
    buttons = [button(f"button_consent_{word}", f"consent:{finding.id}:{word}", language) for word in ("yes", "no")]
    buttons.append(button("button_cancel", "cancel", language))
    said = text_card("dispute_consent", language, buttons=buttons, words=finding.quote, title=person.title,
                     address=person.address)
    return {**said, "contact": person.key}


async def hand_in(
    services: Services, owner: str, reference: str | None, language: str, *, finding_id: str | None, words: bool,
    channel: str,
) -> Card:
    """Put the disputed finding into the inbox: with its sentence, redacted, when ``words``; else the rule alone."""
    held: HeldDraft | None = services.vault.get(owner, reference)
    finding = finding_of(held, finding_id) if held else None
    if held is None or finding is None or services.store is None:
        return text_card("draft_gone", language)
    text = await _redacted(services, sentence_of(held.draft.text, finding)) if words else ""
    reason = await _redacted(services, held.objection) if words and held.objection else None
    kept = await services.store.inbox.add(Item(FINDING, text, language, channel, rule=finding.rule, reason=reason))
    if kept is None:
        return text_card("could_not_pass_on", language)
    return text_card("dispute_with_words" if words else "dispute_without_words", language, words=text)


async def pass_on_question(
    services: Services, text: str, language: str, *, topics: tuple[str, ...], channel: str
) -> bool:
    """Put a question that nobody could answer into the inbox, redacted; False when it is kept nowhere."""
    if services.store is None:
        return False
    item = Item(QUESTION, await _redacted(services, text), language, channel, topics=topics)
    return await services.store.inbox.add(item) is not None


def sentence_of(text: str, finding: Finding) -> str:
    """The sentence around a finding."""
    start = max((end.end() for end in _SENTENCE_END.finditer(text, 0, finding.start)), default=0)
    end = next((found.end() for found in _SENTENCE_END.finditer(text, finding.end)), len(text))
    return text[start:end].strip()


async def _redacted(services: Services, text: str) -> str:
    return await asyncio.to_thread(redact, text, services.checker, services.rulebook(), as_of=services.today())
