"""Topics: what the coach answers, and how employees ask for it."""

from __future__ import annotations

import re
from collections import Counter

from starlette.responses import Response
from starlette.routing import Route

from bot.errors import CoachError
from bot.findings import LANGUAGES
from bot.rulebook import Add, By, Put
from bot.rulebook.edit_changes import GUIDELINES, as_example, new_topic, nlu_file, remove_question
from bot.rulebook.edit_text import Place, Step
from bot.studio.edits import Plan, changed, digests, edit_routes, shown, ticked, wording_steps
from bot.studio.entries import entry_text, with_entry
from bot.studio.neighbours import examples_in
from bot.studio.visit import Visit, get

DIALOGUE = ("data/rules.yml", "domain.yml")
NLU = tuple(nlu_file(language) for language in LANGUAGES)


def routes() -> list[Route]:
    return [
        get("/topics", overview), get("/topics/new", begin), *edit_routes("/topics/new", begin, plan_new),
        get("/topics/{topic}", topic), *edit_routes("/topics/{topic}/answer", topic, plan_answer),
        *edit_routes("/topics/{topic}/questions", topic, plan_question),
        *edit_routes("/topics/{topic}/forget", topic, plan_forget),
        *edit_routes("/topics/{topic}/yaml", topic, plan_yaml),
        get("/clauses/{clause}", clause), *edit_routes("/clauses/{clause}", clause, plan_clause),
        *edit_routes("/clauses/{clause}/yaml", clause, plan_clause_yaml),
    ]


def overview(visit: Visit) -> Response:
    counts = Counter((one.topic, language) for language in LANGUAGES for one in _examples(visit, language))
    visit.neighbours.begin()
    return visit.page("topics.html", topics=visit.desk.rulebook().topics, clauses=visit.desk.rulebook().clauses,
                      counts=counts, languages=LANGUAGES)


def topic(visit: Visit) -> Response:
    book = visit.desk.rulebook()
    one = book.topics.get(visit.part("topic"))
    if one is None:
        raise _unknown(visit.part("topic"), "topic")
    page = visit.desk.editor.read(GUIDELINES)
    asked = {language: [e.text for e in _examples(visit, language) if e.topic == one.id] for language in LANGUAGES}
    return visit.page(
        "topic.html", topic=one, asked=asked, languages=LANGUAGES, clauses=book.clauses,
        roles=sorted(book.company.contacts), shown=lambda name, now: shown(visit, name, now),
        answer=digests(visit.desk.editor, GUIDELINES),
        nlu={language: digests(visit.desk.editor, nlu_file(language)) for language in LANGUAGES},
        yaml=entry_text(page.text, ("topics", By("id", one.id)), file=GUIDELINES),
    )


def plan_answer(visit: Visit) -> Plan:
    name, steps = visit.part("topic"), []
    one, place = visit.desk.rulebook().topics.get(name), ("topics", By("id", name))
    if one is None:
        raise _unknown(name, "topic")
    for field, now in (("title", one.title), ("answer", one.answer), ("short", one.short)):
        steps += wording_steps(visit, place, field, now)
    if (clauses := changed(visit, "clauses")) is not None:
        steps.append(Put((*place, "clauses"), re.split(r"[,\s]+", clauses.strip(", "))))
    if (contact := changed(visit, "contact")) is not None:
        steps.append(Put((*place, "contact"), contact))
    if (urgent := ticked(visit, "urgent")) is not None:
        steps.append(Put((*place, "urgent"), urgent))
    return Plan(f"/topics/{name}", "Saved. The new answer is live.", {GUIDELINES: steps} if steps else {})


def plan_question(visit: Visit) -> Plan:
    return example_plan(visit, visit.part("topic"), visit.text("texts"), visit.text("language", "en"))


def example_plan(visit: Visit, name: str, given: str, language: str) -> Plan:
    """Examples, one a line, for a topic; with what they are near to. Raises CoachError C651 without words."""
    if name not in visit.desk.rulebook().topics or language not in LANGUAGES:
        raise _unknown(name, "topic")
    texts = list(dict.fromkeys(as_example(line) for line in given.split("\n") if line.strip()))
    if not texts:
        raise CoachError("C651", "An example needs words.", hint="Write how somebody would ask, one a line.")
    notes = [note for text in texts[-5:] for note in visit.neighbours.notes(text, name)]
    told = f"{len(texts)} {'example is' if len(texts) == 1 else 'examples are'} kept; the next training learns from it."
    return Plan(f"/topics/{name}", told, {nlu_file(language): _question_steps(visit, name, texts, language)},
                notes=tuple(dict.fromkeys(notes)))


def plan_forget(visit: Visit) -> Plan:
    name, language = visit.part("topic"), visit.text("language", "en")
    steps = remove_question(visit.desk.editor, name, visit.text("text"), language=language)
    return Plan(f"/topics/{name}", "The example is gone; the next training forgets it.", steps)


