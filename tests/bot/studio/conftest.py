from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.studio import Office, Visitor


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    made = Office(tmp_path)
    yield made
    made.close()
    shutil.rmtree(tmp_path, ignore_errors=True)


@pytest.fixture
def ann(office: Office) -> Visitor:
    return office.visitor()
