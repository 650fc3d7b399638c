"""A stand-in for Slack, to try and to test the coach without one."""

from bot.channels.slack.stand_in.server import StandIn
from bot.channels.slack.stand_in.world import Message, View, World, direct_channel

__all__ = ["Message", "StandIn", "View", "World", "direct_channel"]
