"""Train the Rasa model, with progress that a person can follow."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from bot.errors import CoachError
from bot.serve.model import model_path, record_path, write_record
from bot.serve.processes import end_with_parent, rasa_environment, stop_group
from bot.serve.settings import Settings

KEPT_MODELS = 3
STEP = re.compile(r"Starting to train component '(\w+)'|(Validating \w+)|Restored component '(\w+)'")


def train_model(settings: Settings, mark: str, *, tell: Callable[[str], None]) -> Path:
    """Train and return the model's path; the log is ``.run/train.log``.

    Raises CoachError C532 when Rasa's environment is missing, C533 when training fails.
    """
    if not settings.rasa_python.is_file():
        raise CoachError("C532", "Rasa's environment is missing.", hint="Run `make env`.",
                         where=str(settings.rasa_python), status=500)
    path, log = model_path(settings, mark), settings.run / "train.log"
    settings.rasa_models.mkdir(parents=True, exist_ok=True)
    work = settings.run / "training"
    began = time.monotonic()
    command = [str(settings.rasa_python.absolute()), "-m", "rasa", "train", "--out", str(work.absolute()),
               "--fixed-model-name", path.name.removesuffix(".tar.gz"), "-v"]
    tell("training the dialogue model …")
    try:
        with log.open("w", encoding="utf-8") as file:
            code = _follow(command, settings, file.write, lambda step: tell(
                f"training the dialogue model … {time.monotonic() - began:4.0f} s  {step}"))
        made = work / path.name
        if code != 0 or not made.is_file():
            raise CoachError("C533", "The dialogue model could not be trained.", where=str(log), status=500,
                             hint=f"The log ends with: {last_lines(log)}")
        shutil.move(made, path)
    finally:
        shutil.rmtree(work, ignore_errors=True)
    seconds = time.monotonic() - began
    write_record(path, mark, seconds=seconds)
    drop_old_models(settings, keep=KEPT_MODELS)
    tell(f"trained in {seconds:.0f} s: {path.name}")
    return path


def drop_old_models(settings: Settings, *, keep: int) -> None:
    """Delete all but the newest models that this trainer made, with their records."""
    trained = sorted(settings.rasa_models.glob("postcoach-*.tar.gz"), key=lambda path: path.stat().st_mtime)
    for path in trained[:-keep]:
        path.unlink(missing_ok=True)
        record_path(path).unlink(missing_ok=True)


def last_lines(log: Path, count: int = 6) -> str:
    """The end of a log, on one line."""
    lines = [line.strip() for line in log.read_text(encoding="utf-8", errors="replace").splitlines() if line.strip()]
    return " | ".join(lines[-count:])


def _follow(command: list[str], settings: Settings, write: Callable[[str], int], step: Callable[[str], None]) -> int:
    process = subprocess.Popen(
        command, cwd=settings.root, env=rasa_environment(settings), text=True, errors="replace",
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, start_new_session=True,
        preexec_fn=end_with_parent if sys.platform == "linux" else None,
    )
    try:
        for line in process.stdout or ():
            write(line)
            found = STEP.search(line)
            if found:
                step(next(part for part in found.groups() if part))
        return process.wait()
    finally:
        stop_group(process)
