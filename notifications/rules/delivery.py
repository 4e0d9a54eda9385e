"""How long a message is held, how often it is tried, and the name under which it travels. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

WAITS = (
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=15),
    timedelta(hours=1),
    timedelta(hours=4),
    timedelta(hours=12),
    timedelta(hours=24),
)
"""How long to wait after the first failed try, the second and so on."""

SPREAD = 0.25
"""Waits differ by up to this part of themselves, so that what failed together does not come back
together."""

RECORDS_KEPT = timedelta(days=6)
"""A provider is asked what became of a try no later than this; Notify forgets after seven days."""

BOUNCES_LAPSE = timedelta(days=90)
"""For so long nothing is sent to an address that takes no mail, unless an officer lifts it."""


@dataclass(frozen=True, slots=True)
class Pace:
    """The times and numbers by which senders work together.

    `lease`: how long a sender holds what it claimed, far longer than one message can take to send,
    and longer than a provider accepts a request that was signed before the lease was asked for.
    `batch`: how many messages are claimed, and so held in memory, at a time. `waits`: after each
    failed try. `settles`: how long after a try a provider that does not know the message is
    believed. `failures`: so many in a row, and the provider is not asked for `rests`, each time
    longer. `asks`: when a provider is asked whether a message arrived, counted from the last time.
    """

    lease: timedelta = timedelta(minutes=5)
    batch: int = 50
    waits: Sequence[timedelta] = WAITS
    settles: timedelta = timedelta(minutes=1)
    failures: int = 5
    rests: Sequence[timedelta] = (
        timedelta(minutes=1),
        timedelta(minutes=2),
        timedelta(minutes=5),
        timedelta(minutes=15),
    )
    asks: timedelta = timedelta(minutes=15)

    @property
    def most_attempts(self) -> int:
        """A message that failed so often is shown to an officer instead of being tried again."""
        return len(self.waits) + 1

    def wait_after(
        self, attempts: int, *, chance: float, asked_for: timedelta | None = None
    ) -> timedelta | None:
        """How long to wait after this many tries; None when it has been tried often enough.

        `chance`, between 0 and 1, spreads the waits; a provider that names a time gets at least
        that.
        """
        if attempts >= self.most_attempts:
            return None
        wait = self.waits[max(attempts, 1) - 1] * (1 + SPREAD * (2 * chance - 1))
        return max(wait, asked_for * (1 + SPREAD * chance)) if asked_for else wait


PACE = Pace()
"""How production works."""


def reference(message_id: UUID, *, resent: int = 0) -> str:
    """The name under which every try travels, until a person has the message sent anew."""
    return f"{message_id}-{resent}" if resent else str(message_id)


def parted(reference: str) -> tuple[UUID, int]:
    """The message of a reference, and how often it had been sent anew.

    Raises:
        ValueError: it is no reference of ours.
    """
    rest = reference[36:]
    if rest and not (rest[0] == "-" and rest[1:].isascii() and rest[1:].isdigit()):
        raise ValueError(f"{reference} is no reference of ours.")
    return UUID(reference[:36]), int(rest[1:] or 0)


def mail_id(reference: str, *, domain: str) -> str:
    """The Message-ID of an e-mail: every try has the same, so a mailbox can tell a repeated one."""
    return f"<{reference}@{domain}>"
