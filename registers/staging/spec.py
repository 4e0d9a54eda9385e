"""What a publication is to us: its columns, what is passed over or refused, what it writes."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from organisations.models import RegisterKind
from registers.reading.columns import Heading, Vocabulary
from registers.staging.cleaning import Clean

FAILED, SKIPPED, WARNED = "failed", "skipped", "warned"


@dataclass(frozen=True, slots=True)
class Column:
    """One value of a row: where it is found, how it is read, and whether every row must have it."""

    heading: Heading
    clean: Clean
    filled: bool = False

    @property
    def name(self) -> str:
        return self.heading.name


@dataclass(frozen=True, slots=True)
class Check:
    """A sentence about a row, as SQL over its values (`c.`) and what they were joined to.

    `verdict` says what a row is for which it holds: failed, skipped, or taken with a warning.
    """

    code: str
    verdict: str
    column: str
    when: str
    expected: str


@dataclass(slots=True)
class Intake:
    """One import in its transaction: what the kinds' own SQL needs to know."""

    execute: Callable[..., Any]
    run_id: UUID
    as_of: date
    at: datetime
    by_id: UUID
    by_name: str
    complete: bool = True
    """Whether every row was good: a file with failed rows ends nothing."""
    allow_endings: bool = False
    extras: dict[str, int] = field(default_factory=dict)
    """What else was changed beside the rows themselves: rows ended, links made."""

    def run(self, sql: str, **more: Any) -> int:
        """Run one statement; returns how many rows it wrote."""
        return self.execute(sql, self.parameters(**more)).rowcount

    def value(self, sql: str, **more: Any) -> Any:
        """The one value that a statement gives."""
        row = self.execute(sql, self.parameters(**more)).fetchone()
        return row[0] if row else None

    def parameters(self, **more: Any) -> dict[str, Any]:
        return {
            "run": self.run_id,
            "as_of": self.as_of,
            "at": self.at,
            "by_id": self.by_id,
            "by_name": self.by_name,
            **more,
        }

    def count(self, what: str, number: int) -> None:
        """Tell of changes beyond the file's own rows."""
        if number:
            self.extras[what] = self.extras.get(what, 0) + number


@dataclass(frozen=True, slots=True)
class Spec:
    """A publication. `apply` makes the table `diff` from the good rows of `staged`, then writes.

    `diff` has a column `effect` ('created' or 'updated') for each row of the file that changes
    something. `key` are the values by which two rows are the same thing. `snapshot` says that the
    publication tells the present state of everything, so that an older one may not follow a newer.
    """

    kind: RegisterKind
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    apply: Callable[[Intake], None]
    snapshot: bool = False
    positions: tuple[str, ...] = ()
    """The columns by position, for a publication that has no header."""
    left: frozenset[str] = frozenset()
    left_like: str = ""
    passed_over: tuple[Check, ...] = ()
    """Rows that are not read at all; `when` is over the freed texts (`t.`)."""
    joins: str = ""
    joined: str = ""
    checks: tuple[Check, ...] = ()
    one_of: tuple[str, ...] = ()
    """Columns of which the file must have at least one."""
    dated_by: str = ""
    """The column that gives each row's day, where the file itself does."""

    @property
    def vocabulary(self) -> Vocabulary:
        read = tuple(column.heading for column in self.columns)
        return Vocabulary(read, self.left, self.left_like)

    def flaws(self) -> list[Check]:
        """Every check that fails a row: the columns' own, then the publication's."""
        own = [
            Check("not_understood", FAILED, c.name, _flaw(c), c.clean.expected)
            for c in self.columns
            if _flaw(c)
        ]
        return own + [check for check in self.checks if check.verdict == FAILED]

    def of(self, verdict: str) -> list[Check]:
        return [check for check in self.checks if check.verdict == verdict]


def _flaw(column: Column) -> str:
    name = column.name
    if column.filled:
        return f"c.{name} IS NULL"
    return f"c.t_{name} IS NOT NULL AND c.{name} IS NULL"
