"""Which language to answer in: the message's, but a short word does not change it; and languages nobody here speaks."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

from py3langid.langid import MODEL_FILE, LanguageIdentifier

from bot.checker import detect_language
from bot.findings import LANGUAGES

FEWEST_WORDS = 3  # below, a message says nothing sure about its language: “ok”, “source?”, “stop please”
FEWEST_FOREIGN = 4
SURELY = 0.995
# Languages that people in our countries may try; a wider choice mistakes our own typos for one.
_TRIED = (*LANGUAGES, "de", "es", "it", "pt", "pl", "ro", "tr", "sv", "da")


def language_of(text: str, *, now: str, first: bool) -> str:
    """The language to go on in. ``first``: nothing was said before, so even a short word counts."""
    if not first and len(text.split()) < FEWEST_WORDS:
        return now
    return detect_language(text, default=now)


def is_foreign(text: str) -> bool:
    """Whether a message is in a language that the coach does not speak; False in doubt."""
    letters = [char for char in text if char.isalpha()]
    latin = sum("LATIN" in unicodedata.name(char, "") for char in letters)
    if len(letters) >= 4 and latin < len(letters) / 2:
        return True
    if len(text.split()) < FEWEST_FOREIGN or len(letters) < 16:
        return False
    ours = sum(share for language, share in _identifier().rank(" ".join(text.split())) if language in LANGUAGES)
    return ours <= 1 - SURELY


@lru_cache(maxsize=1)
def _identifier() -> LanguageIdentifier:
    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages(list(_TRIED))
    return identifier
