"""Mask what a consultant need not see in a kept text: personal data, credentials, company secrets."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

import re2

from bot.checker.check import Checker
from bot.checker.document import Document, Span, read_draft
from bot.checker.phrases import Finder, name_expression, phrase_expression
from bot.checker.recognise import recognise
from bot.errors import CoachError
from bot.findings import MAX_DRAFT, Draft
from bot.rulebook import Rulebook

ROUNDS = 4  # masking one thing may uncover another
# What a recognizer finds and what is written in its place; the first that covers a place wins.
_PLACEHOLDERS = {
    "credential": "[secret]", "access-code": "[secret]", "email": "[e-mail]", "iban": "[account number]",
    "card": "[card number]", "national-number": "[national number]", "phone": "[phone]", "plate": "[plate]",
    "ip-address": "[address]", "host": "[host]", "link": "[link]", "address": "[address]", "person": "[name]",
    "money": "[amount]", "percentage": "[amount]", "date": "[date]",
}  # fmt: skip
_LISTS = {
    "code_names": "[code name]", "products.unreleased": "[unreleased product]", "embargoes": "[embargoed]",
    "clients.do_not_name": "[client]", "clients.cleared": "[client]", "partners": "[partner]",
    "competitors": "[competitor]", "spokespersons": "[spokesperson]", "incidents": "[incident]",
}  # fmt: skip
# Categories of which every error finding is masked: what they quote is the secret itself.
_FINDINGS = {"secrets": "[secret]"}
_TOLD = (
    r"(?i)(?:pass ?words?|passwd|pwd|passphrase|wachtwoord(?:en)?|mots? de passe|mdp|pin(?: ?code)?|api[ -]?key|"
    r"access token)\b[^\pL\pN]{0,3}(?:(?:is|was|now|est|staat op|wordt|c'est)[^\pL\pN]{1,3})?"
    r"[:=>]*[\"'` ]*([^\s\"'`,;]{4,})"
)
_SPELT = (
    r"(?i)((?:[\pL\pN_+\-]+ (?:dot|punt|point) )*[\pL\pN._+\-]+ ?[\[({<]? ?(?:at|@|arobase|apenstaartje) ?[\])}>]? ?"
    r"[\pL\pN\-]+(?:(?: ?[\[({<] ?(?:dot|punt|point|\.) ?[\])}>] ?| (?:dot|punt|point) |\.)[\pL\pN\-]{2,}){1,3})"
    r"(?:$|[^\pL\pN])"
)
_NUMBER = r"((?:\d[ .,/\-]?){5,}\d|\d{5,})"
_MENTION = r"(?:^|[^\pL\pN_])(<?@[\pL\pN_.|-]+>?)"
_EXPRESSIONS = {_SPELT: "[e-mail]", _TOLD: "[secret]", _MENTION: "[account]", _NUMBER: "[number]"}
_WORD = re2.compile(r"[\pL][\pL'-]*")
_MASK = re2.compile(r"\[[a-z -]+\]")
_LOWER = re2.compile(r"\p{Ll}[\pL'-]+")
_PLATFORMS = ("LinkedIn", "Facebook", "Instagram", "TikTok", "Twitter", "Reddit", "YouTube", "WhatsApp", "Glassdoor",
              "Threads", "Bluesky", "Mastodon", "Xing", "Slack", "Teams", "Google", "ChatGPT", "English", "French",
              "Dutch", "Français", "Nederlands", "I'm", "I've", "I'd", "I'll")  # fmt: skip


@dataclass(frozen=True)
class _Mark:
    start: int
    end: int
    rank: int  # the lower one names what both cover
    placeholder: str


def redact(text: str, checker: Checker, rulebook: Rulebook, *, as_of: date | None = None) -> str:
    """The text with placeholders such as [e-mail] or [client] for what must not be kept.

    Disguises are undone first, as for a draft: spelt-out addresses, invisible signs, look-alike letters.
    Capitalised words that the policy never writes count as names. It errs on the side of masking; a first
    name in small letters, or one that is a word ("Rose"), is not seen. Redacting twice changes nothing.
    """
    shown = _readable(text)
    for _ in range(ROUNDS):
        after = _once(shown, checker, rulebook, as_of or date.today())
        if after == shown:
            return shown
        shown = after
    return shown


def _once(text: str, checker: Checker, rulebook: Rulebook, as_of: date) -> str:
    if not any(char.isalnum() for char in text):
        return text
    document = read_draft(Draft(text), as_of=as_of)
    normal = document.normal
    kept = [Span(*match.span()) for match in _MASK.finditer(normal.text)]
    marks: list[_Mark] = []
    for rank, (span, placeholder) in enumerate(_found(document, rulebook)):
        start, end = normal.source_span(span.start, span.end)
        if end > start and not any(span.overlaps(mask) for mask in kept):
            marks.append(_Mark(start, end, rank, placeholder))
    for start, end, placeholder in _from_findings(text, checker, rulebook, as_of):
        if not _MASK.search(text[start:end]):
            marks.append(_Mark(start, end, -1, placeholder))
    return _masked(text, marks)


def _found(document: Document, rulebook: Rulebook) -> Iterator[tuple[Span, str]]:
    """What must not be kept, the most telling placeholder for a place first."""
    for path, placeholder in _LISTS.items():
        names = tuple(name for name in rulebook.company.lists()[path] if any(c.isalnum() for c in name))
        if names:
            yield from ((span, placeholder) for finder in _names(names) for span in finder.spans(document))
    for kind, placeholder in _PLACEHOLDERS.items():
        for evidence in recognise(kind, document):
            words = document.words(evidence.span)
            # "Monday" alone tells nothing; a day and a month may be the secret.
            if kind == "date" and not any(char.isdigit() for char in words):
                continue
            if kind != "link" or not _is_own(words, rulebook):
                yield evidence.span, placeholder
    own = {handle.lower() for handle in rulebook.company.company.official_handles}
    for expression, placeholder in _EXPRESSIONS.items():
        for span in _finder(expression).spans(document, folded=False):
            if document.words(span).lower() not in own:
                yield span, placeholder
    yield from _capitalised(document, rulebook)


def _capitalised(document: Document, rulebook: Rulebook) -> Iterator[tuple[Span, str]]:
    """Words with a capital that the policy knows neither in small letters nor as it writes them itself."""
    small, written = _vocabulary(rulebook)
    for match in _WORD.finditer(document.text):
        word = match.group().removesuffix("'s").strip("'-")
        if len(word) < 2 or not word[0].isupper() or word.isupper():
            continue
        parts = word.replace("-", "'").split("'")
        if word in written or all(part.lower() in small for part in parts if part):
            continue
        yield Span(match.start(), match.start() + len(match.group())), "[name]"


def _vocabulary(rulebook: Rulebook) -> tuple[frozenset[str], frozenset[str]]:
    # The version alone is the key: the policy is large, and the same version reads the same.
    known = _VOCABULARIES.get(rulebook.version)
    if known is None:
        _VOCABULARIES.clear()
        known = _VOCABULARIES[rulebook.version] = _read_vocabulary(rulebook)
    return known


_VOCABULARIES: dict[str, tuple[frozenset[str], frozenset[str]]] = {}


def _read_vocabulary(rulebook: Rulebook) -> tuple[frozenset[str], frozenset[str]]:
    own = [text for clause in rulebook.guidelines.clauses for text in (*clause.title.values(), *clause.text.values())]
    for topic in rulebook.guidelines.topics:
        own += [*topic.title.values(), *topic.answer.values(), *topic.short.values()]
    listed = [*(rule.examples for rule in rulebook.rules), *(guard.examples for guard in rulebook.guard)]
    examples = [text for both in listed for text in (*both.flag, *both.pass_)]
    small = {match.group() for text in (*own, *examples) for match in _LOWER.finditer(text.replace("’", "'"))}
    company = rulebook.company
    public = [company.company.name, *company.company.aliases, *company.products.public, *_PLATFORMS]
    hidden = {word for path in _LISTS for name in company.lists()[path] for word in name.split()}
    written = {match.group() for text in (*own, *public) for match in _WORD.finditer(text.replace("’", "'"))}
    pieces = {piece for word in small for piece in word.replace("-", "'").split("'") if piece}
    return frozenset(small | pieces), frozenset(written - hidden)


def _from_findings(
    text: str, checker: Checker, rulebook: Rulebook, as_of: date
) -> Iterator[tuple[int, int, str]]:
    """What the checker's own rules call a secret; without the learned judge, whose quotes are guesses."""
    try:
        report = Checker(checker.encoder).check(Draft(text), rulebook, as_of=as_of)
    except CoachError:
        return
    for finding in report.findings:
        placeholder = _FINDINGS.get(finding.category)
        if placeholder and finding.severity.value == "error":
            yield finding.start, finding.end, placeholder


