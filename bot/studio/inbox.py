"""What the coach could not answer and what employees disputed, and what is made of it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from starlette.responses import Response
from starlette.routing import Route

from bot.errors import CoachError
from bot.findings import LANGUAGES, PLATFORMS
from bot.rulebook import CATEGORIES
from bot.rulebook.edit_changes import add_labelled_draft, add_rule_example, as_example, rule_file
from bot.store import ANSWER, FINDING, QUESTION, Change, Group, Kept
from bot.studio.edits import Plan, digests, edit_routes
from bot.studio.topics import example_plan
from bot.studio.visit import Visit, get, post

KIND_NAMES = {QUESTION: "Unanswered questions", FINDING: "Disputed findings", ANSWER: "Answers that did not help"}


def routes() -> list[Route]:
    return [
        get("/inbox", overview), get("/inbox/{number:int}", item),
        *edit_routes("/inbox/{number:int}/example", item, plan_example),
        *edit_routes("/inbox/{number:int}/rule", item, plan_rule_example),
        *edit_routes("/inbox/{number:int}/draft", item, plan_draft),
        post("/inbox/{number:int}/dismiss", dismiss),
    ]


@dataclass(frozen=True)
class Shown:
    """An item with those that say the same. ``texts`` are examples made of the group, in the item's language."""

    kept: Kept
    group: Group
    texts: tuple[str, ...]

    @property
    def numbers(self) -> tuple[int, ...]:
        return tuple(kept.id for kept in self.group.items)


def overview(visit: Visit) -> Response:
    kind, language = visit.query("kind") or None, visit.query("language") or None
    groups = visit.desk.store.inbox.groups(visit.neighbours.encode, kind=kind if kind in KIND_NAMES else None,
                                           language=language if language in LANGUAGES else None)
    visit.neighbours.begin()
    days = visit.desk.store.settings.keep_days
    return visit.page("inbox.html", groups=groups, kind=kind, language=language, kind_names=KIND_NAMES, keep_days=days,
                      topics=visit.desk.rulebook().topics)


def item(visit: Visit) -> Response:
    found = _shown(visit)
    book, editor = visit.desk.rulebook(), visit.desk.editor
    near = visit.neighbours.near(found.kept.item.text) if found.kept.item.text else []
    ranked = [one.topic for _, one in near or []] + [t for t in found.kept.item.topics if t in book.topics]
    rules = [rule.id for rule in book.rules] + [rule.id for rule in book.guard]
    rule = found.kept.item.rule or ""
    return visit.page(
        "item.html", found=found, near=near, topics=book.topics, first=next(iter(ranked), ""), rules=rules,
        rule=next((one for one in book.rules if one.id == rule), None), categories=CATEGORIES, platforms=PLATFORMS,
        kind_names=KIND_NAMES, nlu=digests(editor, *(f"data/nlu{end}.yml" for end in ("", "_fr", "_nl"))),
        draft_file=digests(editor, *(f"policy/drafts/{language}-inbox.yml" for language in LANGUAGES)),
        rule_digest=digests(editor, rule_file(editor, rule)) if rule in rules else {},
    )


def plan_example(visit: Visit) -> Plan:
    found = _shown(visit)
    plan = example_plan(visit, visit.text("topic"), visit.text("texts"), visit.text("language", "en"))
    return replace(plan, back="/inbox", settles=_settled(visit, found), settled=f"example of {visit.text('topic')}")


def plan_rule_example(visit: Visit) -> Plan:
    found, rule, kind = _shown(visit), visit.text("rule"), visit.text("kind")
    if kind not in ("pass", "flag") or not visit.text("text").strip():
        raise CoachError("C651", "An example needs its words, and whether it passes or is flagged.")
    steps = add_rule_example(visit.desk.editor, rule, kind, visit.text("text"))
    return Plan(f"/rules/{rule}", f"Kept as an example of {rule}. See what it does below.", steps,
                settles=_settled(visit, found), settled=f"{kind} example of {rule}")


def plan_draft(visit: Visit) -> Plan:
    found = _shown(visit)
    return replace(draft_plan(visit), back="/inbox", settles=_settled(visit, found), settled="labelled draft")


def draft_plan(visit: Visit) -> Plan:
    """A new labelled draft from the form's fields."""
    text, language = visit.text("text").strip(), visit.text("language", "en")
    labels = [{"category": category, "severity": visit.text(f"severity.{number}"), "quote": quote}
              for number in range(3) if (category := visit.text(f"category.{number}"))
              and (quote := visit.text(f"quote.{number}").strip() or text)]  # fmt: skip
    if not text or language not in LANGUAGES:
        raise CoachError("C651", "A labelled draft needs its words and its language.")
    steps = add_labelled_draft(text, labels, language=language, protected=visit.has("protected"),
                               not_=visit.text("not") or None, platform=visit.text("platform", "other"))
    return Plan(f"/drafts?language={language}", "The labelled draft is kept; the next training learns from it.", steps)


def dismiss(visit: Visit) -> Response:
    try:
        found = _shown(visit)
        numbers, reason = _settled(visit, found), visit.text("reason")
        visit.desk.store.inbox.settle(numbers, state="dismissed", reason=reason)
    except CoachError as fault:
        return item(replace(visit, fault=fault))
    target = "item " + " ".join(str(number) for number in numbers)[:480]
    who = visit.session
    visit.desk.store.audit.record(Change(who.role, who.name, "dismiss", target, reason))
    return visit.go("/inbox", f"{len(numbers)} {'item is' if len(numbers) == 1 else 'items are'} dismissed.")


def _settled(visit: Visit, found: Shown) -> tuple[int, ...]:
    return found.numbers if visit.has("whole") else (found.kept.id,)


def _shown(visit: Visit) -> Shown:
    number = int(visit.part("number"))
    kept = visit.desk.store.inbox.item(number)
    groups = visit.desk.store.inbox.groups(visit.neighbours.encode, kind=kept.item.kind)
    alone = Group(kept.item.kind, kept.item.rule, (kept,))
    group = next((one for one in groups if any(other.id == number for other in one.items)), alone)
    texts = [as_example(one.item.text) for one in (kept, *group.items)
             if one.item.text and one.item.language == kept.item.language]
    return Shown(kept, group, tuple(dict.fromkeys(texts)))
