"""Rules: how severe, what they say, their examples, and what a change would do before it is live."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.errors import CoachError
from bot.findings import LANGUAGES
from bot.rulebook import CATEGORIES, By, GuardRule, Put, Remove, Rule, RulebookErrors
from bot.rulebook.edit_changes import add_rule_example, rule_file
from bot.rulebook.edit_text import Place, Step, value_at
from bot.studio.edits import Plan, changed, edit_routes, planned_texts, shown, wording_steps
from bot.studio.effect import SHOWN, effect_of
from bot.studio.entries import entry_text, with_entry
from bot.studio.jobs import RUNNING
from bot.studio.visit import Visit, get, post
from bot.training import run_examples

FIXES = (("", "–"), ("words", "these words instead"), ("drop", "leave the words out"),
         ("drop-sentence", "leave the sentence out"), ("mask", "cover it"), ("disclose", "say who you work for"),
         ("i-for-we", "“I” instead of “we”"))  # fmt: skip
MOST_FIXES = 4


def routes() -> list[Route]:
    return [
        get("/rules", overview), get("/rules/{rule}", one),
        *edit_routes("/rules/{rule}/change", one, plan_change),
        *edit_routes("/rules/{rule}/examples", one, plan_example),
        *edit_routes("/rules/{rule}/forget", one, plan_forget),
        *edit_routes("/rules/{rule}/yaml", one, plan_yaml),
        post("/rules/{rule}/effect/{kind}", effect),
        get("/effect/{job}", show_effect), get("/effect/{job}/state.json", effect_state),
        post("/effect/{job}/cancel", cancel),
    ]


def overview(visit: Visit) -> Response:
    book, category = visit.desk.rulebook(), visit.query("category")
    rules = [rule for rule in book.rules if category in ("", rule.category)]
    guard = book.guard if category in ("", "protected") else ()
    return visit.page("rules.html", rules=rules, guard=guard, category=category, categories=CATEGORIES)


def one(visit: Visit) -> Response:
    rule, file = _rule(visit)
    page = visit.desk.editor.read(file)
    book = visit.desk.rulebook()
    return visit.page(
        "rule.html", rule=rule, file=file, files={file: page.digest}, languages=LANGUAGES, clauses=book.clauses,
        roles=sorted(book.company.contacts), shown=lambda name, now: shown(visit, name, now),
        yaml=entry_text(page.text, _place(rule.id), file=file), fixes=_fixes(rule), kinds=FIXES,
    )


def plan_change(visit: Visit) -> Plan:
    rule, file = _rule(visit)
    place = _place(rule.id)
    now = value_at(visit.desk.editor.read(file).text, place, file=file)
    steps: list[Step] = []
    for field in ("severity", "stage", "clause", "contact"):
        if (value := changed(visit, field)) is not None:
            steps.append(Put((*place, field), value) if value else Remove((*place, field)))
    for field in ("message", "why", "ask", "reply"):
        steps += wording_steps(visit, place, field, now.get(field))
    steps += _fix_steps(visit, rule, place, now)
    return Plan(f"/rules/{rule.id}", "Saved, and live.", {file: steps} if steps else {})


def plan_example(visit: Visit) -> Plan:
    rule, _ = _rule(visit)
    kind, text = visit.text("kind"), visit.text("text").strip()
    if kind not in ("pass", "flag") or not text:
        raise CoachError("C651", "An example needs its words, and whether it passes or is flagged.")
    notes = _example_notes(visit, rule, kind, text)
    return Plan(f"/rules/{rule.id}", "The example is kept.", add_rule_example(visit.desk.editor, rule.id, kind, text),
                notes=notes)


def plan_forget(visit: Visit) -> Plan:
    rule, file = _rule(visit)
    kind = visit.text("kind")
    texts = value_at(visit.desk.editor.read(file).text, (*_place(rule.id), "examples", kind), file=file)
    if visit.text("text") not in texts:
        raise CoachError("C222", "This rule does not have that example.", where=file, status=404)
    steps = [Remove((*_place(rule.id), "examples", kind, texts.index(visit.text("text"))))]
    return Plan(f"/rules/{rule.id}", "The example is gone.", {file: steps})


def plan_yaml(visit: Visit) -> Plan:
    rule, file = _rule(visit)
    text = with_entry(visit.desk.editor.read(file).text, _place(rule.id), visit.text("yaml"), file=file)
    return Plan(f"/rules/{rule.id}", "Saved, and live.", texts={file: text})


def effect(visit: Visit) -> Response:
    """Begin to calculate what the form would do; nothing is saved."""
    kind, desk = visit.part("kind"), visit.desk
    plans = {"change": plan_change, "examples": plan_example, "yaml": plan_yaml}
    try:
        rule, _ = _rule(visit)
        if kind not in plans:
            raise CoachError("C647", "There is no such page.", status=404)
        texts = planned_texts(desk.editor, plans[kind](visit))
        desk.editor.check(texts)
        fields = [(name, value) for name, value in (visit.form.multi_items() if visit.form else [])
                  if isinstance(value, str) and name not in ("csrf", "reason")]
        job = visit.jobs.start("What the change would do", lambda job: effect_of(desk, rule.id, texts, job),
                               rule=rule.id, kind=kind, fields=fields)
    except (CoachError, RulebookErrors) as fault:
        return one(replace(visit, fault=fault))
    return visit.go(f"/effect/{job.id}")


def show_effect(visit: Visit) -> Response:
    return visit.page("effect.html", job=visit.jobs.get(visit.part("job")), limit=SHOWN)


def effect_state(visit: Visit) -> Response:
    job = visit.jobs.get(visit.part("job"))
    return JSONResponse({"done": job.state != RUNNING, "state": job.lines[-1], "lines": job.lines, "share": job.share})


def cancel(visit: Visit) -> Response:
    job = visit.jobs.get(visit.part("job"))
    job.cancel()
    return visit.go(f"/rules/{job.about['rule']}", "The calculation was ended; nothing was changed.")


def _example_notes(visit: Visit, rule: Rule | GuardRule, kind: str, text: str) -> tuple[str, ...]:
    """Whether the rule as it is does what the example wants."""
    desk = visit.desk
    alone = rule.model_copy(update={"examples": rule.examples.model_copy(
        update={"flag": [text] if kind == "flag" else [], "pass_": [text] if kind == "pass" else []})})
    book = desk.rulebook()
    if isinstance(alone, Rule):
        book = replace(book, rules=(alone,))
    else:
        book = replace(book, rules=(), guard=(alone,))
    results = run_examples(book, desk.encoder, desk.checker().judge, as_of=desk.today(), only=rule.id)
    if all(result.right for result in results):
        return ("The rule does so already.",)
    learned = " The next training learns it." if rule.match.learned else " Change what it looks for, or what lifts it."
    return (f"The rule {'still flags' if kind == 'pass' else 'does not flag'} these words.{learned}",)


def _fixes(rule: Rule | GuardRule) -> list[tuple[str, dict[str, str]]]:
    given = rule.fix if isinstance(rule, Rule) else []
    shown_ = [(fix, {}) if isinstance(fix, str) else ("words", dict(fix)) for fix in given]
    return [*shown_, *[("", {})] * max(1, MOST_FIXES - len(shown_))]


def _fix_steps(visit: Visit, rule: Rule | GuardRule, place: Place, now: dict[str, Any]) -> list[Step]:
    number, touched = 0, False
    made: list[str | dict[str, str]] = []
    while visit.has(f"fix.{number}"):
        names = [f"fix.{number}", *(f"fix.{number}.{language}" for language in LANGUAGES)]
        touched = touched or any(changed(visit, name) is not None for name in names)
        kind = visit.text(f"fix.{number}")
        words = {language: visit.text(f"fix.{number}.{language}").strip() for language in LANGUAGES}
        words = {language: text for language, text in words.items() if text}
        if kind == "words" and words:
            made.append(words)
        elif kind and kind != "words":
            made.append(kind)
        number += 1
    if not touched or not isinstance(rule, Rule):
        return []
    return [Put((*place, "fix"), made)] if made else [Remove((*place, "fix"))] if "fix" in now else []


def _rule(visit: Visit) -> tuple[Rule | GuardRule, str]:
    name, book = visit.part("rule"), visit.desk.rulebook()
    every: list[Rule | GuardRule] = [*book.rules, *book.guard]
    found = next((rule for rule in every if rule.id == name), None)
    if found is None:
        raise CoachError("C647", f"There is no rule '{name}' any more.", status=404, hint="It was renamed or removed.")
    return found, rule_file(visit.desk.editor, name)


def _place(rule: str) -> Place:
    return ("guard" if rule.startswith("protected.") else "rules", By("id", rule))