def _masked(text: str, marks: Iterable[_Mark]) -> str:
    """The placeholders in place; of marks that overlap, the union is masked as its most telling one."""
    merged: list[_Mark] = []
    for mark in sorted(marks, key=lambda mark: (mark.start, -mark.end)):
        if merged and mark.start < merged[-1].end:
            last = merged[-1]
            first = min(last, mark, key=lambda one: one.rank)
            merged[-1] = _Mark(last.start, max(last.end, mark.end), first.rank, first.placeholder)
        else:
            merged.append(mark)
    for mark in reversed(merged):
        text = text[: mark.start] + mark.placeholder + text[mark.end :]
    return text


@lru_cache(maxsize=64)
def _names(names: tuple[str, ...]) -> tuple[Finder, ...]:
    # In any case: what is kept is read later and by others, and a code name in small letters is one.
    return Finder(phrase_expression(names)), Finder(name_expression(names))


@lru_cache(maxsize=8)
def _finder(expression: str) -> Finder:
    return Finder(expression)


def _is_own(words: str, rulebook: Rulebook) -> bool:
    company = rulebook.company.company
    return words.rstrip("/").lower() in {company.newsroom.lower(), company.status_page.lower()}


def _readable(text: str) -> str:
    """One to ten thousand characters, without signs that hide or turn words."""
    cut = text[:MAX_DRAFT]
    if len(text) > MAX_DRAFT:
        cut = cut.rpartition(" ")[0]  # a word cut in half is not recognised
    clean = "".join(char for char in cut if char in "\n\t" or char.isprintable() or char.isspace())
    return clean.encode("utf-8", "replace").decode("utf-8").strip()
