"""From a form to a saved change: what it would do, whether it may, and what the second of two people is told."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from starlette.responses import Response
from starlette.routing import Route

from bot.errors import CoachError
from bot.rulebook import Put, Remove, RulebookErrors
from bot.rulebook.edit import EMPTY, Editor
from bot.rulebook.edit_text import Place, Step, apply_steps
from bot.studio.visit import Page, Visit, as_json, post


@dataclass(frozen=True)
class Plan:
    """What a form asks for: ``steps`` in files, or whole ``texts``. ``back`` is the page that follows, which says
    ``told``; ``settles`` are items of the inbox that this answers; ``notes`` are worth knowing before saving."""

    back: str
    told: str
    steps: Mapping[str, Sequence[Step]] = field(default_factory=dict)
    texts: Mapping[str, str] = field(default_factory=dict)
    settles: tuple[int, ...] = ()
    settled: str = ""
    notes: tuple[str, ...] = ()
    action: str = "edit"


def edit_routes(path: str, show: Page, plan: Callable[[Visit], Plan]) -> list[Route]:
    """Where a form is saved, and where its check is asked for; ``show`` draws the page again with the fault."""

    def save(visit: Visit) -> Response:
        try:
            made = plan(visit)
            _save(visit, made)
        except (CoachError, RulebookErrors) as fault:
            return show(replace(visit, fault=fault))
        return visit.go(made.back, _settle(visit, made))

    def check(visit: Visit) -> Response:
        try:
            made = plan(visit)
            texts = planned_texts(visit.desk.editor, made)
            if texts:
                visit.desk.editor.check(texts)
        except (CoachError, RulebookErrors) as fault:
            return as_json(fault)
        return as_json(None, notes=list(made.notes))

    return [post(path, save), post(f"{path}/validate", check)]


def _save(visit: Visit, made: Plan) -> None:
    editor, reason = visit.desk.editor, visit.text("reason")
    files = made.texts or made.steps
    seen = {file: visit.text(f"digest:{file}") or editor.read(file).digest for file in files}
    if not files:
        raise CoachError("C228", "Nothing would change.")
    if made.texts:
        editor.save(made.texts, seen, author=visit.session.author, reason=reason, action=made.action)
    else:
        editor.change(made.steps, seen, author=visit.session.author, reason=reason, action=made.action)


def planned_texts(editor: Editor, made: Plan) -> dict[str, str]:
    """The files as they would be. Raises CoachError C222 for a place that is not there."""
    if made.texts:
        return {file: text for file, text in made.texts.items() if text != editor.read(file).text}
    return {file: apply_steps(editor.read(file).text or _empty(file), steps, file=file)
            for file, steps in made.steps.items()}


def _empty(file: str) -> str:
    return EMPTY.get(f"drafts-{file.removeprefix('policy/drafts/')[:2]}", "")


def _settle(visit: Visit, made: Plan) -> str:
    if made.settles:
        try:
            visit.desk.store.inbox.settle(made.settles, state="done", reason=made.settled or made.told)
        except CoachError as fault:
            # The change is saved; that an item expired meanwhile does not take it back.
            return f"{made.told} {fault.message}"
    return made.told


def digests(editor: Editor, *files: str) -> dict[str, str]:
    """What a form must carry so that nobody's later change is overwritten."""
    return {file: editor.read(file).digest for file in files}


def changed(visit: Visit, name: str) -> str | None:
    """A field's new value; None when its author left it as it was shown."""
    new, was = visit.text(name).strip(), visit.text(f"was:{name}").strip()
    return new if visit.has(name) and new != was else None


def ticked(visit: Visit, name: str) -> bool | None:
    """A tick's new state; None when it is as it was shown."""
    now, was = visit.has(name), visit.text(f"was:{name}") == "yes"
    return now if now != was else None


def shown(visit: Visit, name: str, now: str) -> str:
    """What a field shows: its author's own words after a refused save, else what the file says now."""
    mine = changed(visit, name)
    return now if mine is None else mine


def wording_steps(visit: Visit, place: Place, field_: str, now: object) -> list[Step]:
    """Steps for a text in several languages that the form shows as ``<field>.<language>``."""
    found = {language: value for language in ("en", "fr", "nl")
             if (value := changed(visit, f"{field_}.{language}")) is not None}
    if not found:
        return []
    if not isinstance(now, dict):
        # A plain string is the English text.
        merged = ({"en": now} if now else {}) | found
        kept = {language: text for language, text in merged.items() if text}
        return [Put((*place, field_), kept)] if kept else [Remove((*place, field_))] if now else []
    if not any((now | found).values()):
        return [Remove((*place, field_))]
    return [Put((*place, field_, language), text) if text or language == "en" else Remove((*place, field_, language))
            for language, text in found.items() if text or language in now]
