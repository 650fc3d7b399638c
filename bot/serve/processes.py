"""Child processes: started in a group of their own, watched, and ended as a group."""

from __future__ import annotations

import ctypes
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

from bot.errors import CoachError
from bot.serve.settings import Settings

PATIENCE = 8.0  # seconds between asking a process to end and ending it
_PR_SET_PDEATHSIG = 1


def start(name: str, command: list[str], *, settings: Settings, environment: dict[str, str]) -> subprocess.Popen[bytes]:
    """Start a process that logs to ``.run/<name>.log`` and does not outlive this one; its number is in
    ``.run/<name>.pid``."""
    with (settings.run / f"{name}.log").open("ab") as log:
        process = subprocess.Popen(
            command, cwd=settings.root, env=environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
            start_new_session=True, preexec_fn=end_with_parent if sys.platform == "linux" else None,
        )
    (settings.run / f"{name}.pid").write_text(f"{process.pid}\n", encoding="utf-8")
    return process


def stop_group(process: subprocess.Popen[bytes] | subprocess.Popen[str], *, patience: float = PATIENCE) -> None:
    """Ask the whole group to end, wait, then end what is left of it."""
    _signal_group(process.pid, signal.SIGTERM)
    limit = time.monotonic() + patience
    while time.monotonic() < limit and (process.poll() is None or _group_exists(process.pid)):
        time.sleep(0.05)
    _signal_group(process.pid, signal.SIGKILL)
    process.wait()


def refuse_taken_port(host: str, port: int, *, name: str, variable: str) -> None:
    """Raises CoachError C123 when something listens on the port already."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        # As servers do: a port in TIME_WAIT is free.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise CoachError(
                "C123", f"Port {port} for {name} cannot be used: {error.strerror}.", status=500,
                hint=f"Stop the other program, perhaps a coach that still runs, or choose a port with {variable}=….",
            ) from error


def free_port() -> int:
    """A port of this machine on which nothing listens now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def rasa_environment(settings: Settings) -> dict[str, str]:
    """What Rasa's processes see: their tokens and the coach's address; telemetry is off."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("COACH_", "PYTHON", "SLACK_"))}
    return kept | {
        "COACH_MODELS": str(settings.models.absolute()),
        "COACH_STATE": str(settings.store.state.absolute()),
        "COACH_RASA_TOKEN": settings.rasa_token,
        "COACH_ACTION_TOKEN": settings.action_token,
        "COACH_ACTION_URL": f"http://127.0.0.1:{settings.port}/internal/actions/webhook",
        "COACH_MODEL_URL": f"http://127.0.0.1:{settings.port}/internal/model",
        "RASA_TELEMETRY_ENABLED": "false",
        "PYTHONPATH": str(settings.root.absolute()),
        "PYTHONUNBUFFERED": "1",
        "PYTHONWARNINGS": "ignore",
        "TF_CPP_MIN_LOG_LEVEL": "3",
        "OMP_NUM_THREADS": "1",
    }


def coach_environment(settings: Settings) -> dict[str, str]:
    """What the coach's process sees: the same settings, spelled out."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith("COACH_")}
    extra = {key: value for key, value in os.environ.items() if key.startswith("COACH_")}
    return kept | extra | {
        "COACH_ROOT": str(settings.root.absolute()),
        "COACH_POLICY": str(settings.policy.absolute()),
        "COACH_MODELS": str(settings.models.absolute()),
        "COACH_STATE": str(settings.store.state.absolute()),
        "COACH_HOST": settings.host,
        "COACH_PORT": str(settings.port),
        "COACH_RASA_MODELS": str(settings.rasa_models.absolute()),
        "COACH_RUN": str(settings.run.absolute()),
        "COACH_RASA_PYTHON": str(settings.rasa_python.absolute()),
        "COACH_RASA_URL": settings.rasa_url,
        "COACH_RASA_TOKEN": settings.rasa_token,
        "COACH_ACTION_TOKEN": settings.action_token,
        "PYTHONPATH": str(settings.root.absolute()),
        "OMP_NUM_THREADS": "1",
    }


def tail(log: Path, count: int = 8) -> str:
    """The end of a log file, indented, for an error message."""
    if not log.is_file():
        return ""
    lines = log.read_text(encoding="utf-8", errors="replace").splitlines()[-count:]
    return "\n".join(f"    {line}" for line in lines)


def end_with_parent() -> None:
    """For a child, before it runs its program."""
    # The kernel ends the child when the supervisor is killed outright and cannot tidy up itself.
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


def _signal_group(group: int, number: int) -> None:
    try:
        os.killpg(group, number)
    except ProcessLookupError:
        return


def _group_exists(group: int) -> bool:
    """Whether a process of the group still runs; one that ended and was not collected yet does not count."""
    table = Path("/proc")
    if not table.is_dir():
        return _group_answers(group)
    for stat in table.glob("[0-9]*/stat"):
        try:
            state, _, members = stat.read_text().rpartition(")")[2].split()[:3]
        except (OSError, ValueError):
            continue  # it ended while we looked
        if int(members) == group and state != "Z":
            return True
    return False


def _group_answers(group: int) -> bool:
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True
