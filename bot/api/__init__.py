"""The coach service over HTTP: /api/v1, the action webhook, health and documentation."""

from bot.api.app import create_app
from bot.api.errors import as_coach_error
from bot.api.schema import CheckRequest

__all__ = ["CheckRequest", "as_coach_error", "create_app"]
