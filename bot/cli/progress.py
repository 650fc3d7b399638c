"""A progress bar on a terminal; nothing where nobody looks."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn


def counted(lines: Iterable[bytes], size: int | None) -> Iterator[bytes]:
    """The lines as they come; with a bar on standard error when that is a terminal and output is not."""
    if not sys.stderr.isatty() or sys.stdout.isatty():
        yield from lines
        return
    columns = (TextColumn("{task.fields[lines]} drafts"), BarColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("", total=size, lines=0)
        for number, line in enumerate(lines, start=1):
            yield line
            progress.update(task, advance=len(line), lines=number)
