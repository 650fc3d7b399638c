"""Alembic's migrations; ``open_store`` applies them at start."""
