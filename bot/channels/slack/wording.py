"""What the coach says on Slack alone, in en, fr and nl."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import yaml


def tell(idea: str, language: str, **values: Any) -> str:
    """The sentence for an idea of this folder's texts.yml. Raises KeyError for an unknown one."""
    texts = _texts()[idea]
    return (texts.get(language) or texts["en"]).format_map(values)


@cache
def _texts() -> dict[str, dict[str, str]]:
    return yaml.safe_load(Path(__file__).with_name("texts.yml").read_text(encoding="utf-8"))
