"""``.env`` in the project folder: settings that should not stand in a shell's history."""

from __future__ import annotations

import re
from collections.abc import MutableMapping
from pathlib import Path

from bot.errors import CoachError

_LINE = re.compile(r"(?:export\s+)?([A-Za-z_]\w*)\s*=\s*(.*)")


def read_env_file(environment: MutableMapping[str, str], path: Path | None = None) -> None:
    """Add what stands in the file and is not set already: NAME=value, one a line, ``#`` before a remark.

    No file is no error. Raises CoachError C125 for a line that is none of these; its words are not repeated.
    """
    path = path or Path(environment.get("COACH_ROOT", "."), ".env")
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except FileNotFoundError:
        return
    except (OSError, UnicodeDecodeError) as error:
        raise CoachError("C125", "The file cannot be read.", where=str(path), hint="Save it as UTF-8.") from error
    for number, line in enumerate(lines, start=1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        found = _LINE.fullmatch(line.strip())
        if not found:
            raise CoachError("C125", "A line is not NAME=value.", where=f"{path}:{number}",
                             hint="Correct it, or put # in front.")
        name, given = found.groups()
        environment.setdefault(name, _value(given))


def _value(given: str) -> str:
    if len(given) > 1 and given[0] in "'\"" and given.endswith(given[0]):
        return given[1:-1]
    return re.sub(r"\s+#.*$", "", given).strip()
