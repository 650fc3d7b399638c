"""How the coach reaches Slack, read once from the environment by whoever starts a process."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.errors import CoachError

SLACK_API = "https://slack.com/api/"
EVENTS_PATH = "/slack/events"


@dataclass(frozen=True)
class SlackSettings:
    """Tokens are never shown. With ``app_token`` the coach opens a socket to Slack; without one Slack calls the
    coach at ``EVENTS_PATH``, and ``signing_secret`` tells that it is Slack."""

    bot_token: str = field(repr=False)
    app_token: str = field(default="", repr=False)
    signing_secret: str = field(default="", repr=False)
    api_url: str = SLACK_API
    ping_every: float = 5.0  # seconds; a lost socket is noticed within it

    @property
    def by_socket(self) -> bool:
        """Socket Mode, or HTTP."""
        return bool(self.app_token)


def read_slack_settings(environment: Mapping[str, str]) -> SlackSettings | None:
    """The settings, or None when nothing of Slack is set. Raises CoachError C420 for a half of them."""
    given = {
        name: environment.get(name, "").strip()
        for name in ("SLACK_BOT_TOKEN", "SLACK_APP_TOKEN", "SLACK_SIGNING_SECRET")
    }
    if not any(given.values()):
        return None
    if not given["SLACK_BOT_TOKEN"]:
        raise _incomplete("SLACK_BOT_TOKEN is missing.")
    if not given["SLACK_APP_TOKEN"] and not given["SLACK_SIGNING_SECRET"]:
        raise _incomplete("SLACK_APP_TOKEN is missing, and so is SLACK_SIGNING_SECRET.")
    for name, beginning in (("SLACK_BOT_TOKEN", "xoxb-"), ("SLACK_APP_TOKEN", "xapp-")):
        if given[name] and not given[name].startswith(beginning):
            raise _incomplete(f"{name} does not begin with {beginning}.")
    return SlackSettings(
        given["SLACK_BOT_TOKEN"],
        given["SLACK_APP_TOKEN"],
        given["SLACK_SIGNING_SECRET"],
        environment.get("SLACK_API_URL", "").strip() or SLACK_API,
    )


def _incomplete(message: str) -> CoachError:
    return CoachError(
        "C420",
        message,
        status=500,
        hint="Put SLACK_BOT_TOKEN (xoxb-…) and SLACK_APP_TOKEN (xapp-…) into .env; see docs/slack.md.",
    )
