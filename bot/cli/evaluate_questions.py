"""``postcoach evaluate questions``: topics, commands and other subjects, understood as the product understands them."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated, Any

import typer

from bot.cli.blind_sets import Out, Set, is_sealed, refuse_errors, set_path, write_figures

WITH_QUESTIONS = ("questions", "out-of-scope", "commands")


def questions(
    which: Set = "dev", out: Out = Path(".run/evaluation"),
    model: Annotated[Path | None, typer.Option(help="A trained dialogue model; what answers now by default.")] = None,
    errors: Annotated[bool, typer.Option(help="Also list what was understood wrongly; not for the sealed half.")]
    = False,
) -> None:
    """Right topic first and among two, commands and drafts taken out exactly, other subjects caught, the fallback's
    curve. A file may mix all three kinds of lines."""
    # Here, not above: the engine takes seconds to import, and the other commands do without it.
    from rich.console import Console
    from rich.progress import track

    from bot.rulebook import load_rulebook
    from bot.serve import read_settings
    from bot.serve.understand import build_listener
    from bot.training import read_set
    from bot.training.questions import label_row, measure_rows
    from bot.training.questions_page import questions_as_markdown

    paths = [set_path(kind, which) for kind in (WITH_QUESTIONS if which in ("dev", "sealed") else ["questions"])]
    if errors:
        refuse_errors(paths[0])
    settings = read_settings(os.environ)
    rulebook = load_rulebook(settings.policy)
    labelled = [row for path in paths for row in read_set(path)]
    listener, name = build_listener(settings, rulebook, model=model)
    heard = track(listener.hear_all([str(row.get("text", "")) for row in labelled]), "listening", len(labelled),
                  console=Console(stderr=True))
    clauses = {topic.id: topic.clauses[0] for topic in rulebook.topics.values()}
    rows = [label_row(number, row, understood, topics=clauses)
            for number, (row, understood) in enumerate(zip(labelled, heard, strict=True))]
    result = {"set": paths[0].stem, "model": name, "policy_version": rulebook.version,
              **measure_rows(rows, listener.limits, clauses, pairs=not is_sealed(paths[0]))}
    write_figures(result, out / paths[0].stem, questions_as_markdown)
    if errors:
        _show_errors(rows, listener.limits, clauses)


def _show_errors(rows: list[Any], limits: Any, topics: dict[str, str]) -> None:
    from bot.training.questions import caught, reaction

    for row in rows:
        told = row.understood.intent(limits)
        wrong = not row.first if row.right else not row.exact(limits) if row.expect else not caught(row, limits)
        if wrong:
            wanted = " or ".join(sorted(row.right)) or row.expect or row.topic
            seen = reaction(row, limits, topics) if row.right else told
            print(f"\n{row.id} [{row.language} {row.kind}]\n  {row.text}\n  wanted {wanted}; {seen}: "
                  f"{', '.join(row.understood.labels[:3])} ({row.understood.confidence:.2f})")
            if row.draft is not None:
                print(f"  draft  {row.draft!r}\n  took   {row.understood.draft!r}")
