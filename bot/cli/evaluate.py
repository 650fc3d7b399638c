"""``postcoach evaluate``: how right the coach is on texts that it never learned from."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

import typer

from bot.errors import CoachError

BLIND = Path("tests/blind")
evaluate = typer.Typer(help="Score the coach on labelled sets.", no_args_is_help=True)
Set = Annotated[str, typer.Option("--set", help="dev, sealed, or a file of JSON lines.")]
Out = Annotated[Path, typer.Option(help="Folder for the figures as JSON and Markdown.")]


@evaluate.callback()
def group() -> None:
    """Score the coach on labelled sets."""


@evaluate.command()
def drafts(
    which: Set = "dev", out: Out = Path(".run/evaluation"),
    errors: Annotated[bool, typer.Option(help="Also list what was missed or flagged wrongly; not for the sealed half.")]
    = False,
) -> None:
    """Precision, recall and F1 a category, severity, quotes, false alarms, protected speech, a table of rules."""
    # Here, not above: the engine takes seconds to import, and the other commands do without it.
    from rich.console import Console
    from rich.progress import track

    from bot.rulebook import load_rulebook
    from bot.serve import build_checker, read_settings
    from bot.training import as_markdown, check_set, read_set, summary

    path = _set_path("drafts", which)
    if errors and "sealed" in path.name:
        raise CoachError("C521", "The errors of the sealed half are not shown.", hint="Use --set dev.")
    settings = read_settings(os.environ)
    rows = read_set(path)
    rulebook = load_rulebook(settings.policy)
    checker = build_checker(settings, rulebook)
    cases = list(track(check_set(rows, checker, rulebook), "checking", len(rows), console=Console(stderr=True)))
    result = summary(path.stem, cases, rulebook)
    _write(result, out / path.stem, as_markdown)
    if errors:
        for case in cases:
            missed, wrong = set(case.gold) - case.found, case.found - set(case.gold)
            if missed or wrong:
                quotes = {name: case.gold[name]["quote"] for name in sorted(missed)}
                rules = [f.rule for f in case.report.findings if f.category in wrong]
                print(f"\n{case.id} [{case.language} {case.kind}]\n  {case.text}\n  missed {quotes}\n  wrong {rules}")


def _set_path(kind: str, which: str) -> Path:
    path = BLIND / f"{kind}-{which}.jsonl" if which in ("dev", "sealed") else Path(which)
    if not path.is_file():
        raise CoachError("C520", f"There is no set '{which}'.", hint="Give dev, sealed, or the path of a file.")
    return path


def _write(result: dict[str, Any], stem: Path, render: Callable[[dict[str, Any]], str]) -> None:
    stem.parent.mkdir(parents=True, exist_ok=True)
    page = render(result)
    stem.with_suffix(".json").write_text(json.dumps(result, indent=2), encoding="utf-8")
    stem.with_suffix(".md").write_text(page, encoding="utf-8")
    print(page)
