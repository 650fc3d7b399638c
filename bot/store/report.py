"""The monthly report: what employees asked and what their drafts met, as Markdown or HTML."""

from __future__ import annotations

import html
from calendar import monthrange
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from bot.store.insights import Insights, Row, as_csv

UNANSWERED = ("passage", "hand_over")
MOST_ROWS = 20
EVENT_KINDS = ("question", "check", "finding", "protected", "fix", "dispute", "feedback")


@dataclass(frozen=True)
class Section:
    """A titled table; ``note`` stands beneath it."""

    title: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    note: str = ""


def monthly_report(
    insights: Insights, month: date, *, name: Callable[[str], str] = lambda key: key, form: str = "markdown"
) -> str:
    """One month (any day of it) as ``markdown`` or ``html``; ``name`` gives the title of a topic, rule or category."""
    first, last = _bounds(month)
    sections = _sections(insights, first, last, name)
    title = f"Postcoach, {first:%B %Y}"
    limit = (f"Counts of events, never of people. Groups under {insights.smallest_group} are withheld (–).")
    return _html(title, limit, sections) if form == "html" else _markdown(title, limit, sections)


def monthly_csv(insights: Insights, month: date) -> str:
    """One month as CSV: kind, subject, outcome, count."""
    first, last = _bounds(month)
    rows = [Row((kind, *row.values), row.count) for kind in EVENT_KINDS
            for row in insights.table(kind, "subject", "outcome", first=first, last=last)]
    return as_csv(rows, ("kind", "subject", "outcome"))


def _bounds(month: date) -> tuple[date, date]:
    return month.replace(day=1), month.replace(day=monthrange(month.year, month.month)[1])


def _sections(insights: Insights, first: date, last: date, name: Callable[[str], str]) -> list[Section]:
    def table(kind: str, *by: str, outcomes: Sequence[str] | None = None) -> tuple[tuple[str, ...], ...]:
        rows = insights.table(kind, *by, first=first, last=last, outcomes=outcomes)
        shown = [(*(name(value) or "(none)" for value in row.values), _shown(row)) for row in rows]
        return tuple(shown[:MOST_ROWS])

    kinds = [("Questions", "question"), ("Drafts checked", "check"), ("Findings", "finding"),
             ("Drafts with protected speech", "protected"), ("Other words asked for", "fix"),
             ("Findings disputed", "dispute")]
    totals = [(title, _number(insights.total(kind, first=first, last=last))) for title, kind in kinds]
    share = insights.share("question", UNANSWERED, first=first, last=last)
    totals.append(("Questions without an answer of their own", "–" if share is None else f"{share:.0%}"))
    return [
        Section("In all", ("", "Count"), tuple(totals)),
        Section("Questions by topic", ("Topic", "Count"), table("question", "subject", outcomes=["answered"])),
        Section("How questions ended", ("Outcome", "Count"), table("question", "outcome")),
        Section("Drafts by verdict", ("Verdict", "Count"), table("check", "outcome")),
        Section("Findings by category", ("Category", "Count"), table("finding", "category")),
        Section("Findings by rule", ("Rule", "Count"), table("finding", "subject")),
        Section("Disputes by rule", ("Rule", "Count"), table("dispute", "subject")),
        Section("Drafts by channel and language", ("Channel", "Language", "Count"),
                table("check", "channel", "language")),
        Section("Questions by channel and language", ("Channel", "Language", "Count"),
                table("question", "channel", "language")),
    ]  # fmt: skip


def _shown(row: Row) -> str:
    return _number(row.count)


def _number(count: int | None) -> str:
    return "–" if count is None else f"{count:,}"


def _markdown(title: str, limit: str, sections: list[Section]) -> str:
    parts = [f"# {title}", limit]
    for section in sections:
        parts.append(f"## {section.title}")
        if not section.rows:
            parts.append("Nothing.")
            continue
        lines = [_line(section.heads), _line(tuple("---" for _ in section.heads))]
        parts.append("\n".join([*lines, *(_line(row) for row in section.rows)]))
    return "\n\n".join(parts) + "\n"


def _line(cells: tuple[str, ...]) -> str:
    safe = (cell.replace("|", "\\|").replace("\n", " ") for cell in cells)
    return f"| {' | '.join(safe)} |"


def _html(title: str, limit: str, sections: list[Section]) -> str:
    parts = [f"<h1>{html.escape(title)}</h1>", f"<p>{html.escape(limit)}</p>"]
    for section in sections:
        parts.append(f"<h2>{html.escape(section.title)}</h2>")
        if not section.rows:
            parts.append("<p>Nothing.</p>")
            continue
        heads = "".join(f'<th scope="col">{html.escape(head)}</th>' for head in section.heads)
        rows = "".join(
            "<tr>" + "".join(f"<td>{html.escape(cell)}</td>" for cell in row) + "</tr>" for row in section.rows
        )
        parts.append(f"<table><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>")
    style = ("body{font:16px/1.5 system-ui,sans-serif;max-width:50rem;margin:2rem auto;padding:0 1rem}"
             "table{border-collapse:collapse;width:100%}td,th{border-bottom:1px solid #ccc;padding:.3rem .5rem;"
             "text-align:left}td:last-child,th:last-child{text-align:right;font-variant-numeric:tabular-nums}")
    body = "\n".join(parts)
    return (f'<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>{html.escape(title)}</title>'
            f"<style>{style}</style></head>\n<body>\n{body}\n</body></html>\n")