def plan_yaml(visit: Visit) -> Plan:
    name = visit.part("topic")
    return _yaml_plan(visit, ("topics", By("id", name)), f"/topics/{name}")


def begin(visit: Visit) -> Response:
    """The form of a new topic, filled with what an item of the inbox asked."""
    numbers = [int(n) for n in (visit.texts("items") or visit.query("items").split(",")) if n.isdigit()]
    asked: dict[str, list[str]] = {language: [] for language in LANGUAGES}
    for number in numbers[:50]:
        item = visit.desk.store.inbox.item(number).item
        if item.text and item.language in asked:
            asked[item.language].append(as_example(item.text))
    book = visit.desk.rulebook()
    return visit.page("new_topic.html", numbers=numbers, asked=asked, languages=LANGUAGES, clauses=book.clauses,
                      roles=sorted(book.company.contacts),
                      files=digests(visit.desk.editor, GUIDELINES, *DIALOGUE, *NLU))


def plan_new(visit: Visit) -> Plan:
    name = visit.text("id").strip()
    texts = {field: {language: visit.text(f"{field}.{language}").strip() for language in LANGUAGES}
             for field in ("title", "answer", "short")}  # fmt: skip
    asked = {language: list(dict.fromkeys(as_example(line) for line in visit.text(f"asked.{language}").split("\n")
                                          if line.strip())) for language in LANGUAGES}  # fmt: skip
    missing = [field for field in ("title", "answer") if not texts[field]["en"]]
    if missing or not visit.texts("clauses"):
        needed = f"{' and '.join(missing)} in English" if missing else "a clause"
        raise CoachError("C651", f"A topic needs {needed}.")
    steps = new_topic(visit.desk.editor, name, title=texts["title"]["en"], answer=texts["answer"]["en"],
                      short=texts["short"]["en"] or texts["answer"]["en"], clauses=visit.texts("clauses"),
                      contact=visit.text("contact"), questions=asked["en"])
    entry = steps[GUIDELINES][0]
    if isinstance(entry, Add):
        for field, given in texts.items():
            said = given if field != "short" else {k: v or texts["answer"][k] for k, v in given.items()}
            entry.value[field] = {language: text for language, text in said.items() if text}
    for language in ("fr", "nl"):
        if asked[language]:
            steps[nlu_file(language)] = _question_steps(visit, name, asked[language], language)
    notes = [note for text in asked["en"][-5:] for note in visit.neighbours.notes(text, name)]
    numbers = tuple(int(number) for number in visit.texts("items") if number.isdigit())
    return Plan(f"/topics/{name}", "The topic is kept. Train and promote a release, and the coach answers it.", steps,
                settles=numbers, settled=f"topic {name}", notes=tuple(dict.fromkeys(notes)), action="new topic")


def clause(visit: Visit) -> Response:
    one = visit.desk.rulebook().clauses.get(visit.part("clause"))
    if one is None:
        raise _unknown(visit.part("clause"), "clause")
    page = visit.desk.editor.read(GUIDELINES)
    resting = [t for t in visit.desk.rulebook().topics.values() if one.id in t.clauses]
    return visit.page("clause.html", clause=one, resting=resting, languages=LANGUAGES,
                      shown=lambda name, now: shown(visit, name, now), files={GUIDELINES: page.digest},
                      yaml=entry_text(page.text, ("clauses", By("id", one.id)), file=GUIDELINES))


def plan_clause(visit: Visit) -> Plan:
    name = visit.part("clause")
    one, place = visit.desk.rulebook().clauses.get(name), ("clauses", By("id", name))
    if one is None:
        raise _unknown(name, "clause")
    steps = wording_steps(visit, place, "title", one.title) + wording_steps(visit, place, "text", one.text)
    return Plan(f"/clauses/{name}", "Saved. The new wording is live.", {GUIDELINES: steps} if steps else {})


def plan_clause_yaml(visit: Visit) -> Plan:
    name = visit.part("clause")
    return _yaml_plan(visit, ("clauses", By("id", name)), f"/clauses/{name}")


def _yaml_plan(visit: Visit, place: Place, back: str) -> Plan:
    text = with_entry(visit.desk.editor.read(GUIDELINES).text, place, visit.text("yaml"), file=GUIDELINES)
    return Plan(back, "Saved, and live.", texts={GUIDELINES: text})


def _question_steps(visit: Visit, name: str, texts: list[str], language: str) -> list[Step]:
    known = [one.text for one in _examples(visit, language) if one.topic == name]
    lines = "\n".join(f"- {text}" for text in dict.fromkeys([*known, *texts])) + "\n"
    if not known:
        return [Add(("nlu",), {"intent": name, "examples": lines})]
    return [Put(("nlu", By("intent", name), "examples"), lines)]


def _examples(visit: Visit, language: str) -> list:
    return examples_in(visit.desk.editor.read(nlu_file(language)).text, language)


def _unknown(name: str, kind: str) -> CoachError:
    return CoachError("C647", f"There is no {kind} '{name}' any more.", status=404, hint="It was renamed or removed.")
