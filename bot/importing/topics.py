"""Proposals → topics whose answers are the document's own words."""

from __future__ import annotations

from collections.abc import Sequence

from bot.importing.clauses import ImportedClause
from bot.importing.propose import SENTENCE_END, Encoder, Proposals
from bot.importing.rules import Renaming
from bot.importing.written import CompanyEntry, TopicEntry
from bot.rulebook import Rulebook, in_language

ANSWER_WORDS = 110  # a longer clause answers with the sentences around the one nearest to the question


def topics_of(
    clauses: Sequence[ImportedClause], proposals: Proposals, model: Rulebook, encoder: Encoder, *,
    company: CompanyEntry, language: str, names: Renaming,
) -> list[TopicEntry]:
    """A topic for each one that a clause covers; where none does, the likeliest, because a policy needs one."""
    by_id = {clause.id: clause for clause in clauses}
    proposed = {name: found for name, found in proposals.topics.items() if found}
    if not proposed:
        name = max(model.topics, key=lambda topic: proposals.best_of[topic].confidence)
        proposed = {name: (proposals.best_of[name],)}
    entries = []
    for name, found in proposed.items():
        shipped = model.topics[name]
        title = names.text(in_language(shipped.title, language))
        answer, short = _answer(by_id[found[0].clause], title, encoder)
        entries.append(TopicEntry(
            name, {spoken: names.text(shipped.title[spoken]) for spoken in dict.fromkeys(("en", language))
                   if spoken in shipped.title},
            tuple(proposal.clause for proposal in found),
            shipped.contact if shipped.contact in company.contacts else company.policy_owner,
            shipped.urgent, answer, short,
            f"{round(found[0].confidence * 100)} %" + ("" if found[0].sure else ", to check"),
        ))
    return entries


def _answer(clause: ImportedClause, title: str, encoder: Encoder) -> tuple[str, str]:
    """The clause's words as an answer, and the sentence in it that is nearest to the question."""
    sentences = [text for line in clause.text.split("\n") if line for text in SENTENCE_END.split(line)]
    vectors = encoder.encode([title, *sentences])
    nearest = int((vectors[1:] @ vectors[0]).argmax())
    if len(clause.text.split()) <= ANSWER_WORDS:
        return clause.text, sentences[nearest]
    first, last = nearest, nearest
    for _ in sentences:
        # One sentence further to each side, as long as the answer stays short.
        for wider in ((first, last + 1), (first - 1, last)):
            chosen = sentences[max(wider[0], 0) : wider[1] + 1]
            if wider[0] >= 0 and wider[1] < len(sentences) and len(" ".join(chosen).split()) <= ANSWER_WORDS:
                first, last = wider
    return " ".join(sentences[first : last + 1]), sentences[nearest]
