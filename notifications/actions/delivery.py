"""Keeping the outbox's promises: claim, ask again, send, mark; and nothing of it by the broker.

No mail is sent inside a transaction. Each message goes through three short ones: it is claimed
(with others, for as long as the lease), its try is begun, and what became of it is written down,
the last two only if the claim is still ours. A sender that is killed leaves its claim to run out,
and the next sweep takes the message over.

Whoever takes over asks the provider by reference before anything is sent again. A provider that
cannot be asked (a mail server) may be given the same letter twice, under the same Message-ID; such
a message stays `in_doubt`, and its outcome says that it may have arrived twice (ADR 0025).
"""

import time
from collections.abc import Callable
from contextlib import closing
from datetime import datetime, timedelta

import structlog

from notifications import channels
from notifications.actions import receipts
from notifications.actions.claims import lanes
from notifications.actions.heartbeats import beat
from notifications.actions.sending import Sender
from notifications.actions.tally import Tally
from notifications.rules.delivery import PACE, Pace
from notifications.selectors import SWEEP

log = structlog.get_logger(__name__)

Clock = Callable[[], datetime]

MOST_IN_ONE_SWEEP = 10_000
LONGEST_SWEEP = timedelta(seconds=45)


def sweep(*, at: datetime) -> Tally:
    """Send what is due and leave a sign of life, by which anyone can see that the clock runs."""
    clock = running_from(at)
    tally = deliver_due(at=at)
    beat(name=SWEEP, at=clock(), note=str(tally))
    return tally


def deliver_due(
    *,
    at: datetime,
    limit: int = MOST_IN_ONE_SWEEP,
    longest: timedelta = LONGEST_SWEEP,
    pace: Pace = PACE,
) -> Tally:
    """Send every message that is due, a batch at a time; the next sweep takes what is left.

    Any number of these may run at once: each claims other rows.
    """
    clock, tally = running_from(at), Tally()
    for lane in lanes(at=at):
        with closing(channels.carrier_of(lane.channel)) as channel:
            sender = Sender(lane, channel, clock, tally, pace)
            sender.run(limit=limit, until=at + longest)
    log.info("messages_swept", **tally.counts(), stopped=tally.stopped)
    return tally


def ask_receipts(*, at: datetime, pace: Pace = PACE) -> int:
    """Ask the provider of e-mail, where it can say so, what arrived; how many are known now."""
    with closing(channels.carrier_of(channels.EMAIL)) as channel:
        return receipts.ask(channel, at=at, pace=pace) if channel.remembers else 0


def running_from(at: datetime) -> Clock:
    """A clock that showed `at` when it was made: the door alone reads the system's."""
    started = time.monotonic()
    return lambda: at + timedelta(seconds=time.monotonic() - started)
