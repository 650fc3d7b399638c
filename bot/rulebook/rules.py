"""One rule: what it matches, what lifts or lowers it, what it tells the author, its own examples."""

from __future__ import annotations

from functools import cached_property
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, model_validator

from bot.findings import Severity
from bot.rulebook.company import Entry
from bot.rulebook.guidelines import Texts

CATEGORIES = (
    "secrets", "market-sensitive", "confidential", "client", "personal-data", "hate-harassment", "mockery",
    "undisclosed-endorsement", "fake-identity", "speaking-for-company", "crisis-press", "legal-matters",
    "competitor-attack", "unproven-claim", "copyright-brand", "location-security", "unapproved-promotion",
    "political-tie", "ai-media", "tone",
)  # fmt: skip
RECOGNIZERS = (
    "money", "percentage", "date", "phone", "email", "iban", "card", "national-number", "plate", "ip-address",
    "host", "credential", "access-code", "person", "link", "address",
)  # fmt: skip
CONTEXTS = ("negated", "quoted", "condemned", "hypothetical", "sourced", "question", "private", "advice", "reported")


def _several(value: Any) -> Any:
    """A single word stands for a list of one."""
    return [value] if isinstance(value, str) else value


def _texts(value: Any) -> Any:
    """A plain string is the English text."""
    return {"en": value} if isinstance(value, str) else value


Words = Annotated[list[Annotated[str, Field(min_length=1)]], BeforeValidator(_several), Field(min_length=1)]
Wording = Annotated[Texts, BeforeValidator(_texts)]


# Left to right: a keyword is itself, not the English wording "drop".
Fixing = Annotated[
    Literal["drop", "drop-sentence", "mask", "disclose", "i-for-we"] | Wording, Field(union_mode="left_to_right")
]


class Count(Entry):
    """More than so many of something in the whole draft; ``capitals`` are words in capitals."""

    of: Literal["hashtags", "exclamations", "capitals", "mentions", "emoji"]
    more_than: Annotated[int, Field(ge=0)]


class Match(Entry):
    """Exactly one way to find evidence; ``all`` and ``any`` hold further matches.

    phrase: words, case and spelling folded; ``*`` at the end of a word stands for any ending.
    regex: RE2 syntax.  pattern: token patterns in spaCy's form, without its REGEX key.
    list: names of company.yml by path.  missing: nothing of the kind in the visible opening.
    learned: the trained judge's category, above its own threshold times ``scale``.
    """

    all: list[Match] | None = None
    any: list[Match] | None = None
    phrase: Words | None = None
    regex: Words | None = None
    pattern: list[dict[str, Any]] | None = None
    recognizer: Literal[RECOGNIZERS] | None = None  # type: ignore[valid-type]
    names: Annotated[Words | None, Field(alias="list")] = None
    count: Count | None = None
    missing: Literal["disclosure", "paid-label", "source", "picture-description"] | None = None
    learned: Literal[(*CATEGORIES, "protected")] | None = None  # type: ignore[valid-type]
    scale: Annotated[float, Field(gt=0, le=3)] = 1.0
    within: Literal["sentence", "draft"] | Annotated[int, Field(ge=1)] = "sentence"
    quote: bool = False

    @model_validator(mode="after")
    def _one_way(self) -> Match:
        ways = [name for name in WAYS if getattr(self, name) is not None]
        if len(ways) != 1:
            shown = ", ".join("list" if name == "names" else name for name in WAYS)
            raise ValueError(f"needs exactly one of {shown}; got {', '.join(ways) or 'none'}")
        empty = getattr(self, ways[0]) in ([], {})
        if empty:
            raise ValueError(f"'{ways[0]}' is empty: the rule could never fire")
        return self

    @cached_property
    def way(self) -> str:
        """The name of the one way that is set."""
        return next(name for name in WAYS if getattr(self, name) is not None)


WAYS = ("all", "any", "phrase", "regex", "pattern", "recognizer", "names", "count", "missing", "learned")


class Condition(Match):
    """A match that lifts, lowers or raises a finding when it is near: in the same sentence,
    anywhere in the draft, or within so many tokens of the evidence."""


class Examples(Entry):
    flag: Annotated[list[str], Field(min_length=1)]
    pass_: Annotated[list[str], Field(alias="pass", min_length=1)]


class Rule(Entry):
    """One entry of ``policy/rules.yml``; its examples are its tests."""

    id: Annotated[str, Field(pattern=r"^[a-z0-9-]+\.[a-z0-9-]+$")]
    category: Literal[CATEGORIES]  # type: ignore[valid-type]
    severity: Severity
    stage: Literal["live", "preview"] = "live"
    match: Match
    unless: list[Condition] = []
    lower: list[Condition] = []
    raise_: Annotated[list[Condition], Field(alias="raise")] = []
    unless_context: list[Literal[CONTEXTS]] = []  # type: ignore[valid-type]
    raise_in_quiet_period: bool = False
    span: Literal["match", "clause", "sentence"] = "match"
    message: Wording
    why: Wording
    fix: Annotated[list[Fixing], BeforeValidator(lambda v: v if isinstance(v, list) else [] if v is None else [v])] = []
    ask: Wording | None = None
    clause: str
    contact: str | None = None
    platforms: list[str] = []
    examples: Examples


class GuardRule(Entry):
    """Lawful speech that is never judged: runs first."""

    id: Annotated[str, Field(pattern=r"^protected\.[a-z0-9-]+$")]
    match: Match
    unless: list[Condition] = []
    reply: Wording
    offer: list[str]
    examples: Examples


class RuleFile(Entry):
    guard: list[GuardRule] = []
    rules: list[Rule] = []


Match.model_rebuild()
