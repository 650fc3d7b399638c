"""Which of the product's languages a draft is written in."""

from __future__ import annotations

from functools import lru_cache

from py3langid.langid import MODEL_FILE, LanguageIdentifier

from bot.findings import LANGUAGES

# Words that decide short texts, on which statistics of letters fail.
_MARKERS = {
    "en": frozenset(["the", "is", "are", "was", "and", "you", "we", "my", "this", "that", "have", "has", "with", "for", "not", "our", "at", "of", "it", "just"]),
    "fr": frozenset(["le", "la", "les", "est", "et", "je", "nous", "vous", "mon", "ma", "mes", "des", "du", "une", "pas", "que", "qui", "avec", "pour", "sur", "dans", "c'est", "chez", "au", "aux", "sont", "plus", "j'ai", "ça", "notre", "nos"]),
    "nl": frozenset(["de", "het", "een", "en", "ik", "wij", "we", "jij", "je", "mijn", "niet", "van", "voor", "met", "op", "dat", "die", "zijn", "was", "bij", "ook", "maar", "naar", "onze", "ons", "aan", "nog", "wel", "geen", "heb", "heeft"]),
}


@lru_cache(maxsize=1)
def _identifier() -> LanguageIdentifier:
    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages(list(LANGUAGES))
    return identifier


def detect_language(text: str, *, default: str = "en") -> str:
    """``en``, ``fr`` or ``nl``; ``default`` when nothing in the text speaks for a language."""
    words = [word.strip(".,!?:;\"'()…") for word in text.lower().split()]
    votes = {language: sum(word in markers for word in words) for language, markers in _MARKERS.items()}
    ranked = sorted(votes, key=votes.__getitem__, reverse=True)
    if votes[ranked[0]] >= votes[ranked[1]] + 2:
        return ranked[0]
    if sum(char.isalpha() for char in text) < 12:
        return ranked[0] if votes[ranked[0]] > votes[ranked[1]] else default
    language, certainty = _identifier().classify(text)
    return language if certainty >= 0.8 or votes[language] else default
