"""Better words for a finding, and a rewrite of the whole draft."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.checker.document import Document
from bot.checker.judge import Candidate
from bot.checker.reading import Reading
from bot.findings import Fix
from bot.rulebook import in_language

LABELS = {
    "replace": {"en": "Use “{text}”", "fr": "Écrire « {text} »", "nl": "Schrijf “{text}”"},
    "drop": {"en": "Leave these words out", "fr": "Retirer ces mots", "nl": "Laat deze woorden weg"},
    "drop-sentence": {"en": "Leave this sentence out", "fr": "Retirer cette phrase", "nl": "Laat deze zin weg"},
    "mask": {"en": "Mask it", "fr": "Masquer", "nl": "Maak onleesbaar"},
    "disclose": {"en": "Say first that you work here", "fr": "Dire d'abord que vous travaillez ici",
                 "nl": "Zeg eerst dat je hier werkt"},
    "i-for-we": {"en": "Speak for yourself", "fr": "Parler en votre nom", "nl": "Spreek voor jezelf"},
}  # fmt: skip
MASK = "[…]"
_WE = {
    "en": [("we're", "I'm"), ("we are", "I am"), ("we've", "I've"), ("we have", "I have"), ("we'll", "I hope to"), ("we will", "I hope to"),
           ("our", "my"), ("us", "me"), ("we", "I")],
    "fr": [("nous sommes", "je suis"), ("nous avons", "j'ai"), ("notre", "mon"), ("nos", "mes"), ("nous", "je")],
    "nl": [("wij zijn", "ik ben"), ("we zijn", "ik ben"), ("wij hebben", "ik heb"), ("we hebben", "ik heb"),
           ("onze", "mijn"), ("ons", "mijn"), ("wij", "ik"), ("we", "ik")],
}  # fmt: skip


def propose_fixes(candidate: Candidate, reading: Reading) -> list[Fix]:
    """One to three ways to mend a finding, in the author's own text; not yet checked again."""
    document = reading.document
    fixes: list[Fix] = []
    for way in candidate.rule.fix:
        fix = _replacement(in_language(way, document.language), candidate, document) if isinstance(way, dict) \
            else _by_kind(way, candidate, reading)
        if fix and fix not in fixes:
            fixes.append(fix)
    return fixes[:3]


def apply_fixes(text: str, fixes: Sequence[Fix]) -> str:
    """The text with all fixes applied; of overlapping ones the first in order wins. Spaces are tidied
    only where words were dropped."""
    chosen: list[Fix] = []
    for fix in fixes:
        if not any(fix.start < other.end and other.start < fix.end for other in chosen):
            chosen.append(fix)
    for fix in sorted(chosen, key=lambda fix: (fix.start, fix.end), reverse=True):
        before, after = text[: fix.start], text[fix.end :]
        if not fix.replacement:
            before, after = _tidied(before, after)
        text = before + fix.replacement + after
    return text


def _tidied(before: str, after: str) -> tuple[str, str]:
    if not before.strip() or before.endswith((" ", "\n")):
        after = after.lstrip(" ")
    if after[:1] in (".", ",", "!", "?", ";", ":", "") and before.endswith(" "):
        before = before.rstrip(" ")
    if before.rstrip().endswith((".", "!", "?", "\n")) or not before.strip():
        after = after.lstrip(" ,;.!?:") if after[:1] in (".", ",", "!", "?", ";", ":") else after
        after = (" " if before and not before.endswith(("\n", " ")) and after and not after[0].isspace() else "") + after
    return before, after


def _replacement(text: str, candidate: Candidate, document: Document) -> Fix:
    start, end = document.normal.source_span(candidate.span.start, candidate.span.end)
    # A sentence keeps its capital, and a whole sentence its full stop.
    quote = document.draft.text[start:end]
    if (quote[:1].isupper() and start == 0) or document.text[: candidate.span.start].rstrip()[-1:] in (".", "!", "?"):
        text = text[:1].upper() + text[1:]
    if quote.rstrip()[-1:] in (".", "!", "?") and text[-1:] not in (".", "!", "?"):
        text += "."
    return Fix(start, end, text, LABELS["replace"][document.language].format(text=text))


def _by_kind(kind: str, candidate: Candidate, reading: Reading) -> Fix | None:
    document, span = reading.document, candidate.span
    label = LABELS[kind][document.language]
    if kind == "disclose":
        return Fix(0, 0, _disclosure(reading), label)
    if kind == "drop-sentence":
        span = document.sentence_of(span)
    start, end = document.normal.source_span(span.start, span.end)
    if kind == "i-for-we":
        sentence = document.sentence_of(span)
        start, end = document.normal.source_span(sentence.start, sentence.end)
        spoken = _for_myself(document.draft.text[start:end], document.language)
        return Fix(start, end, spoken, label) if spoken != document.draft.text[start:end] else None
    return Fix(start, end, MASK if kind == "mask" else "", label)


def _disclosure(reading: Reading) -> str:
    disclosure, name = reading.company.company.disclosure, reading.company.company.name
    phrases = disclosure.phrases.get(reading.document.language) or disclosure.phrases.get("en") or [name]
    phrase = phrases[0][:1].upper() + phrases[0][1:]
    return f"{phrase}{'' if name in phrase else f' ({name})'}. "


def _for_myself(sentence: str, language: str) -> str:
    for we, mine in _WE[language]:
        def spoken(match: re.Match[str], mine: str = mine) -> str:
            return mine[:1].upper() + mine[1:] if match.group()[0].isupper() else mine

        sentence = re.sub(rf"(?i)(?<!\w){re.escape(we)}(?!\w)", spoken, sentence)
    return sentence
