"""Credentials by CredSweeper, with a filter for prose: its patterns were made for code."""

from __future__ import annotations

import json
import logging
import warnings
from functools import lru_cache
from typing import Any

import re2

# Lines that talk about secrets without giving one away.
_INNOCENT = re2.compile(r"(?i)^(?:x{3,}|\*{3,}|\.{3,}|<.*>|your[\w-]*|example|changeme|hunter2|password|secret|none|null)$")
_MAX_LINE = 2_000  # longer lines are cut at a space: a draft has sentences, a minified file has not


@lru_cache(maxsize=1)
def _scanner() -> Any:
    logging.getLogger("credsweeper").setLevel(logging.ERROR)
    from credsweeper.app import APP_PATH
    from credsweeper.config.config import Config
    from credsweeper.scanner.scanner import Scanner

    # The scanner alone: the whole program starts a process to collect results, and its neural
    # filter judges lines of code, not prose.
    settings = json.loads((APP_PATH / "secret" / "config.json").read_text(encoding="utf-8"))
    settings |= {"use_filters": True, "find_by_ext": False, "size_limit": None, "pedantic": False, "depth": 0,
                 "doc": True, "severity": "info", "confidence": "weak"}
    return Scanner(Config(settings), None)


def find_credentials(text: str) -> list[tuple[int, int, float, str]]:
    """Start, end, score 0 to 1 and the rule's name of every credential in the text, by line."""
    from credsweeper.file_handler.string_content_provider import StringContentProvider

    found: list[tuple[int, int, float, str]] = []
    offset = 0
    for line in text.split("\n"):
        if any(char.isdigit() or char in ":=/" for char in line):
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", DeprecationWarning)
                provider = StringContentProvider([line[:_MAX_LINE]])
            for candidate in _scanner().scan(provider):
                found += [
                    (offset + data.value_start, offset + data.value_end, _score(candidate), candidate.rule_name)
                    for data in candidate.line_data_list
                    if data.value and data.value_start >= 0 and _speaks(data.value)
                ]
        offset += len(line) + 1
    return found


def _score(candidate: Any) -> float:
    return {"strong": 0.95, "moderate": 0.75, "weak": 0.5}.get(candidate.confidence.value, 0.5)


def _speaks(value: str) -> bool:
    """A secret in prose has a digit, a sign or mixed case; a plain word after 'password' is a sentence."""
    if _INNOCENT.match(value):
        return False
    return any(c.isdigit() for c in value) or (any(c in "-_!#$%&+" for c in value[1:-1]) and len(value) >= 6)
