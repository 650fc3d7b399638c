"""The bodies of /api/v1, as strict as the contract: wrong types, unknown fields and broken text are refused."""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StrictBool, StrictStr, model_validator

from bot.api.errors import CoachErrorAsValue
from bot.findings import MAX_DRAFT, Draft

Platform = Literal["linkedin", "x", "facebook", "instagram", "reddit", "other"]
Account = Literal["personal", "official"]
Language = Literal["en", "fr", "nl"]
MOST_ANSWERS = 100
DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def plain_text(text: str) -> str:
    """The text itself. Raises for what no keyboard types: NUL and halves of surrogate pairs, and above 10,000."""
    if len(text) > MAX_DRAFT:
        raise CoachErrorAsValue(
            "C301",
            f"The text has {len(text):,} characters; at most {MAX_DRAFT:,} are read.",
            hint="Send it in parts.",
        )
    if "\0" in text:
        raise CoachErrorAsValue("C303", "The text contains a NUL character.", hint="Remove it.")
    if any("\ud800" <= character <= "\udfff" for character in text):
        raise CoachErrorAsValue(
            "C303",
            "The text contains half of a surrogate pair.",
            hint="Encode the text as UTF-8 before it goes into JSON.",
        )
    return text


def with_words(text: str) -> str:
    """The text itself. Raises when it has no letter or digit."""
    if not any(character.isalnum() for character in text):
        raise CoachErrorAsValue("C302", "There are no words to check.", hint="Send the text of the post.")
    return text


def not_blank(text: str) -> str:
    """The text itself. Raises when there is nothing but white space."""
    if not text.strip():
        raise CoachErrorAsValue("C302", "The message is empty.", hint="Type something, or press a button.")
    return text


def _day(value: Any) -> Any:
    if isinstance(value, date):
        return value
    if isinstance(value, str) and DAY.fullmatch(value):
        try:
            return date.fromisoformat(value)
        except ValueError:
            pass
    raise CoachErrorAsValue("C306", "That is not a date.", hint="Write it as 2027-01-31.")


Text = Annotated[StrictStr, BeforeValidator(lambda v: plain_text(v) if isinstance(v, str) else v)]
Day = Annotated[date, BeforeValidator(_day)]
QuestionId = Annotated[
    StrictStr, Field(max_length=200), BeforeValidator(lambda v: plain_text(v) if isinstance(v, str) else v)
]


class Body(BaseModel):
    """Base of every request body."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)


class CheckRequest(Body):
    """A draft to check. ``platform`` null: other. ``account`` null: personal. ``language`` null: detect it.
    ``as_of`` null: today."""

    text: Annotated[Text, BeforeValidator(lambda v: with_words(v) if isinstance(v, str) else v)]
    platform: Platform | None = None
    account: Account | None = None
    language: Language | None = None
    answers: Annotated[dict[QuestionId, StrictBool], Field(max_length=MOST_ANSWERS)] = {}
    as_of: Day | None = None

    def draft(self) -> Draft:
        return Draft(self.text, self.platform or "other", self.account or "personal", self.language)


class MessageRequest(Body):
    """What a person typed, or the payload of a button that was pressed: one of the two."""

    text: Annotated[Text, BeforeValidator(lambda v: not_blank(v) if isinstance(v, str) else v)] | None = None
    payload: Annotated[Text, Field(max_length=300)] | None = None

    @model_validator(mode="after")
    def _one_of_two(self) -> MessageRequest:
        if (self.text is None) == (self.payload is None):
            raise CoachErrorAsValue("C306", "Send either 'text' or 'payload'.")
        return self


class Opened(BaseModel):
    """A new conversation; the token is shown this once."""

    id: str
    token: str


class ErrorObject(BaseModel):
    code: str
    message: str
    hint: str | None = None
    where: str | None = None


class ErrorBody(BaseModel):
    """The shape of every error."""

    error: ErrorObject


class Button(BaseModel):
    title: str
    payload: str


class CardBody(BaseModel):
    """What the coach says; ``text`` alone is complete."""

    model_config = ConfigDict(extra="allow")
    kind: Literal["answer", "report", "ask_for_draft", "choose", "passage", "hand_over", "text"]
    text: str
    language: Language
    topic: str | None = None
    clause: str | None = None
    contact: str | None = None
    report: ReportBody | None = None
    buttons: list[Button] | None = None


class Messages(BaseModel):
    """The coach's cards. ``resting``: chat could not answer; send the message again under the same key."""

    messages: list[CardBody]
    resting: bool = False


class ExchangeBody(BaseModel):
    """One message, or the title of a pressed button, and its answer."""

    said: str
    messages: list[CardBody]


class History(BaseModel):
    """What was said in the last half hour; older words are forgotten."""

    exchanges: list[ExchangeBody]


class About(BaseModel):
    """What a page must know of the company: its name, whom to ask by role, the titles of clauses by language."""

    company: str
    contacts: dict[str, dict[str, Any]]
    clauses: dict[str, dict[str, str]]


class FixBody(BaseModel):
    start: int
    end: int
    replacement: str
    label: str


class QuestionBody(BaseModel):
    id: str
    text: str


class FindingBody(BaseModel):
    """One place in the draft; ``start`` and ``end`` are code points into the text as it was sent."""

    id: str
    rule: str
    category: str
    clause: str
    severity: Literal["error", "warning", "suggestion"]
    confidence: float
    start: int
    end: int
    quote: str
    message: str
    why: str
    fixes: list[FixBody]
    question: QuestionBody | None
    contact: str
    trace: list[str]


class ProtectedBody(BaseModel):
    start: int
    end: int
    quote: str
    reply: str


class ReportBody(BaseModel):
    """The report of a check."""

    schema_: Annotated[Literal["postcoach.report/1"], Field(alias="schema")]
    verdict: Literal["clear", "ask", "revise", "stop"]
    language: Language
    policy_version: str
    protected: list[ProtectedBody]
    findings: list[FindingBody]
    rewrite: str | None
    not_checked: list[str]
    partial: bool


CardBody.model_rebuild()
