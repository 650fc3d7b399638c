"""The common changes as steps: an answer, a rule, a list, a contact, an example, a labelled draft, a new topic."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import yaml

from bot.errors import CoachError
from bot.nlu.placeholders import CLIENT, CODE_NAME, COMPETITOR, PARTNER, PRODUCT, SPOKESPERSON
from bot.rulebook.edit import Editor
from bot.rulebook.edit_text import Add, By, Place, Put, Remove, Step, value_at
from bot.rulebook.source import LOADER

Steps = dict[str, list[Step]]
COMPANY, GUIDELINES, DOMAIN, RULES = "policy/company.yml", "policy/guidelines.yml", "domain.yml", "data/rules.yml"
# What a redacted text says once it is an example: the words that training puts for listed names.
_WORDS = {
    "[client]": CLIENT, "[code name]": CODE_NAME, "[unreleased product]": PRODUCT, "[embargoed]": PRODUCT,
    "[partner]": PARTNER, "[competitor]": COMPETITOR, "[spokesperson]": SPOKESPERSON, "[name]": "somebody",
    "[account]": "somebody", "[amount]": "an amount", "[date]": "a date", "[number]": "a number", "[link]": "a link",
    "[e-mail]": "an address", "[address]": "an address", "[phone]": "a phone number", "[secret]": "a password",
    "[incident]": "an incident", "[host]": "a server", "[plate]": "a number plate",
    "[account number]": "an account number", "[card number]": "a card number", "[national number]": "a number",
}  # fmt: skip


def as_example(text: str) -> str:
    """A redacted text as one line that an example can be."""
    for placeholder, words in _WORDS.items():
        text = text.replace(placeholder, words)
    return " ".join(text.split()).removeprefix("- ")


def nlu_file(language: str) -> str:
    """Where the examples of a language stand."""
    return "data/nlu.yml" if language == "en" else f"data/nlu_{language}.yml"


def put_topic(topic: str, field: str, value: Any, *, language: str | None = None) -> Steps:
    """Change ``title``, ``answer``, ``short`` (with a language), ``clauses``, ``contact`` or ``urgent`` of a topic."""
    return {GUIDELINES: [Put(_with("topics", topic, field, language), value)]}


def put_clause(clause: str, field: str, value: str, *, language: str) -> Steps:
    """Change ``title`` or ``text`` of a clause."""
    return {GUIDELINES: [Put(_with("clauses", clause, field, language), value)]}


def put_rule(editor: Editor, rule: str, field: str, value: Any, *, language: str | None = None) -> Steps:
    """Change a field of a rule: ``severity``, ``stage``, ``message``, ``why``, ``fix``, ``ask``, ``clause``."""
    file, part = rule_file(editor, rule), _part(rule)
    entry = value_at(editor.read(file).text, (part, By("id", rule)), file=file)
    if language and isinstance(entry.get(field, ""), str):
        # A plain string is the English text.
        english = {"en": entry[field]} if field in entry else {}
        return {file: [Put((part, By("id", rule), field), english | {language: value})]}
    return {file: [Put(_with(part, rule, field, language), value)]}


def add_rule_example(editor: Editor, rule: str, kind: str, text: str) -> Steps:
    """Give a rule, or a guard entry, one more ``flag`` or ``pass`` example."""
    return {rule_file(editor, rule): [Add((_part(rule), By("id", rule), "examples", kind), text.strip())]}


def add_to_list(path: str, value: Any) -> Steps:
    """Add an entry to a list of company.yml, such as ``clients.do_not_name`` or ``embargoes``."""
    return {COMPANY: [Add(tuple(path.split(".")), value)]}


def remove_from_list(editor: Editor, path: str, value: Any) -> Steps:
    """Take an entry out of a list of company.yml. Raises CoachError C222 when it is not there."""
    place: Place = tuple(path.split("."))
    entries = value_at(editor.read(COMPANY).text, place, file=COMPANY) or []
    if value not in entries:
        raise CoachError("C222", f"'{path}' does not hold that entry.", where=COMPANY, status=404)
    return {COMPANY: [Remove((*place, entries.index(value)))]}


def put_contact(role: str, field: str, value: Any) -> Steps:
    """Change ``reach``, ``slack``, ``urgent`` or ``for`` of a contact."""
    return {COMPANY: [Put(("contacts", role, field), value)]}


def add_question(editor: Editor, topic: str, text: str, *, language: str) -> Steps:
    """Give a topic one more example of how it is asked."""
    return {nlu_file(language): _question_steps(editor, topic, [text], language)}


def remove_question(editor: Editor, topic: str, text: str, *, language: str) -> Steps:
    """Take an example of a topic away. Raises CoachError C222 when it is not there."""
    file = nlu_file(language)
    place: Place = ("nlu", By("intent", topic), "examples")
    lines = value_at(editor.read(file).text, place, file=file).splitlines()
    wanted = f"- {text.strip()}"
    kept = [line for line in lines if line.strip() != wanted]
    if len(kept) == len(lines):
        raise CoachError("C222", "This topic does not have that example.", where=file, status=404)
    return {file: [Put(place, "\n".join(kept) + "\n")]}


def add_labelled_draft(
    text: str, labels: Sequence[dict[str, str]], *, language: str, protected: bool = False, not_: str | None = None,
    platform: str = "other",
) -> Steps:
    """Add a labelled draft; ``labels`` have ``category``, ``severity`` and ``quote``; none means harmless."""
    draft: dict[str, Any] = {"text": text.strip()}
    draft |= {"platform": platform} if platform != "other" else {}
    draft |= {"labels": [dict(label) for label in labels]} if labels else {}
    draft |= {"protected": True} if protected else {}
    draft |= {"not": not_} if not_ else {}
    return {f"policy/drafts/{language}-inbox.yml": [Add(("drafts",), draft)]}


def new_topic(
    editor: Editor, topic: str, *, title: str, answer: str, short: str, clauses: Sequence[str], contact: str,
    questions: Sequence[str], language: str = "en",
) -> Steps:
    """A new topic with its answer and examples: guidelines, examples, domain and the rule that answers.

    Texts are English unless ``language`` says otherwise; the policy needs English, so it then holds both.
    Raises CoachError C222 for an id that is none or is taken, or fewer than two examples.
    """
    taken = {entry["id"] for entry in value_at(editor.read(GUIDELINES).text, ("topics",), file=GUIDELINES)}
    if not re.fullmatch(r"[a-z][a-z0-9-]{1,60}", topic) or topic in taken:
        raise CoachError("C222", f"'{topic}' cannot be the id of a new topic.", where=GUIDELINES,
                         hint="Small letters, digits and hyphens, and not one that exists.")
    if len({as_example(question).casefold() for question in questions}) < 2:
        raise CoachError("C222", "A topic needs at least two different examples of how it is asked.")
    texts = {name: {key: value for key in dict.fromkeys(("en", language))}
             for name, value in (("title", title), ("answer", answer), ("short", short))}  # fmt: skip
    entry = {"id": topic, "title": texts["title"], "clauses": list(clauses), "contact": contact,
             "answer": texts["answer"], "short": texts["short"]}  # fmt: skip
    rules = value_at(editor.read(RULES).text, ("rules",), file=RULES)
    rule = next(i for i, one in enumerate(rules) if any(
        step.get("action") == "action_answer_question" for step in one["steps"]) and "or" in one["steps"][0])
    intents = value_at(editor.read(DOMAIN).text, ("intents",), file=DOMAIN)
    steps: Steps = {
        GUIDELINES: [Add(("topics",), entry)],
        RULES: [Add(("rules", rule, "steps", 0, "or"), {"intent": topic})],
        nlu_file(language): _question_steps(editor, topic, questions, language),
    }
    if topic not in intents:
        steps[DOMAIN] = [Add(("intents",), topic)]
    return steps


def digests_of(editor: Editor, steps: Steps) -> dict[str, str]:
    """The digests of the files as they are now, for a change that was made from what is there now."""
    return {file: editor.read(file).digest for file in steps}


def rule_file(editor: Editor, rule: str) -> str:
    """The file of a rule or guard entry. Raises CoachError C222 when there is none of that id."""
    for file in editor.files():
        if file.startswith(("policy/rules/", "policy/rules.yml")):
            text = editor.read(file).text
            # Looking for the words first: reading all the files takes longer than a person waits for.
            entries = (yaml.load(text, LOADER) or {}).get(_part(rule), []) if rule in text else []
            if any(entry.get("id") == rule for entry in entries):
                return file
    raise CoachError("C222", f"There is no rule '{rule}'.", status=404)


def _part(rule: str) -> str:
    return "guard" if rule.startswith("protected.") else "rules"


def _question_steps(editor: Editor, topic: str, questions: Sequence[str], language: str) -> list[Step]:
    file = nlu_file(language)
    lines = list(dict.fromkeys(f"- {as_example(question)}" for question in questions))
    entries = value_at(editor.read(file).text, ("nlu",), file=file)
    known = next((entry for entry in entries if entry.get("intent") == topic), None)
    if known is None:
        return [Add(("nlu",), {"intent": topic, "examples": "\n".join(lines) + "\n"})]
    there = known["examples"].rstrip("\n").split("\n")
    new = [line for line in lines if line not in {one.strip() for one in there}]
    return [Put(("nlu", By("intent", topic), "examples"), "\n".join([*there, *new]) + "\n")]


def _with(part: str, entry: str, field: str, language: str | None) -> Place:
    place: Place = (part, By("id", entry), field)
    return place if language is None else (*place, language)
