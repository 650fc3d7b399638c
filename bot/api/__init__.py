"""The coach service over HTTP: /api/v1, the action webhook, health and documentation."""

from bot.api.app import WebPage, create_app
from bot.api.errors import as_coach_error
from bot.api.schema import CheckRequest, Language, Platform

__all__ = ["CheckRequest", "Language", "Platform", "WebPage", "as_coach_error", "create_app"]
