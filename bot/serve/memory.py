"""How much memory a process holds, with the processes that it started."""

from __future__ import annotations

from pathlib import Path


def memory_of(number: int, *, table: Path = Path("/proc")) -> int:
    """Resident MiB of a process and its children; 0 where the system does not tell."""
    return round(sum(_resident(one, table) for one in (number, *_children(number, table))) / 1024)


def _resident(number: int, table: Path) -> int:
    try:
        for line in (table / str(number) / "status").read_text().splitlines():
            if line.startswith("VmRSS:"):
                return int(line.split()[1])
    except (OSError, ValueError):
        pass
    return 0


def _children(number: int, table: Path) -> list[int]:
    try:
        return [int(one) for task in (table / str(number) / "task").iterdir()
                for one in (task / "children").read_text().split()]
    except (OSError, ValueError):
        return []
