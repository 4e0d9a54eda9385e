"""What a running PostgreSQL writes about itself, and what a killed one leaves behind."""

import os
import signal
import time
from pathlib import Path

from devtools.errors import Problem

STATUS_LINE = 7
ORPHAN_SECONDS = 20


def is_ready(data: Path, pid: int) -> bool:
    """Whether our own postmaster accepts connections, as pg_ctl finds out."""
    lines = _pid_file(data)
    return (
        len(lines) > STATUS_LINE
        and lines[0].strip() == str(pid)
        and lines[STATUS_LINE].strip() == "ready"
    )


def clear_stale_postmaster(data: Path) -> None:
    """Make way for a new server on this folder.

    Called with the home claimed, so a live postmaster here is an orphan on its way out, and a pid
    that means something else today is only a leftover: PostgreSQL alone would refuse to start on
    any live process of that number.
    """
    lines = _pid_file(data)
    if not lines or not lines[0].strip().lstrip("-").isdigit():
        return
    pid = abs(int(lines[0]))
    deadline = time.monotonic() + ORPHAN_SECONDS
    while _serves(pid, data):
        if time.monotonic() > deadline:
            raise Problem(f"Another PostgreSQL (process {pid}) holds {data}: stop it first.")
        _interrupt(pid)
        time.sleep(0.2)
    (data / "postmaster.pid").unlink(missing_ok=True)


def _pid_file(data: Path) -> list[str]:
    try:
        return (data / "postmaster.pid").read_text().splitlines()
    except FileNotFoundError:
        return []


def _interrupt(pid: int) -> None:
    try:
        os.kill(pid, signal.SIGINT)
    except (ProcessLookupError, PermissionError):
        return  # gone meanwhile, or not ours to stop: the deadline says so


def _serves(pid: int, data: Path) -> bool:
    """Whether a living process of this number has this data folder as its working folder."""
    process = Path(f"/proc/{pid}")
    if not Path("/proc/self").exists():  # no Linux: believe the number
        return _exists(pid)
    try:
        state = process.joinpath("stat").read_text().rpartition(")")[2].split()[0]
        return state != "Z" and process.joinpath("cwd").resolve() == data.resolve()
    except OSError:
        return False


def _exists(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except OSError:
        return False
    return True
