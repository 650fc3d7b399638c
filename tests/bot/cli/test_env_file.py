from __future__ import annotations

import pytest

from bot.cli.env_file import read_env_file
from bot.errors import CoachError


def test_the_file_adds_what_is_not_set_already(tmp_path):
    (tmp_path / ".env").write_text('# tokens\nA=1\nexport B = "two words"\nC=3  # remark\nD=\'#no\'\n\nE=a=b\n')
    environment = {"COACH_ROOT": str(tmp_path), "A": "outside"}
    read_env_file(environment)
    assert environment == {"COACH_ROOT": str(tmp_path), "A": "outside", "B": "two words", "C": "3", "D": "#no", "E": "a=b"}


def test_no_file_is_no_error(tmp_path):
    environment = {"COACH_ROOT": str(tmp_path)}
    read_env_file(environment)
    assert list(environment) == ["COACH_ROOT"]


def test_a_wrong_line_is_named_and_its_words_are_not_repeated(tmp_path):
    (tmp_path / ".env").write_text("A=1\nxoxb-secret\n")
    with pytest.raises(CoachError, match="NAME=value") as raised:
        read_env_file({}, tmp_path / ".env")
    assert raised.value.where.endswith(".env:2")
    assert "xoxb" not in str(raised.value)
