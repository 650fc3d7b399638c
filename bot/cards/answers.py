"""Cards for questions: an answer, a choice of topics, a passage of the policy, a person."""

from __future__ import annotations

from collections.abc import Sequence

from bot.answers import Answer, Passage, Person, person_for
from bot.cards.card import Button, Card, button, card, paragraphs
from bot.cards.wording import say
from bot.rulebook import Rulebook, in_language


def answer_card(answer: Answer, rulebook: Rulebook, *, short: bool = False) -> Card:
    """The answer with its clause and the person to ask; ``short`` says the same in one sentence."""
    language = answer.language
    clause = say("answer_clause", language, clause=answer.clause, title=answer.clause_title)
    person = person_for(rulebook, answer.contact, language)
    text = paragraphs(
        answer.short if short else answer.text,
        f"{clause} {contact_line(person, language, urgent=answer.urgent)}",
    )
    return card("answer", text, language, topic=answer.topic, clause=answer.clause, contact=person.key)


def same_topic_card(answer: Answer, passage: str | None, rulebook: Rulebook) -> Card:
    """A further question on the topic that was just answered: its essence, and the words of the policy that are
    nearest to what was asked."""
    language = answer.language
    person = person_for(rulebook, answer.contact, language)
    clause = say("answer_clause", language, clause=answer.clause, title=answer.clause_title)
    text = paragraphs(
        say("same_topic", language, short=answer.short),
        say("same_topic_passage", language, words=passage) if passage else None,
        f"{clause} {contact_line(person, language, urgent=answer.urgent)}",
    )
    return card("answer", text, language, topic=answer.topic, clause=answer.clause, contact=person.key)


def choose_card(rulebook: Rulebook, topic_ids: Sequence[str], language: str, *, idea: str = "choose") -> Card:
    """The topics that a question may be about, as buttons, and a person for when it is neither."""
    topics = [rulebook.topics[topic_id] for topic_id in topic_ids]
    buttons: list[Button] = [
        {"title": in_language(topic.title, language), "payload": f"topic:{topic.id}"} for topic in topics
    ]
    buttons.append(button("button_hand_over", "hand_over", language))
    return card("choose", say(idea, language), language, buttons=buttons)


def passage_card(passage: Passage, rulebook: Rulebook, *, idea: str = "passage") -> Card:
    """Words of the policy as they stand, marked as a passage and not as an answer."""
    language = passage.language
    person = person_for(rulebook, passage.contact, language)
    clause = say("answer_clause", language, clause=passage.clause, title=passage.clause_title)
    text = paragraphs(
        say(idea, language),
        say("quoted", language, words=passage.text),
        f"{clause} {contact_line(person, language)}",
    )
    return card(
        "passage",
        text,
        language,
        topic=passage.topic,
        clause=passage.clause,
        contact=person.key,
        buttons=[button("button_hand_over", "hand_over", language)],
    )


def hand_over_card(
    person: Person, language: str, *, about: str | None = None, idea: str | None = None, passed_on: bool = False
) -> Card:
    """Whom to talk to, with words to start with. ``about`` is a topic's title, never words of a draft; ``idea`` is
    another first sentence, such as that the coach has no answer. ``passed_on``: the question is in the inbox."""
    idea = idea or ("hand_over_urgent" if person.urgent else "hand_over")
    subject = say("hand_over_about", language, title=about) if about else ""
    text = paragraphs(
        say(idea, language, title=person.title, address=person.address),
        say("hand_over_message", language, about=subject),
        say("hand_over_passed_on" if passed_on else "hand_over_nothing_sent", language),
    )
    return card("hand_over", text, language, contact=person.key)


def clause_card(
    rulebook: Rulebook,
    clause_ids: Sequence[str],
    language: str,
    *,
    topic: str | None = None,
    contact: str | None = None,
) -> Card:
    """The text of the clauses that an answer or a finding rests on."""
    clauses = [rulebook.clauses[clause_id] for clause_id in clause_ids]
    parts = [
        f"{say('clause_text', language, clause=clause.id, title=in_language(clause.title, language))}\n"
        f"{in_language(clause.text, language).strip()}"
        for clause in clauses
    ]
    return card("text", paragraphs(*parts), language, topic=topic, clause=clauses[0].id, contact=contact)


def contact_line(person: Person, language: str, *, urgent: bool = False) -> str:
    """Whom to ask, in one sentence; at once when it is urgent."""
    idea = "ask_contact_now" if urgent else "ask_contact"
    return say(idea, language, title=person.title, address=person.address)
