"""Recognizers by name: what a rule means with ``recognizer: money``."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache, partial

from bot.checker.credentials import find_credentials
from bot.checker.document import Document, Span
from bot.checker.personal import ENTITIES, find_personal
from bot.checker.phrases import Finder


@dataclass(frozen=True)
class Evidence:
    """One place that a matcher found: span of the normalised text, score 0 to 1, what it was."""

    span: Span
    score: float
    note: str


_NUMBER = r"\d+(?:[.,' ]\d{3})*(?:[.,]\d+)?"
_SCALE = r"(?:k|m|mn|mln|mio|bn|mrd|million|millions|billion|thousand|miljoen|miljard|milliards?|mille)"
_CURRENCY = r"(?:€|\$|£|eur|euros?|usd|gbp|dollars?|pounds?)"
_MONTH = (
    r"(?:jan(?:uary|uari|vier)?|feb(?:ruary|ruari)?|f[ée]vrier|mar(?:ch|s)?|maart|apr(?:il)?|avril|may|mei|mai|june?|juni|"
    r"juin|july?|juli|juillet|aug(?:ust|ustus)?|ao[uû]t|sep(?:t(?:ember)?)?|septembre|o[ck]t(?:ober)?|octobre|"
    r"nov(?:ember)?|novembre|dec(?:ember)?|d[ée]cembre)"
)
EXPRESSIONS = {
    "money": rf"(?i)((?:{_CURRENCY}\s?{_NUMBER}(?:\s?{_SCALE}\b)?)|(?:{_NUMBER}\s?(?:{_SCALE}\s?)?{_CURRENCY}(?:\b|$|[^\pL]))"
             rf"|(?:\b{_NUMBER}\s?(?:k|mn|mln|mio|bn|million|millions|billion|miljoen|miljard|milliards?)\b))",
    "percentage": rf"(?i)((?:{_NUMBER}|\b(?:ten|twenty|thirty|forty|fifty|tien|twintig|dertig|dix|vingt|trente))\s?"
                  r"(?:%|percent\b|per cent\b|procent\b|pour cent\b|pct\b))",
    "date": rf"(?i)((?:\b\d{{1,2}}[./-]\d{{1,2}}[./-]\d{{2,4}}\b)|(?:\b\d{{1,2}}/\d{{1,2}}\b)|(?:\b\d{{4}}-\d{{2}}-\d{{2}}\b)|"
            rf"(?:\b\d{{1,2}}(?:st|nd|rd|th|er)?\s(?:of\s)?{_MONTH}\b)|(?:\b{_MONTH}\s\d{{1,2}}(?:st|nd|rd|th)?\b)|"
            r"(?:\bq[1-4]\b)|(?:\b(?:monday|tuesday|wednesday|thursday|friday|maandag|dinsdag|woensdag|donderdag|vrijdag|"
            r"lundi|mardi|mercredi|jeudi|vendredi)\b))",
    "host": r"(?i)\b((?:[a-z0-9-]+\.)+(?:internal|local|corp|lan|intra|intranet)\b(?::\d+)?|"
            r"(?:srv|db|prod|dev|stg|vpn|jump|admin|intranet|jenkins|gitlab|grafana)[a-z0-9-]*\.(?:[a-z0-9-]+\.)+[a-z]{2,}(?::\d+)?)",
    "access-code": r"(?i)(?:(?:code|pin|wifi|wi-fi|wlan|passcode|password|passwd|pw|pwd|ww|wachtwoord|mdp|mot de passe|login|"
                   r"alarm|door|gate|badge|deur|poort|portail|porte|toegangscode|sleutelkluis|keybox|lockbox|safe|locker)"
                   r"[\pL '-]{0,28}?(?:\bis|\bnow|\bwas|\best|\bstaat op|[:=>→]|\bto|\bby|\bunder)?\s*[:=]?\s*[\"'`]?)"
                   r"((?:[#*]?\d{3,8}[#*]?\b)|(?:[\pL][\pL\d_.!@#$%&*-]*\d[\pL\d_.!@#$%&*-]*))",
    "link": r"(?i)(https?://[^\s<>\"')]+|\bwww\.[^\s<>\"')]+|\b[a-z0-9-]+\.(?:com|org|be|nl|fr|eu|net|example)(?:/[^\s<>\"')]*)?)",
    "address": r"(?:^|[^\pL])(\d{1,4}[a-z]?,? (?:rue|avenue|boulevard|place|chaussée|quai) [\pL' -]{3,30}|"
               r"[\p{Lu}][\pL-]*(?:straat|laan|steenweg|weg|plein|kaai|dreef|gracht|lei) \d{1,4}[a-z]?|"
               r"\d{1,4} (?:[\p{Lu}][\pL]+ ){1,3}(?:Street|Road|Lane|Avenue|Drive|Square|Close))",
    "person": r"(?:^|[^\pL@#.])((?:(?:Mr|Mrs|Ms|Dr|Mme|Mevr|Meneer|Mevrouw|Monsieur|Madame|Dhr)\.? \p{Lu}\pL+)|"
              r"(?:\p{Lu}[\p{Ll}é'’-]+ (?:(?:[Dd]e|[Vv]an|[Vv]an den|[Vv]an der|[Dd]er|[Ll]e|[Dd]u) )?\p{Lu}[\p{Ll}é'’-]{2,}))",
}


@lru_cache(maxsize=32)
def _finder(kind: str) -> Finder:
    return Finder(EXPRESSIONS[kind])


def _by_expression(kind: str, document: Document) -> list[Evidence]:
    spans = _finder(kind).spans(document, folded=False)
    return [Evidence(_trimmed(document, span), 0.8, kind) for span in spans]


def _by_presidio(kind: str, document: Document) -> list[Evidence]:
    return [Evidence(Span(s, e), score, f"Presidio {name}") for s, e, score, name in find_personal(kind, document.text)]


def _credential(document: Document) -> list[Evidence]:
    found = find_credentials(document.text)
    return [Evidence(Span(start, end), score, f"CredSweeper {name}") for start, end, score, name in found]


def _trimmed(document: Document, span: Span) -> Span:
    words = document.words(span)
    return Span(span.start, span.end - (len(words) - len(words.rstrip(" .,;!?)\n"))))


RECOGNIZERS: dict[str, Callable[[Document], list[Evidence]]] = {
    **{kind: partial(_by_presidio, kind) for kind in ENTITIES},
    **{kind: partial(_by_expression, kind) for kind in EXPRESSIONS},
    "credential": _credential,
}


def recognise(kind: str, document: Document) -> list[Evidence]:
    """Everything of one kind in a draft, in order. ``kind`` is a name that rules may use."""
    return sorted(RECOGNIZERS[kind](document), key=lambda evidence: evidence.span.start)
