"""Being asked to stop."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

ASKING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Stopped(BaseException):
    """We were asked to stop by a signal; every `finally` on the way out runs."""


def stop_on_signals() -> None:
    """Turn the signals that ask a process to end into `Stopped`.

    SIGINT too, though Python answers it: a shell starts a command with `&` deaf to it. A SIGHUP
    that is ignored already was ignored on purpose, by nohup.
    """
    signal.signal(signal.SIGINT, _stop)
    signal.signal(signal.SIGTERM, _stop)
    if signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:
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
