"""Answers: topic → answer, clause and contact in the reader's language; nearest policy passage."""

from bot.answers.passages import Passage, nearest_passage
from bot.answers.people import Person, person_for, role_title
from bot.answers.topics import Answer, answer_topic

__all__ = ["Answer", "Passage", "Person", "answer_topic", "nearest_passage", "person_for", "role_title"]
