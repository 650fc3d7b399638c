"""What was asked and found over time: charts, tables, CSV and the monthly report. Events, never people."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from markupsafe import Markup
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from bot.errors import CoachError
from bot.store import Insights, Row, as_csv, monthly_csv, monthly_report
from bot.studio.charts import Bar, bars
from bot.studio.visit import Visit, get

UNANSWERED = ("passage", "hand_over")
TOTALS = (("questions", "question"), ("drafts checked", "check"), ("findings", "finding"),
          ("findings disputed", "dispute"))  # fmt: skip
SPANS = (("30", "30 days"), ("90", "90 days"), ("365", "a year"), ("3650", "everything"))


@dataclass(frozen=True)
class View:
    """A table of insights: its name in the address, title, kind of event and grouping."""

    name: str
    title: str
    kind: str
    by: tuple[str, ...]
    outcomes: tuple[str, ...] | None = None


VIEWS = (
    View("topics", "Questions by topic", "question", ("subject",), ("answered",)),
    View("outcomes", "How questions ended", "question", ("outcome",)),
    View("months", "Questions by month", "question", ("month",)),
    View("verdicts", "Drafts by verdict", "check", ("outcome",)),
    View("checks", "Drafts by month", "check", ("month",)),
    View("categories", "Findings by category", "finding", ("category",)),
    View("rules", "Findings by rule", "finding", ("subject",)),
    View("disputes", "Disputes by rule", "dispute", ("subject",)),
    View("fixes", "Better wordings asked for, by rule", "fix", ("subject",)),
    View("protected", "Protected passages by channel", "protected", ("channel",)),
    View("channels", "Drafts by channel and language", "check", ("channel", "language")),
    View("questions", "Questions by channel and language", "question", ("channel", "language")),
)  # fmt: skip


@dataclass(frozen=True)
class Shown:
    """A view with its rows and chart."""

    view: View
    rows: list[tuple[str, int | None]]
    chart: Markup


def routes() -> list[Route]:
    return [get("/insights", overview), get("/insights/{name}.csv", table), get("/insights/report", report)]


def overview(visit: Visit) -> Response:
    first, insights = _first(visit), visit.desk.store.insights
    shown = [_shown(visit, view, insights, first) for view in VIEWS]
    share = insights.share("question", UNANSWERED, first=first)
    totals = [(name, insights.total(kind, first=first)) for name, kind in TOTALS]
    return visit.page("insights.html", shown=shown, totals=totals, share=share, spans=SPANS,
                      days=visit.query("days", "90"), smallest=insights.smallest_group,
                      months=_months(visit.desk.today()))


def table(visit: Visit) -> Response:
    view = next((view for view in VIEWS if view.name == visit.part("name")), None)
    if view is None:
        raise CoachError("C647", "There is no such table.", status=404)
    rows = _rows(view, visit.desk.store.insights, _first(visit))
    return Response(as_csv(rows, view.by), media_type="text/csv; charset=utf-8",
                    headers={"Content-Disposition": f'attachment; filename="{view.name}.csv"'})


def report(visit: Visit) -> Response:
    given, form = visit.query("month"), visit.query("as", "html")
    try:
        month = date.fromisoformat(f"{given}-01")
    except ValueError as error:
        raise CoachError("C605", f"'{given}' is no month.", hint="Write it as YYYY-MM, such as 2026-11.") from error
    insights = visit.desk.store.insights
    ending = {"csv": "csv", "markdown": "md"}.get(form, "html")
    attached = {"Content-Disposition": f'attachment; filename="postcoach-{month:%Y-%m}.{ending}"'}
    if form == "csv":
        return Response(monthly_csv(insights, month), media_type="text/csv; charset=utf-8", headers=attached)
    text = monthly_report(insights, month, name=lambda key: _name(visit, key),
                          form="markdown" if form == "markdown" else "html")
    if form == "markdown":
        return Response(text, media_type="text/markdown; charset=utf-8", headers=attached)
    # The report carries its own style, to be mailed as one file: it is handed out, not shown here.
    return HTMLResponse(text, headers=attached)


def _shown(visit: Visit, view: View, insights: Insights, first: date) -> Shown:
    found = _rows(view, insights, first)
    if "month" in view.by:
        found = sorted(found, key=lambda row: row.values)
    rows = [(", ".join(_name(visit, value) or "none" for value in row.values), row.count) for row in found]
    chart = bars([Bar(label, count) for label, count in rows], about=f"{view.title}; the table says the same")
    return Shown(view, rows, chart)


def _rows(view: View, insights: Insights, first: date) -> list[Row]:
    return insights.table(view.kind, *view.by, first=first, outcomes=view.outcomes)


def _first(visit: Visit) -> date:
    days = visit.query("days", "90")
    return visit.desk.today() - timedelta(days=min(int(days), 3650) if days.isdigit() else 90)


def _name(visit: Visit, key: str) -> str:
    topic = visit.desk.rulebook().topics.get(key)
    return topic.title["en"] if topic else key.replace("_", " ")


def _months(today: date) -> list[str]:
    found, day = [], today.replace(day=1)
    for _ in range(12):
        found.append(f"{day:%Y-%m}")
        day = (day - timedelta(days=1)).replace(day=1)
    return found
