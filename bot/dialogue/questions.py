"""What a typed message asks: its single questions, a yes or no at its beginning, a link in it."""

from __future__ import annotations

import re

MOST = 3  # questions of one message that are answered; with more, the coach asks which comes first
FEWEST_WORDS = 3
LINK = re.compile(r"https?://[^\s<>\"'”»)]+|www\.[^\s<>\"'”»)]+")
_SENTENCE = re.compile(r"[^.!?…\n]+[.!?…]*\s*")
_YES = re.compile(
    r"\W*(?:yes|yep|yeah|yup|sure|correct|indeed|right|oui|ouais|si si|bien sûr|exact|ja|jawel|jazeker|klopt|"
    r"inderdaad)\b", re.IGNORECASE)
_NO = re.compile(
    r"\W*(?:no|nope|nah|not (?:yet|really)|non|pas (?:encore|vraiment)|nee|neen|nog niet)\b", re.IGNORECASE)
# “I already put it on Instagram”: the author's own post, unlike “that is already public”.
_POSTED = re.compile(
    r"\b(?:i|i've|we|we've)\b[^.?!]{0,24}\b(?:posted|put|published|shared|sent|uploaded|tweeted)\b"
    r"|\b(?:j['’]ai|je l['’]ai|on l['’]a|on a)\b[^.?!]{0,16}\b(?:posté|publié|partagé|mis|envoyé)"
    r"|\bik\b[^.?!]{0,8}\bheb\b[^.?!]{0,60}\b(?:gepost|geplaatst|gezet|gedeeld|gepubliceerd|verstuurd)\b"
    r"|\bheb ik\b[^.?!]{0,60}\b(?:gepost|geplaatst|gezet|gedeeld|gepubliceerd|verstuurd)\b", re.IGNORECASE)
_GOES_ON = re.compile(
    r"\W*(?:and|but|so|or|also|even if|what if|what about|how about|then|et|mais|donc|ou|alors|même si|en|maar|dus|of|"
    r"wat als|wat met|ook)\b", re.IGNORECASE)


def split_questions(text: str) -> list[str]:
    """The questions of a message, each with the statements right before it; one text when there is only one."""
    questions, waiting = [], ""
    for sentence in _SENTENCE.findall(text):
        waiting += sentence
        if sentence.rstrip().endswith("?") and len(waiting.split()) >= FEWEST_WORDS:
            questions.append(waiting.strip())
            waiting = ""
    if len(questions) < 2:
        return [text]
    return questions


def yes_or_no(text: str) -> bool | None:
    """What the first words of an answer say; None when they say neither, or ask."""
    if text.rstrip().endswith("?"):
        return None
    return True if _YES.match(text) else False if _NO.match(text) else None


def posted_by_author(text: str) -> bool:
    """Whether the author says that they have posted it themselves."""
    return bool(_POSTED.search(text))


def goes_on(text: str) -> bool:
    """Whether a message begins as the continuation of what was said: “and in a closed group?”."""
    return bool(_GOES_ON.match(text))


def link_in(text: str) -> str | None:
    """The first link of a message."""
    found = LINK.search(text)
    return found.group().rstrip(".,;") if found else None


def readable(text: str) -> str:
    """The text without control characters; line breaks and tabs stay."""
    return "".join(char for char in text if char in "\n\t" or (ord(char) >= 32 and ord(char) != 127))
