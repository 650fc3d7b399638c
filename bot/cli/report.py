"""``postcoach report``: what a month brought, for consultants and whoever they report to."""

from __future__ import annotations

import os
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from bot.errors import CoachError


class ReportForm(StrEnum):
    """How a report is written."""

    MARKDOWN = "markdown"
    HTML = "html"
    CSV = "csv"


def report(
    month: Annotated[str | None, typer.Option(help="YYYY-MM; this month by default.")] = None,
    form: Annotated[ReportForm, typer.Option("--format", help="How it is written.")] = ReportForm.MARKDOWN,
    out: Annotated[Path | None, typer.Option(help="The file to write; standard output by default.")] = None,
) -> None:
    """Questions, drafts, findings and disputes of a month: counts of events, small groups withheld, never a person."""
    from bot.rulebook import load_rulebook
    from bot.serve import read_settings
    from bot.store import monthly_csv, monthly_report, open_store

    day = _month(month) if month else date.today()
    settings = read_settings(os.environ)
    titles = {topic.id: topic.title["en"] for topic in load_rulebook(settings.policy).topics.values()}
    store = open_store(settings.store)
    try:
        if form is ReportForm.CSV:
            text = monthly_csv(store.insights, day)
        else:
            text = monthly_report(store.insights, day, name=lambda key: titles.get(key, key), form=form.value)
    finally:
        store.close()
    if out is None:
        print(text, end="")
    else:
        out.write_text(text, encoding="utf-8")


def _month(given: str) -> date:
    try:
        return date.fromisoformat(f"{given}-01")
    except ValueError as error:
        raise CoachError("C605", f"'{given}' is no month.", hint="Write it as YYYY-MM, such as 2026-11.") from error
