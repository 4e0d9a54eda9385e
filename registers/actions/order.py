"""What is asked of an import, and what is known of the file before its rows are read."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import IO

from accounts.models import User
from registers.outcome import ImportState, Outcome
from registers.reading.source import Facts, Look, Source, Unreadable
from registers.reading.vintage import as_of_from_name
from registers.staging.spec import Spec

EARLIEST = date(1948, 7, 5)
"""No publication is older than the service itself."""


def _silent(done: int) -> None:
    del done


@dataclass(frozen=True, slots=True)
class Wish:
    """How an import is to be made: everything that its doors may choose.

    `errors_to` takes every finding as CSV; `sample` is how many rows of each reason the outcome
    itself carries; `progress` is told of bytes read.
    """

    dry_run: bool = False
    good_rows_only: bool = False
    allow_endings: bool = False
    sample: int = 100
    errors_to: IO[str] | None = None
    progress: Callable[[int], None] = _silent


class Undone(Exception):
    """Leaves the transaction so that nothing of it stays, with the outcome to show."""

    def __init__(self, outcome: Outcome) -> None:
        self.outcome = outcome
        super().__init__(outcome.state)


@dataclass(frozen=True, slots=True)
class Order:
    """One file to take in, by whom and when."""

    spec: Spec
    look: Look
    by: User
    at: datetime
    as_of: date
    as_of_from: str
    wish: Wish

    @property
    def source(self) -> Source:
        return self.look.source

    @property
    def facts(self) -> Facts:
        return self.look.facts

    def outcome(self, state: ImportState) -> Outcome:
        """An answer about this file, with no rows counted yet."""
        return Outcome(
            kind=self.spec.kind.value,
            file=self.source.name,
            state=state,
            as_of=self.as_of,
            as_of_from=self.as_of_from,
            sha256=self.look.sha256,
        )


def vintage(source: Source, given: date | None, today: date) -> tuple[date, str]:
    """The day that the file describes, and how that is known.

    Raises:
        Unreadable: the day lies in the future or before the health service.
    """
    named = as_of_from_name(source.name)
    if given:
        day, told_by = given, "given"
    elif named and named > today:
        # The publication's month or year may not be over yet: then it describes today at most.
        day, told_by = today, "later"
    elif named:
        day, told_by = named, "file name"
    else:
        day, told_by = today, "today"
    if not EARLIEST <= day <= today:
        raise Unreadable(
            f"The file cannot be as of {day:%d %B %Y}: the date must be between "
            f"{EARLIEST:%d %B %Y} and today."
        )
    return day, told_by
