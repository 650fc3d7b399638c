"""postcoach …: the command line."""

from __future__ import annotations

import os
import sys

import typer

from bot.cli.check import check
from bot.cli.env_file import read_env_file
from bot.cli.evaluate import evaluate
from bot.cli.policy import policy
from bot.cli.promote import promote, releases
from bot.cli.purge import purge
from bot.cli.report import report
from bot.cli.rollback import rollback
from bot.cli.serve import serve
from bot.cli.slack import slack
from bot.cli.studio import studio
from bot.cli.talk import ask, chat
from bot.cli.train import train
from bot.errors import CoachError

COULD_NOT = 2  # exit code: nothing was checked or answered


def application() -> typer.Typer:
    """Every command of the product."""
    app = typer.Typer(
        name="postcoach", help="Coaching for employees who post about their company.", no_args_is_help=True,
        add_completion=False, pretty_exceptions_enable=False,
    )
    for command in (check, ask, chat, serve, train, promote, rollback, releases, report, purge, studio):
        app.command()(command)
    app.add_typer(policy, name="policy")
    app.add_typer(evaluate, name="evaluate")
    app.add_typer(slack, name="slack")
    return app


def main() -> None:
    """Run a command; a fault is told in words on standard error, with exit code 2 (1 for a faulty policy)."""
    try:
        read_env_file(os.environ)
        application()()
    except CoachError as error:
        print(error, file=sys.stderr)
        raise SystemExit(COULD_NOT) from error
    except BrokenPipeError as error:
        # Whoever read the output has gone; say nothing, and keep Python from saying something at exit.
        sys.stdout = None  # type: ignore[assignment]
        raise SystemExit(COULD_NOT) from error
    except Exception as error:
        from bot.rulebook import RulebookErrors

        if not isinstance(error, RulebookErrors):
            raise
        print(error, file=sys.stderr)
        validating = sys.argv[1:3] == ["policy", "validate"]
        raise SystemExit(1 if validating else COULD_NOT) from error


__all__ = ["application", "main"]
