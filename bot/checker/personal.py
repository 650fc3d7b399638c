"""Personal data by Presidio, with the recognizers that Belgium, France and the Netherlands need."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import tldextract
from presidio_analyzer import EntityRecognizer, Pattern, PatternRecognizer
from presidio_analyzer.predefined_recognizers import (
    CreditCardRecognizer,
    EmailRecognizer,
    IbanRecognizer,
    IpRecognizer,
    PhoneRecognizer,
)

# These recognizers read letters only; Presidio asks for the tokens of a language model all the same.
NO_ARTIFACTS: Any = None
ENTITIES = {
    "email": "EMAIL_ADDRESS",
    "iban": "IBAN_CODE",
    "card": "CREDIT_CARD",
    "phone": "PHONE_NUMBER",
    "ip-address": "IP_ADDRESS",
    "national-number": "BE_NATIONAL_NUMBER",
    "plate": "BE_PLATE",
}


class OfflineEmailRecognizer(EmailRecognizer):
    """Presidio's, with the list of domain endings that is installed: the original fetches it from the net."""

    def validate_result(self, pattern_text: str) -> bool:
        return bool(_domain_endings()(pattern_text).top_domain_under_public_suffix) or pattern_text.endswith(
            (".example", ".local", ".internal", ".test")
        )


class NationalNumberRecognizer(PatternRecognizer):
    """Belgian national register number: YYMMDD-SSS-CC, CC = 97 - the first nine digits modulo 97
    (with a 2 in front for people born from 2000 on)."""

    def __init__(self) -> None:
        pattern = Pattern("rijksregisternummer", r"\b\d{2}[.\- ]?[0-5]\d[.\- ]?[0-3]\d[.\- ]?\d{3}[.\- ]?\d{2}\b", 0.3)
        super().__init__("BE_NATIONAL_NUMBER", patterns=[pattern], name="BelgianNationalNumber")

    def validate_result(self, pattern_text: str) -> bool:
        digits = "".join(char for char in pattern_text if char.isdigit())
        number, check = int(digits[:9]), int(digits[9:])
        return check in (97 - number % 97, 97 - int("2" + digits[:9]) % 97)


class PlateRecognizer(PatternRecognizer):
    """Belgian (1-ABC-123), French (AB-123-CD) and Dutch (12-AB-CD) plates, with their dashes."""

    def __init__(self) -> None:
        patterns = [
            Pattern("BE plate", r"\b[1-9]-[A-Z]{3}-\d{3}\b", 0.7),
            Pattern("FR plate", r"\b[A-HJ-NP-TV-Z]{2}-\d{3}-[A-HJ-NP-TV-Z]{2}\b", 0.6),
            Pattern("NL plate", r"\b(?:\d{2}-[A-Z]{2}-[A-Z]{2}|[A-Z]{2}-\d{2}-[A-Z]{2}|[A-Z]-\d{3}-[A-Z]{2})\b", 0.5),
        ]
        super().__init__("BE_PLATE", patterns=patterns, name="Plate", global_regex_flags=0)


@lru_cache(maxsize=1)
def _domain_endings() -> tldextract.TLDExtract:
    return tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None)


@lru_cache(maxsize=1)
def recognizers() -> dict[str, EntityRecognizer]:
    return {
        "email": OfflineEmailRecognizer(),
        "iban": IbanRecognizer(),
        "card": CreditCardRecognizer(),
        "phone": PhoneRecognizer(supported_regions=("BE", "FR", "NL")),
        "ip-address": IpRecognizer(),
        "national-number": NationalNumberRecognizer(),
        "plate": PlateRecognizer(),
    }


def find_personal(kind: str, text: str) -> list[tuple[int, int, float, str]]:
    """Places of one kind (a key of ``ENTITIES``): start, end, score 0 to 1, the recognizer's name."""
    if sum(char.isdigit() for char in text) < (0 if kind == "email" else 4) or (kind == "email" and "@" not in text):
        return []
    recognizer = recognizers()[kind]
    results = recognizer.analyze(text, [ENTITIES[kind]], NO_ARTIFACTS)
    return [(r.start, r.end, r.score, kind) for r in results if r.score > 0]
