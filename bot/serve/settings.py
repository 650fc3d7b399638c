"""Settings of the running product, read once from the environment by whoever starts a process."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from bot.api import AccessSettings, read_access_settings
from bot.errors import CoachError
from bot.store import StoreSettings, read_store_settings


@dataclass(frozen=True)
class Settings:
    """Where things are and where they listen. ``root`` is the project folder; the other paths are below it.

    Tokens are empty until ``postcoach serve`` makes them or the environment gives them.
    """

    root: Path
    policy: Path
    models: Path
    rasa_models: Path
    run: Path
    host: str = "127.0.0.1"
    port: int = 8765
    rasa_port: int = 5005
    rasa_url: str = "http://127.0.0.1:5005"
    rasa_python: Path = Path(".venv-rasa/bin/python")
    store: StoreSettings = field(default_factory=StoreSettings, repr=False)
    access: AccessSettings = field(default_factory=AccessSettings, repr=False)
    commit: bool = True
    rasa_memory: int = 2_000  # MiB
    rasa_token: str = field(default="", repr=False)
    action_token: str = field(default="", repr=False)

    @property
    def address(self) -> str:
        """Where a person finds the coach."""
        return f"http://{self.host}:{self.port}"


def read_settings(environment: Mapping[str, str], *, root: Path | None = None) -> Settings:
    """Settings from ``COACH_…`` variables. Raises CoachError C122 for a port that is none."""
    root = root or Path(environment.get("COACH_ROOT", "."))

    def place(name: str, default: str) -> Path:
        return root / environment.get(name, default)

    rasa_port = _port(environment, "COACH_RASA_PORT", 5005)
    return Settings(
        root=root,
        policy=place("COACH_POLICY", "policy"),
        models=place("COACH_MODELS", ".models"),
        rasa_models=place("COACH_RASA_MODELS", "models"),
        run=place("COACH_RUN", ".run"),
        host=environment.get("COACH_HOST", "127.0.0.1"),
        port=_port(environment, "COACH_PORT", 8765),
        rasa_port=rasa_port,
        rasa_url=environment.get("COACH_RASA_URL", f"http://127.0.0.1:{rasa_port}"),
        rasa_python=place("COACH_RASA_PYTHON", ".venv-rasa/bin/python"),
        store=read_store_settings(environment, root=root),
        access=read_access_settings(environment),
        rasa_memory=_megabytes(environment),
        commit=environment.get("COACH_COMMIT", "1") != "0",
        rasa_token=environment.get("COACH_RASA_TOKEN", ""),
        action_token=environment.get("COACH_ACTION_TOKEN", ""),
    )


def _port(environment: Mapping[str, str], name: str, default: int) -> int:
    given = environment.get(name, str(default))
    if not given.isdigit() or not 0 < int(given) < 65536:
        raise CoachError("C122", f"{name} is '{given}'; expected a port from 1 to 65535.")
    return int(given)


def _megabytes(environment: Mapping[str, str]) -> int:
    given = environment.get("COACH_RASA_MEMORY_MB", "2000")
    if not given.isdigit() or int(given) < 500:
        raise CoachError("C126", f"COACH_RASA_MEMORY_MB is '{given}'; expected a number from 500.")
    return int(given)
