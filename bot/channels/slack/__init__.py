"""Slack: direct messages, mentions, a command, shortcuts, forms and the Home tab, through Bolt."""

from bot.channels.slack.channel import SlackChannel
from bot.channels.slack.memory import open_memory
from bot.channels.slack.settings import EVENTS_PATH, SlackSettings, read_slack_settings

__all__ = ["EVENTS_PATH", "SlackChannel", "SlackSettings", "open_memory", "read_slack_settings"]
