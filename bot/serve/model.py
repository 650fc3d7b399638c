"""Which trained Rasa model belongs to the files as they are, and whether it is still the one that was trained."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from bot.errors import CoachError
from bot.serve.settings import Settings


@dataclass(frozen=True)
class ModelRecord:
    """Written beside a model as ``<name>.json``; ``model_sha256`` is the digest of the archive."""

    fingerprint: str
    model_sha256: str
    trained_seconds: int


def fingerprint(settings: Settings, encoder_digest: str) -> str:
    """A hash of everything that training reads: another one means another model."""
    digest = hashlib.sha256(encoder_digest.encode())
    for path in _sources(settings):
        digest.update(path.relative_to(settings.root).as_posix().encode() if path.is_relative_to(settings.root)
                      else path.name.encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def model_path(settings: Settings, mark: str) -> Path:
    """Where the model of a fingerprint lies."""
    return settings.rasa_models / f"postcoach-{mark[:12]}.tar.gz"


def current_model(settings: Settings, mark: str) -> Path | None:
    """The trained model of that fingerprint, or None when it must be trained.

    Raises CoachError C531 when it is there but is not what was trained: a model is code to Rasa, so one
    that changed is never loaded.
    """
    path = model_path(settings, mark)
    record = read_record(path)
    if record is None or record.fingerprint != mark or not path.is_file():
        return None
    if _sha256(path) != record.model_sha256:
        raise CoachError(
            "C531", "The trained dialogue model is damaged or was changed: its digest is not the one of its training.",
            hint=f"Delete {path.name} and {record_path(path).name} in '{settings.rasa_models.name}' and start again; "
                 "it will be trained anew.",
            where=str(path), status=500,
        )
    return path


def write_record(path: Path, mark: str, *, seconds: float) -> None:
    """Write down what a model was trained from, after its training."""
    record = ModelRecord(mark, _sha256(path), round(seconds))
    record_path(path).write_text(json.dumps(asdict(record), indent=2) + "\n", encoding="utf-8")


def read_record(path: Path) -> ModelRecord | None:
    """What is written beside a model; None when there is nothing, or nothing of ours."""
    try:
        return ModelRecord(**json.loads(record_path(path).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None


def record_path(path: Path) -> Path:
    return path.with_name(path.name.removesuffix(".tar.gz") + ".json")


def _sources(settings: Settings) -> Iterator[Path]:
    root = settings.root
    yield from (root / "config.yml", root / "domain.yml", settings.policy / "company.yml")
    yield from sorted((root / "data").rglob("*.yml"))
    yield from sorted((root / "bot" / "nlu").rglob("*.py"))


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
