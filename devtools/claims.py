"""One home, one owner of its servers; others may use them meanwhile."""

import fcntl
import json
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from devtools.errors import Problem, sentence_for


class Claim:
    """The exclusive right to run servers on a folder; the file says who holds it, since when."""

    def __init__(self, file: IO[str]) -> None:
        self._file = file

    def announce(self, facts: dict[str, object]) -> None:
        """Write down what others need to know of us."""
        self._file.seek(0)
        self._file.truncate()
        json.dump({"pid": os.getpid(), **facts}, self._file)
        self._file.flush()

    def release(self) -> None:
        """Give it up; the system does the same when we are killed."""
        self._file.truncate(0)
        self._file.close()


def claim(folder: Path) -> Claim | None:
    """Claim a folder; None where another process holds it."""
    file = _open(folder / "owner.lock")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        file.close()
        return None
    return Claim(file)


def holder(folder: Path) -> dict[str, object]:
    """What the present holder wrote of itself."""
    try:
        return dict(json.loads((folder / "owner.lock").read_text()))
    except (OSError, ValueError):
        return {}


def wait_for_announcement(folder: Path, *, seconds: float) -> dict[str, object]:
    """What the holder wrote, once its servers answer."""
    deadline = time.monotonic() + seconds
    while "sockets" not in (facts := holder(folder)) and time.monotonic() < deadline:
        time.sleep(0.1)
    return facts


def claim_or_refuse(folder: Path, *, what: str) -> Claim:
    """Claim a folder, or say who holds it and what to do."""
    mine = claim(folder)
    if mine is None:
        other = holder(folder)
        pid = other.get("pid", "unknown")
        raise Problem(
            f"{folder} is in use by another {other.get('what', 'command')} (process {pid}): "
            f"stop it with 'kill {pid}', or give this {what} its own folder with --home DIR."
        )
    return mine


@contextmanager
def using(folder: Path) -> Iterator[None]:
    """Use servers that another process owns; it waits for us before it stops them."""
    with _open(folder / "users.lock") as file:
        fcntl.flock(file, fcntl.LOCK_SH)
        yield


def wait_for_users(folder: Path) -> None:
    """Wait until nobody else uses our servers."""
    with _open(folder / "users.lock") as file:
        fcntl.flock(file, fcntl.LOCK_EX)


@contextmanager
def one_at_a_time(file: Path) -> Iterator[None]:
    """Hold a lock for a step that two commands must not take at once."""
    with _open(file) as opened:
        fcntl.flock(opened, fcntl.LOCK_EX)
        yield


def _open(file: Path) -> IO[str]:
    try:
        return file.open("a+")
    except OSError as error:
        raise Problem(sentence_for(error)) from None
