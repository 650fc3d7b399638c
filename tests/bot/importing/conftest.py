"""The three invented policies: split once, imported once with the real encoder."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from bot.encoder import build_encoder, load_encoder
from bot.importing import PolicyDraft, Split, import_policy, read_document, split_clauses
from tests.bot.importing.build import DOCUMENTS, hospital_docx

TODAY = date(2026, 11, 25)


@pytest.fixture(scope="session")
def documents(tmp_path_factory) -> dict[str, Path]:
    hospital = hospital_docx(tmp_path_factory.mktemp("documents"))
    return {"hospital": hospital, "retailer": DOCUMENTS / "retailer.pdf", "city": DOCUMENTS / "city.html"}


@pytest.fixture(scope="session")
def splits(documents) -> dict[str, Split]:
    return {name: split_clauses(read_document(path)) for name, path in documents.items()}


@pytest.fixture(scope="session")
def encoder():
    return load_encoder(build_encoder(Path(".models")))


@pytest.fixture(scope="session")
def drafts(documents, encoder) -> dict[str, PolicyDraft]:
    return {name: import_policy(path, model_folder=Path("policy"), encoder=encoder, language="en", name=None,
                                today=TODAY)
            for name, path in documents.items()}
