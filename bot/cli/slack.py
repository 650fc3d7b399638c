"""``postcoach slack …``: the manifest of the app, a look at the connection, and a Slack to try."""

from __future__ import annotations

import asyncio
import json
import os
from typing import Annotated

import typer

from bot.errors import CoachError

slack = typer.Typer(no_args_is_help=True, help="Connect the coach to a Slack workspace, or try it without one.")


@slack.command("manifest")
def print_manifest(
    name: Annotated[str, typer.Option(help="What the app is called in Slack.")] = "Postcoach",
    url: Annotated[str | None, typer.Option(help="The coach's public address, for HTTP alone.")] = None,
) -> None:
    """Print the app manifest, with the fewest scopes that work: paste it at api.slack.com/apps, Create New App."""
    from bot.channels.slack.manifest import manifest

    print(json.dumps(manifest(name=name, url=url), indent=2))


@slack.command()
def doctor() -> None:
    """Look at tokens, scopes and connection, and say what to repair. Exit code 1 when something is not well."""
    from bot.channels.slack.doctor import examine
    from bot.channels.slack.settings import read_slack_settings

    settings = read_slack_settings(os.environ)
    if settings is None:
        raise CoachError("C420", "Neither SLACK_BOT_TOKEN nor SLACK_APP_TOKEN is set: the coach runs without Slack.",
                         hint="docs/slack.md says in five steps how to connect a workspace.")

    async def look() -> bool:
        well = True
        async for check in examine(settings):
            print(f"{'ok ' if check.well else 'BAD'}  {check.what}")
            if not check.well:
                print(f"     {check.repair}")
            well = well and check.well
        return well

    if not asyncio.run(look()):
        raise typer.Exit(1)


@slack.command()
def simulate(
    port: Annotated[int, typer.Option(help="Where the stand-in of Slack is to be found in a browser.")] = 8766,
) -> None:
    """Start the coach with a stand-in of Slack, and try every surface in a browser. Ctrl-C ends it."""
    from bot.channels.slack.stand_in.page import start_with_page
    from bot.serve import read_settings, supervise

    stand_in = start_with_page(port)
    os.environ.pop("SLACK_SIGNING_SECRET", None)
    os.environ.update(stand_in.environment())
    print(f"Slack stand-in: {stand_in.url}", flush=True)
    try:
        supervise(read_settings(os.environ), tell=lambda line: print(line, flush=True))
    finally:
        stand_in.stop()
