"""Says what is being done and how long it took."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

WIDTH = 52


class Step:
    """One announced step; `note` is printed behind its time."""

    def __init__(self) -> None:
        self.note = ""


@contextmanager
def step(title: str) -> Iterator[Step]:
    """Announce a step, run it, and say how long it took."""
    print(f"{title + ' ':.<{WIDTH}} ", end="", flush=True)
    started = time.monotonic()
    current = Step()
    try:
        yield current
    except BaseException:
        print("failed", flush=True)
        raise
    note = f"  ({current.note})" if current.note else ""
    print(f"{time.monotonic() - started:5.1f} s{note}", flush=True)


def say(text: str = "") -> None:
    """A line for the person at the terminal."""
    print(text, flush=True)


def complain(text: str) -> None:
    """A line on the error stream."""
    print(text, file=sys.stderr, flush=True)
