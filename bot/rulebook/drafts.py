"""Labelled drafts: what the judge learns from and what a replay runs over."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from bot.findings import PLATFORMS, Severity
from bot.rulebook.company import Entry
from bot.rulebook.rules import CATEGORIES


class Label(Entry):
    """A finding that a consultant would make; ``quote`` stands in the text letter by letter."""

    category: Literal[CATEGORIES]  # type: ignore[valid-type]
    severity: Severity
    quote: Annotated[str, Field(min_length=1)]


class LabelledDraft(Entry):
    text: Annotated[str, Field(min_length=1)]
    platform: Literal[PLATFORMS] = "other"  # type: ignore[valid-type]
    labels: list[Label] = []
    protected: bool = False
    not_: Annotated[str | None, Field(alias="not")] = None  # near-miss: the category that must not be found
    language: str = "en"


class DraftFile(Entry):
    language: Literal["en", "fr", "nl"]
    drafts: Annotated[list[LabelledDraft], Field(min_length=1)]
