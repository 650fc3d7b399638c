"""The consultants' pages at ``/studio``: inbox, editing, effect, releases, insights."""

from bot.studio.app import attach_studio, create_studio
from bot.studio.desk import Desk
from bot.studio.link import OneTimeLink
from bot.studio.release_desk import Release, ReleaseDesk
from bot.studio.settings import OidcSettings, StudioSettings, read_studio_settings

__all__ = [
    "Desk", "OidcSettings", "OneTimeLink", "Release", "ReleaseDesk", "StudioSettings", "attach_studio", "create_studio",
    "read_studio_settings",
]  # fmt: skip
