"""``postcoach policy``: look at the policy before it is live."""

from __future__ import annotations

import io
import os
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from bot.cli.policy_import import ask_policy, import_document, new
from bot.errors import CoachError

policy = typer.Typer(help="Bring a policy, and look at it before it is live.", no_args_is_help=True)
policy.command("import")(import_document)
policy.command()(new)
policy.command("ask")(ask_policy)
Folder = Annotated[Path | None, typer.Argument(help="The policy folder; policy/ by default.")]


@policy.command()
def validate(folder: Folder = None) -> None:
    """Load the policy and name every problem with its place. Exit code 1 when there is one."""
    from bot.rulebook import load_drafts, load_rulebook
    from bot.serve import read_settings

    folder = folder or read_settings(os.environ).policy
    rulebook, drafts = load_rulebook(folder), load_drafts(folder)
    for warning in rulebook.warnings:
        print(f"warning: {warning}\n")
    print(f"{folder}: {len(rulebook.clauses)} clauses, {len(rulebook.topics)} topics, {len(rulebook.rules)} rules, "
          f"{len(rulebook.guard)} guards, {len(drafts)} drafts; version {rulebook.version}. "
          f"No problems, {len(rulebook.warnings)} warnings.")


@policy.command()
def replay(
    folder: Folder = None,
    against: Annotated[Path | None, typer.Option(help="The policy to compare with; the committed one by default.")]
    = None,
    limit: Annotated[int, typer.Option(min=1, help="How many changed drafts to show.")] = 20,
) -> None:
    """Check all labelled drafts with two policies, and show what is flagged now that was not, and the reverse."""
    from bot.replay import replay_drafts
    from bot.rulebook import load_drafts, load_rulebook
    from bot.serve import build_checker, read_settings

    settings = read_settings(os.environ)
    folder = folder or settings.policy
    with _committed(folder) if against is None else _as_it_is(against) as other:
        before, after = load_rulebook(other), load_rulebook(folder)
    drafts = load_drafts(folder)
    replayed = replay_drafts(build_checker(settings, after), drafts, before=before, after=after, as_of=date.today())
    print(replayed.as_text(limit=limit))


@policy.command()
def docs(
    folder: Folder = None,
    out: Annotated[Path, typer.Option(help="Where the pages go.")] = Path("docs/rules"),
) -> None:
    """Write one Markdown page a category and one for the guard, and remove pages of categories that are gone."""
    from bot.rulebook import MARK, load_rulebook, rule_pages
    from bot.serve import read_settings

    rulebook = load_rulebook(folder or read_settings(os.environ).policy)
    pages = rule_pages(rulebook.clauses, rulebook.rules, rulebook.guard)
    out.mkdir(parents=True, exist_ok=True)
    for name, page in pages.items():
        (out / name).write_text(page, encoding="utf-8")
    for old in sorted(out.glob("*.md")):
        # Only what this command wrote: the folder may be anyone's.
        if old.name not in pages and old.read_text(encoding="utf-8").startswith(MARK):
            old.unlink()
    print(f"{out}: {len(pages)} pages.")


@contextmanager
def _as_it_is(folder: Path) -> Iterator[Path]:
    yield folder


@contextmanager
def _committed(folder: Path) -> Iterator[Path]:
    """The policy folder as it was last committed, laid out in a temporary place."""
    command = ["git", "-C", str(folder), "archive", "--format=tar", "HEAD", "."]
    try:
        packed = subprocess.run(command, capture_output=True, check=True).stdout
    except (OSError, subprocess.CalledProcessError) as error:
        raise CoachError("C211", "There is no committed policy to compare with.", where=str(folder),
                         hint="Name another folder with --against.") from error
    with tempfile.TemporaryDirectory() as work:
        place = Path(work) / folder.name
        with tarfile.open(fileobj=io.BytesIO(packed)) as archive:
            archive.extractall(place, filter="data")
        yield place
