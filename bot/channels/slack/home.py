"""App Home: what the coach can do, topics by clause, the person to ask, the language."""

from __future__ import annotations

from typing import Any

from bot.answers import person_for
from bot.cards import say
from bot.channels.slack import blocks
from bot.channels.slack.blocks import Block
from bot.channels.slack.cards import ACTION
from bot.channels.slack.manifest import COMMAND, MESSAGE_SHORTCUT
from bot.channels.slack.wording import tell
from bot.channels.slack.words import cut, escape
from bot.findings import LANGUAGES
from bot.rulebook import Rulebook, in_language

PICK_TOPIC, PICK_LANGUAGE, OPEN_FORM = f"{ACTION}:topic", f"{ACTION}:language", f"{ACTION}:form"
MOST_OPTIONS = 100  # in a group, and groups in a menu


def home_view(rulebook: Rulebook, language: str) -> dict[str, Any]:
    """The Home tab in one language."""
    made = [
        blocks.heading(tell("home_title", language, company=rulebook.company.company.name)),
        blocks.plain(tell("home_can", language))[0],
        blocks.marked(tell("home_how", language, command=COMMAND, shortcut=MESSAGE_SHORTCUT)),
        {"type": "actions", "elements": [_form_button(language), _languages(language)]},
        blocks.divider(),
        blocks.heading(tell("home_person", language)),
        *_people(rulebook, language),
        blocks.divider(),
        blocks.heading(tell("home_topics", language)),
        *_topics(rulebook, language),
    ]
    fitted = blocks.fit(
        made, note=tell("cut_here", language), most=blocks.MOST_BLOCKS_IN_VIEW, largest=blocks.LARGEST_VIEW
    )
    return {"type": "home", "blocks": fitted}


def _form_button(language: str) -> dict[str, Any]:
    return blocks.press(tell("form_title", language), OPEN_FORM, "|form", strong=True)


def _languages(language: str) -> dict[str, Any]:
    options = [_option(tell(f"language_{known}", language), known) for known in LANGUAGES]
    return {
        "type": "static_select",
        "action_id": PICK_LANGUAGE,
        "placeholder": blocks.plain_object(tell("home_language", language)),
        "options": options,
        "initial_option": options[LANGUAGES.index(language)],
    }


def _people(rulebook: Rulebook, language: str) -> list[Block]:
    """Whom one asks in general, and whom at once."""
    keys = [None, *(key for key, contact in rulebook.company.contacts.items() if contact.urgent)]
    people = [person_for(rulebook, key, language) for key in keys]
    lines = [
        say("hand_over_urgent" if person.urgent else "hand_over", language, title=person.title, address=person.address)
        for person in people
    ]
    return blocks.plain("\n".join(dict.fromkeys(lines)))


def _topics(rulebook: Rulebook, language: str) -> list[Block]:
    by_clause: dict[str, list[Any]] = {}
    for topic in rulebook.topics.values():
        by_clause.setdefault(topic.clauses[0], []).append(topic)
    ordered = [clause for clause in rulebook.clauses if clause in by_clause]
    if not ordered:
        return []
    groups = [
        {
            "label": blocks.plain_object(cut(_title(rulebook, clause, language), 75)),
            "options": [
                _option(in_language(topic.title, language), topic.id) for topic in by_clause[clause][:MOST_OPTIONS]
            ],
        }
        for clause in ordered[:MOST_OPTIONS]
    ]
    menu = {
        "type": "static_select",
        "action_id": PICK_TOPIC,
        "placeholder": blocks.plain_object(tell("home_pick", language)),
        "option_groups": groups,
    }
    listed = [
        blocks.marked(
            f"*{escape(_title(rulebook, clause, language))}*\n"
            + escape(" · ".join(in_language(topic.title, language) for topic in by_clause[clause]))
        )
        for clause in ordered
    ]
    return [{"type": "actions", "elements": [menu]}, *listed]


def _title(rulebook: Rulebook, clause: str, language: str) -> str:
    return say("clause_text", language, clause=clause, title=in_language(rulebook.clauses[clause].title, language))


def _option(text: str, option: str) -> dict[str, Any]:
    return {"text": blocks.plain_object(cut(text, 75)), "value": option}
