"""Being asked to stop."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

ASKING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Stopped(BaseException):
    """We were asked to stop by a signal; every `finally` on the way out runs."""


def stop_on_signals() -> None:
    """Turn the signals that ask a process to end into `Stopped`; Ctrl-C is one already."""
    signal.signal(signal.SIGTERM, _stop)
    signal.signal(signal.SIGHUP, _stop)


def _stop(number: int, frame: FrameType | None) -> None:
    raise Stopped


@contextmanager
def not_interrupted() -> Iterator[None]:
    """While children are being stopped in order, a second Ctrl-C must not leave one behind.

    Each stop has its own limit of seconds, so this ends by itself.
    """
    previous = {number: signal.signal(number, signal.SIG_IGN) for number in ASKING}
    try:
        yield
    finally:
        for number, handler in previous.items():
            signal.signal(number, handler)
