"""The coach service over HTTP: /api/v1, the action webhook, health and documentation."""

from bot.api.app import create_app

__all__ = ["create_app"]
