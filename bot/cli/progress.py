"""A progress bar on a terminal; nothing where nobody looks."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

from bot.cli.lines import Outcome


def counted(outcomes: Iterable[Outcome], size: int | None) -> Iterator[Outcome]:
    """The outcomes as they come; with a bar on standard error when that is a terminal and output is not.

    ``size`` is that of the whole file in bytes, None when nobody knows.
    """
    if not sys.stderr.isatty() or sys.stdout.isatty():
        yield from outcomes
        return
    columns = (TextColumn("{task.fields[drafts]} drafts"), BarColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("", total=size, drafts=0)
        for number, outcome in enumerate(outcomes, start=1):
            yield outcome
            progress.update(task, advance=outcome.size, drafts=number)
