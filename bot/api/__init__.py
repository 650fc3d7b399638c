"""The coach service over HTTP: /api/v1, the action webhook, health and documentation."""

from bot.api.access import Access
from bot.api.access_settings import AccessSettings, kept_secret, read_access_settings
from bot.api.app import WebPage, create_app
from bot.api.errors import as_coach_error
from bot.api.schema import CheckRequest, Language, Platform

__all__ = [
    "Access", "AccessSettings", "CheckRequest", "Language", "Platform", "WebPage", "as_coach_error", "create_app",
    "kept_secret", "read_access_settings",
]  # fmt: skip
