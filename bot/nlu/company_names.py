"""The company's names for the graph components, read with Rasa's own YAML library."""

from __future__ import annotations

from pathlib import Path

from ruamel.yaml import YAML, YAMLError

from bot.errors import CoachError
from bot.nlu.placeholders import names_of_company


def read_names(path: str | Path) -> dict[str, str]:
    """Names and placeholders of a ``company.yml``. Raises CoachError C513 when it cannot be read."""
    try:
        # Pure: the C parser of this old version refuses a URL inside {braces}.
        company = YAML(typ="safe", pure=True).load(Path(path).read_text(encoding="utf-8"))
    except (OSError, YAMLError) as error:
        raise CoachError(
            "C513",
            "The company's lists cannot be read for training.",
            hint="Run `postcoach policy validate`.",
            where=str(path),
        ) from error
    return names_of_company(company or {})
