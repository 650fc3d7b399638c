"""Templates → pages. Everything is escaped; what is marked safe comes from this package."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.responses import HTMLResponse

from bot.rulebook import Clause, Topic

FOLDER = Path(__file__).parent
LANGUAGE_NAMES = {"en": "English", "fr": "French", "nl": "Dutch"}
SEVERITY_NAMES = {"error": "Change before posting", "warning": "Please check", "suggestion": "Could be better"}
STAGE_NAMES = {"live": "Live", "preview": "Preview: consultants only"}
# Where a page belongs, in the order of the consultants' work.
SECTIONS = (
    ("/inbox", "Inbox"), ("/topics", "Topics"), ("/rules", "Rules"), ("/company", "Company"), ("/drafts", "Drafts"),
    ("/releases", "Releases"), ("/insights", "Insights"), ("/changes", "Changes"),
)  # fmt: skip


@cache
def environment() -> Environment:
    """Built when the first page is drawn."""
    made = Environment(loader=FileSystemLoader(FOLDER / "templates"), autoescape=True, undefined=StrictUndefined,
                       trim_blocks=True, lstrip_blocks=True)
    made.globals |= {"sections": SECTIONS, "language_names": LANGUAGE_NAMES, "severity_names": SEVERITY_NAMES,
                     "stage_names": STAGE_NAMES}
    made.filters |= {"pairs": _pairs, "titles": _titles}
    return made


def _pairs(names: Iterable[str]) -> list[tuple[str, str]]:
    """Options of a choice that are their own titles."""
    return [(name, name.replace("_", " ")) for name in names]


def _titles(entries: Iterable[Topic | Clause]) -> list[tuple[str, str]]:
    """Options of a choice of topics or clauses, by their English title."""
    return [(one.id, one.title["en"] if isinstance(one, Topic) else f"{one.id}, {one.title['en']}") for one in entries]


def render(template: str, *, root: str, path: str, status: int = 200, **values: Any) -> HTMLResponse:
    """A page. ``root`` is where the studio is mounted, ``path`` the page's address below it."""
    html = environment().get_template(template).render(root=root, path=path, **values)
    # Pages show what the company keeps to itself: no cache, no shared computer's back button after signing out.
    return HTMLResponse(html, status_code=status, headers={"Cache-Control": "no-store", "X-Frame-Options": "DENY"})
