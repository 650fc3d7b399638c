"""``postcoach evaluate dialogues``: labelled conversations with the product as it runs."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer

from bot.cli.blind_sets import Out, Set, is_sealed, refuse_errors, set_path, write_figures

NAMES = {
    "all": "all expectations", "protected": "of turns with protected speech",
    "private": "of turns that must keep something private", "dialogues": "dialogues that met all",
}  # fmt: skip


def dialogues(
    which: Set = "dev", out: Out = Path(".run/evaluation"),
    url: Annotated[str | None, typer.Option(help="A running coach; one is started without it.")] = None,
    errors: Annotated[bool, typer.Option(help="Also list what was not met; not for the sealed half.")] = False,
) -> None:
    """Hold every labelled dialogue with the real product and count the expectations that it meets."""
    # Here, not above: the engine takes seconds to import, and the other commands do without it.
    from rich.console import Console
    from rich.progress import track

    from bot.serve.dialogues import read_dialogues, run_dialogue, summarise
    from bot.talk import Talk
    from bot.training import read_set

    path = set_path("dialogues", which)
    if errors:
        refuse_errors(path)
    rows = read_dialogues(read_set(path))
    outcomes = []
    with _coach(url) as address:
        for row in track(rows, "talking", console=Console(stderr=True)):
            with Talk(address) as talk:
                outcomes += list(run_dialogue(row, talk.say))
    result = summarise(path.stem, outcomes, every=not is_sealed(path))
    write_figures(result, out / path.stem, dialogues_as_markdown)
    if errors:
        for outcome in outcomes:
            if not outcome.met:
                print(f"\n{outcome.dialogue}, turn {outcome.turn} [{outcome.language}]\n  {outcome.said}\n"
                      f"  {outcome.key}: wanted {outcome.wanted}; got {outcome.got}")


def dialogues_as_markdown(result: dict[str, Any]) -> str:
    """Totals first; then, where they may be shown, each key, each language, each expectation."""
    from bot.training.questions_page import share

    lines = [f"# {result['set']}", "", "| Expectations | Met |", "| --- | --- |"]
    lines += [f"| {name} | {share(result[key])} |" for key, name in NAMES.items()]
    for group in ("languages", "keys"):
        lines += [f"| {name} | {share(value)} |" for name, value in result.get(group, {}).items()]
    if "expectations" in result:
        lines += ["", "| Dialogue | Turn | Expected | Met |", "| --- | --- | --- | --- |"]
        lines += [f"| {row['dialogue']} | {row['turn']} | {_cell(row)} |" for row in result["expectations"]]
    return "\n".join(lines) + "\n"


def _cell(row: dict[str, Any]) -> str:
    wanted = row["wanted"]
    value = ", ".join(map(str, wanted)) if isinstance(wanted, list) else str(wanted)
    return f"{row['key']}: {value}".replace("|", "\\|") + (" | yes" if row["met"] else " | **no**")


@contextmanager
def _coach(url: str | None) -> Iterator[str]:
    """The address of a coach: the one named, or one of its own for as long as it is needed."""
    if url:
        yield url
        return
    import os

    from bot.encoder import build_encoder, load_encoder
    from bot.serve import read_settings
    from bot.serve.trial import started
    from bot.serve.understand import answering_model

    settings = read_settings(os.environ)
    # Say so before a start that would train for minutes.
    answering_model(settings, load_encoder(build_encoder(settings.models)))
    with tempfile.TemporaryDirectory(prefix="dialogues-") as work, \
            started(Path(work), tell=lambda line: print(line, file=sys.stderr, flush=True)) as trial:
        yield trial.url
