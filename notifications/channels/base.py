"""What every way out has in common: a channel takes a letter, refuses it, or cannot be asked.

A channel that `remembers` can be asked by reference whether it took a letter. Only with such a one
is a letter neither lost nor doubled: whoever finds a try without an outcome asks before the next.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol
from uuid import UUID

from notifications.rules.channels import Provider, Receipt

LONGEST_ANSWER = 300


class Unreachable(Exception):
    """The provider cannot be asked at all: nothing was handed over."""


class NotSent(Exception):
    """The provider did not confirm that it took the letter.

    `permanent`: another try cannot help. `in_doubt`: no answer came, so it may have taken it.
    `is_outage`: it is the provider that fails, and would fail with any other letter. `wait`: it
    named a time before which it wants to hear nothing. `bounced`: the address takes no mail.
    """

    def __init__(
        self,
        why: str,
        *,
        permanent: bool = False,
        in_doubt: bool = False,
        is_outage: bool = False,
        bounced: bool = False,
        wait: timedelta | None = None,
    ) -> None:
        super().__init__(why)
        self.permanent = permanent
        self.in_doubt = in_doubt
        self.is_outage = is_outage or in_doubt
        self.bounced = bounced
        self.wait = wait


@dataclass(frozen=True, slots=True)
class Letter:
    """One message ready to be sent: to an address, or to another system that `webhook` names."""

    to: str
    subject: str
    body: str
    reference: str
    webhook: UUID | None = None
    key_number: int = 0


@dataclass(frozen=True, slots=True)
class Taken:
    """The provider has the letter: its own name for it, and whether it will say if it arrived."""

    ref: str = ""
    receipt: Receipt | None = None
    said: str = ""


class Channel(Protocol):
    """A way by which letters leave."""

    provider: Provider
    remembers: bool

    def ready(self) -> None:
        """Make sure that it can be asked.

        Raises:
            Unreachable: it cannot.
        """

    def vouch(self) -> None:
        """Sign, where it is signed for a short time only: done before the lease is asked for, so
        that a sender that was frozen after that holds a signature that is refused."""

    def send(self, letter: Letter) -> Taken:
        """Hand one letter over.

        Raises:
            NotSent: it was refused, or no answer came.
        """

    def find(self, reference: str) -> Taken | None:
        """What it knows of a letter under this reference, if anything.

        Raises:
            NotSent: it did not say.
        """

    def receipt(self, ref: str) -> Taken | None:
        """Whether the letter arrived, by the provider's own name for it.

        Raises:
            NotSent: it did not say.
        """

    def close(self) -> None:
        """Let go of whatever it holds."""


class Forgetful:
    """A channel that cannot be asked afterwards, and signs nothing."""

    remembers = False

    def vouch(self) -> None:
        return None

    def find(self, reference: str) -> Taken | None:
        return None

    def receipt(self, ref: str) -> Taken | None:
        return None


def clipped(what: object) -> str:
    """What somebody else said, on one line and no longer than needed."""
    return " ".join(str(what).split())[:LONGEST_ANSWER]
