"""How long a message is held, how often it is tried, and the name under which it travels. Pure."""

from datetime import timedelta
from uuid import UUID

LEASE = timedelta(minutes=5)
"""How long a sender holds what it claimed: far longer than one message can take to send."""

BATCH = 50
"""How many messages are claimed, and so held in memory, at a time."""

SILENCES = 3
"""After so many tries in a row without any answer, the mail server is taken to be down."""

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

MOST_ATTEMPTS = len(WAITS) + 1
"""A message that failed so often is shown to an officer instead of being tried again."""


def wait_after(attempts: int) -> timedelta | None:
    """How long to wait after this many tries; None when it has been tried often enough."""
    return WAITS[attempts - 1] if attempts < MOST_ATTEMPTS else None


def reference(message_id: UUID, *, domain: str) -> str:
    """The Message-ID: made of the row's identifier alone, so that every try has the same one.

    A mailbox, or a person who reads its headers, can tell a repeated message by it.
    """
    return f"<{message_id}@{domain}>"
