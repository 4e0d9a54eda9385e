"""What a sweep did, counted."""

from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum


class Fate(StrEnum):
    """What became of one message in one sweep."""

    SENT = "sent"
    SUPPRESSED = "suppressed"
    PUT_OFF = "put off"
    NO_ANSWER = "without answer"
    NEEDS_REVIEW = "for review"
    LOST = "taken over by another sweep"


@dataclass
class Tally:
    """One sweep: how many it claimed, what became of each, and why it stopped early, if it did."""

    claimed: int = 0
    stopped: str = ""
    fates: Counter[Fate] = field(default_factory=Counter)

    def count(self, fate: Fate) -> None:
        """Count one message."""
        self.fates[fate] += 1

    def stop(self, why: str) -> None:
        """Remember why a provider was not asked any more."""
        self.stopped = f"{self.stopped} {why}".strip()

    @property
    def sent(self) -> int:
        """How many were sent."""
        return self.fates[Fate.SENT]

    def counts(self) -> dict[str, int]:
        """The counts by name, as a log line has them."""
        return {fate.name.lower(): number for fate, number in self.fates.items()}

    def __str__(self) -> str:
        said = ", ".join(f"{number} {fate}" for fate, number in self.fates.items())
        return f"{said or 'nothing was due'}. {self.stopped}".strip()[:200]
