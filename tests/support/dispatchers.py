"""Senders that come back when killed: `python -m tests.support.dispatchers NUMBER SECONDS LEASE`.

One parent loads Django and forks; each child sends what is due, again and again, at a pace for
tests. A child that dies is replaced at once. The parent says `+<pid>` for each child, and dies with
whoever started it.
"""

import os
import signal
import sys
import time
from datetime import timedelta

import django

WAIT = timedelta(seconds=0.3)
TRIES = 30


def main(number: int, longest: float, lease: float) -> None:
    """Keep as many senders alive for as long."""
    django.setup()
    from core.clock import now  # after Django is set up
    from notifications.actions.delivery import deliver_due
    from notifications.rules.delivery import Pace

    pace = Pace(
        lease=timedelta(seconds=lease), batch=10, waits=(WAIT,) * TRIES, settles=WAIT, rests=(WAIT,)
    )
    until = time.monotonic() + longest

    def send() -> None:
        while time.monotonic() < until:
            if not deliver_due(at=now(), pace=pace).claimed:
                time.sleep(0.05)

    def another() -> None:
        child = os.fork()
        if child == 0:
            signal.signal(signal.SIGTERM, signal.SIG_DFL)
            send()
            os._exit(0)
        sys.stdout.write(f"+{child}\n")
        sys.stdout.flush()

    for _ in range(number):
        another()
    while time.monotonic() < until:
        os.wait()
        another()


if __name__ == "__main__":
    main(int(sys.argv[1]), float(sys.argv[2]), float(sys.argv[3]))
