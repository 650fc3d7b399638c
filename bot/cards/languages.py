"""Which language a person asks for by name."""

from __future__ import annotations

import re

_NAMES = {
    "en": r"english|anglais|engels",
    "fr": r"fran[cç]ais|french|frans",
    "nl": r"nederlands|n[ée]erlandais|dutch|flamand|flemish|vlaams",
}


def named_language(text: str) -> str | None:
    """``en``, ``fr`` or ``nl``; the last one when several are named (“not English, French please”), else None."""
    found = [
        (match.start(), language)
        for language, names in _NAMES.items()
        for match in re.finditer(rf"\b(?:{names})\b", text, re.IGNORECASE)
    ]
    return max(found)[1] if found else None
