"""The coach's own sentences, in en, fr and nl."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import yaml


def say(idea: str, language: str, **values: Any) -> str:
    """The sentence for an idea of texts.yml, in English where there is no translation.

    Raises KeyError for an unknown idea or a value that the sentence needs and did not get.
    """
    texts = wordings()[idea]
    return (texts.get(language) or texts["en"]).format_map(values)


def knows(idea: str) -> bool:
    """Whether texts.yml has that idea."""
    return idea in wordings()


@cache
def wordings() -> dict[str, dict[str, str]]:
    """Every idea with its text by language."""
    return yaml.safe_load(Path(__file__).with_name("texts.yml").read_text(encoding="utf-8"))
