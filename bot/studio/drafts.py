"""Labelled drafts: what the judge learns from and what a change is tried on."""

from __future__ import annotations

from dataclasses import dataclass

import yaml
from starlette.responses import Response
from starlette.routing import Route

from bot.errors import CoachError
from bot.findings import LANGUAGES, PLATFORMS
from bot.rulebook import CATEGORIES, Remove
from bot.rulebook.source import LOADER
from bot.studio.edits import Plan, digests, edit_routes
from bot.studio.entries import entry_text, with_entry
from bot.studio.inbox import draft_plan
from bot.studio.visit import Visit, get

ON_A_PAGE = 40


@dataclass(frozen=True)
class Entry:
    """A draft with its place."""

    file: str
    number: int
    draft: dict

    @property
    def categories(self) -> set[str]:
        return {label["category"] for label in self.draft.get("labels", [])}


def routes() -> list[Route]:
    return [
        get("/drafts", overview), *edit_routes("/drafts/new", overview, plan_new),
        get("/drafts/{name}/{number:int}", one), *edit_routes("/drafts/{name}/{number:int}/yaml", one, plan_yaml),
        *edit_routes("/drafts/{name}/{number:int}/remove", one, plan_remove),
    ]


def overview(visit: Visit) -> Response:
    language, category = visit.query("language", "en"), visit.query("category")
    words, given = visit.query("words").casefold(), visit.query("from", "0")
    start = int(given) if given.isdigit() else 0
    found = [entry for entry in _entries(visit, language) if _fits(entry, category, words)]
    return visit.page(
        "drafts.html", entries=found[start : start + ON_A_PAGE], count=len(found), start=start, size=ON_A_PAGE,
        language=language, category=category, words=visit.query("words"), categories=CATEGORIES, platforms=PLATFORMS,
        draft_text="", draft_language=language if language in LANGUAGES else "en",
        files=digests(visit.desk.editor, *(f"policy/drafts/{name}-inbox.yml" for name in LANGUAGES)),
    )


def one(visit: Visit) -> Response:
    file, number = _place(visit)
    page = visit.desk.editor.read(file)
    return visit.page("draft.html", name=visit.part("name"), number=number, file=file, files={file: page.digest},
                      yaml=entry_text(page.text, ("drafts", number), file=file))


def plan_new(visit: Visit) -> Plan:
    return draft_plan(visit)


def plan_yaml(visit: Visit) -> Plan:
    file, number = _place(visit)
    text = with_entry(visit.desk.editor.read(file).text, ("drafts", number), visit.text("yaml"), file=file)
    back = f"/drafts/{visit.part('name')}/{number}"
    return Plan(back, "Saved; the next training learns from it.", texts={file: text})


def plan_remove(visit: Visit) -> Plan:
    file, number = _place(visit)
    back = f"/drafts?language={visit.part('name')[:2]}"
    return Plan(back, "The draft is gone.", {file: [Remove(("drafts", number))]})


def _place(visit: Visit) -> tuple[str, int]:
    file = f"policy/drafts/{visit.part('name')}.yml"
    if file not in visit.desk.editor.files():
        raise CoachError("C647", "There is no such draft any more.", status=404)
    return file, int(visit.part("number"))


def _entries(visit: Visit, language: str) -> list[Entry]:
    editor = visit.desk.editor
    files = [file for file in editor.files() if file.startswith(f"policy/drafts/{language}-")]
    found = []
    for file in files:
        drafts = (yaml.load(editor.read(file).text, LOADER) or {}).get("drafts", [])
        name = file.removeprefix("policy/drafts/").removesuffix(".yml")
        found += [Entry(name, number, draft) for number, draft in enumerate(drafts)]
    return found


def _fits(entry: Entry, category: str, words: str) -> bool:
    fits = {
        "": True, "harmless": not entry.categories and not entry.draft.get("protected"),
        "protected": bool(entry.draft.get("protected")),
    }.get(category, category in entry.categories)
    return fits and words in entry.draft["text"].casefold()
