"""``postcoach evaluate``: how right the coach is on texts that it never learned from."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from bot.cli.blind_sets import Out, Set, refuse_errors, set_path, write_figures
from bot.cli.evaluate_dialogues import dialogues
from bot.cli.evaluate_questions import questions
from bot.errors import CoachError

evaluate = typer.Typer(help="Score the coach on labelled sets.", no_args_is_help=True)


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

    path = set_path("drafts", which)
    if errors:
        refuse_errors(path)
    settings = read_settings(os.environ)
    rows = read_set(path)
    rulebook = load_rulebook(settings.policy)
    # The judge that was trained last, live or not: what is looked for is its worth.
    checker = build_checker(settings, rulebook, newest=True)
    cases = list(track(check_set(rows, checker, rulebook), "checking", len(rows), console=Console(stderr=True)))
    result = summary(path.stem, cases, rulebook)
    write_figures(result, out / path.stem, as_markdown)
    if errors:
        for case in cases:
            missed, wrong = set(case.gold) - case.found, case.found - set(case.gold)
            if missed or wrong:
                quotes = {name: case.gold[name]["quote"] for name in sorted(missed)}
                rules = [f.rule for f in case.report.findings if f.category in wrong]
                print(f"\n{case.id} [{case.language} {case.kind}]\n  {case.text}\n  missed {quotes}\n  wrong {rules}")


evaluate.command()(questions)
evaluate.command()(dialogues)


@evaluate.command()
def release(
    name: Annotated[str | None, typer.Argument(help="Its name; the newest by default.")] = None,
    against: Annotated[str | None, typer.Option(help="The release to compare with; the live one by default.")] = None,
) -> None:
    """A trained release against the live one: topics and categories that got better and worse, in sentences."""
    from bot.rulebook import load_rulebook
    from bot.serve import read_settings
    from bot.training import releases_of
    from bot.training.release_compare import compare

    settings = read_settings(os.environ)
    releases = releases_of(settings.models)
    known = releases.all()
    if not known:
        raise CoachError("C522", "There is no release yet.", hint="Run `postcoach train`.")
    live = releases.live()
    other = releases.get(against) if against else releases.get(live.id) if live else None
    titles = {topic.id: topic.title["en"] for topic in load_rulebook(settings.policy).topics.values()}
    found = compare(releases.get(name) if name else known[0], other, name=lambda key: titles.get(key, key))
    print(found.as_text())
