"""Where labelled sets lie, how a command names one, and how its figures are written."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

import typer

from bot.errors import CoachError

BLIND = Path("tests/blind")
Set = Annotated[str, typer.Option("--set", help="dev, sealed, or a file of JSON lines.")]
Out = Annotated[Path, typer.Option(help="Folder for the figures as JSON and Markdown.")]


def set_path(kind: str, which: str) -> Path:
    """The file of a set. Raises CoachError C520 when there is none."""
    path = BLIND / f"{kind}-{which}.jsonl" if which in ("dev", "sealed") else Path(which)
    if not path.is_file():
        raise CoachError("C520", f"There is no set '{which}'.", hint="Give dev, sealed, or the path of a file.")
    return path


def is_sealed(path: Path) -> bool:
    """Whether a set is only scored, and nobody reads its errors."""
    return "sealed" in path.name


def refuse_errors(path: Path) -> None:
    """Raises CoachError C521 for the sealed half."""
    if is_sealed(path):
        raise CoachError("C521", "The errors of the sealed half are not shown.", hint="Use --set dev.")


def write_figures(result: dict[str, Any], stem: Path, render: Callable[[dict[str, Any]], str]) -> None:
    """Write them beside each other as JSON and Markdown, and print the page."""
    stem.parent.mkdir(parents=True, exist_ok=True)
    page = render(result)
    stem.with_name(f"{stem.name}.json").write_text(json.dumps(result, indent=2), encoding="utf-8")
    stem.with_name(f"{stem.name}.md").write_text(page, encoding="utf-8")
    print(page)
