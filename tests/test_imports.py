"""Imports go one way; the contract stands in pyproject.toml."""

from __future__ import annotations

from importlinter.cli import lint_imports


def test_imports_go_one_way():
    assert lint_imports(config_filename="pyproject.toml", no_cache=True) == 0
