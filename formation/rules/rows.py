"""One milestone of a template: whose it is, when it is due, what it waits for, what keeps it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from formation.rules.milestones import Owner
from formation.rules.reminders import LADDER

IsWorkingDay = Callable[[date], bool]
"""Whether offices in England and Wales are open on a day."""


class Unit(StrEnum):
    """What an offset counts."""

    WEEKS = "weeks"
    WORKING_DAYS = "working_days"


class Anchor(StrEnum):
    """The day from which an offset is counted."""

    GO_LIVE = "go_live"
    MILESTONE = "milestone"
    SUSPENSION = "suspension"
    CONTRACT_END = "contract_end"


class Scope(StrEnum):
    """For whom a milestone is set: once for the journey, or once for each practice of a level."""

    JOURNEY = "journey"
    PRACTICE = "practice"
    FULL = "full"
    PARTIAL = "partial"
    VIRTUAL = "virtual"


ANCHORS = {
    Anchor.GO_LIVE: "going live",
    Anchor.MILESTONE: "another milestone",
    Anchor.SUSPENSION: "the suspension of the practice's contract",
    Anchor.CONTRACT_END: "the end of the MCP contract",
}

SCOPES = {
    Scope.JOURNEY: "Once for the journey",
    Scope.PRACTICE: "For each practice that takes part",
    Scope.FULL: "For each practice that integrates fully",
    Scope.PARTIAL: "For each practice that integrates partially",
    Scope.VIRTUAL: "For each practice of the alliance",
}

OUTSIDE = "outside"
"""The level of a practice that stays outside: nothing is set for it."""

FURTHEST = {Unit.WEEKS: 1_040, Unit.WORKING_DAYS: 5_000}
"""No milestone lies further than twenty years from what it is counted from."""


@dataclass(frozen=True, slots=True)
class Row:
    """One milestone of a template.

    It is due `offset` units before (-) or after (+) its anchor; `after` is the code of the
    milestone that is the anchor, and empty where it is another. `dependencies` are the codes of
    what is done before it. `kept_by` is the act that keeps it (`formation.rules.keepers`), and
    empty where it is recorded by hand; `evidence` says by what it is then shown to be done.
    `ladder` are the days before (-) and after (+) the day on which it is reminded of.
    """

    code: str
    title: str
    owner: str
    offset: int
    unit: str = Unit.WEEKS
    anchor: str = Anchor.GO_LIVE
    after: str = ""
    scope: str = Scope.JOURNEY
    is_statutory: bool = False
    dependencies: tuple[str, ...] = ()
    evidence: str = ""
    kept_by: str = ""
    ladder: tuple[int, ...] = LADDER
    confirmed: bool = False

    @property
    def is_per_practice(self) -> bool:
        """Whether it is set once for each practice."""
        return self.scope != Scope.JOURNEY

    @property
    def is_going_live(self) -> bool:
        """Whether it is the day of going live itself, to which the others lead."""
        by_it = self.anchor == Anchor.GO_LIVE and self.offset == 0
        return by_it and not self.is_per_practice

    def is_for(self, level: str) -> bool:
        """Whether it is set for a practice that has decided upon this level."""
        if self.scope == Scope.PRACTICE:
            return level not in ("", OUTSIDE)
        return self.is_per_practice and self.scope == level


def shifted(start: date, offset: int, unit: str, is_working_day: IsWorkingDay) -> date:
    """The day that lies so many weeks or working days from this one.

    Weeks keep the weekday. Working days are counted from the day itself, which need not be one;
    none at all is the day, or the next on which offices are open.
    """
    if unit == Unit.WEEKS:
        return start + timedelta(weeks=offset)
    onward = timedelta(days=1 if offset >= 0 else -1)
    found = start
    for _ in range(abs(offset)):
        found += onward
        while not is_working_day(found):
            found += onward
    while not is_working_day(found):
        found += timedelta(days=1)
    return found


def offset_words(row: Row) -> str:
    """“12 weeks before going live”."""
    counted = row.unit.replace("_", " ")
    far = abs(row.offset)
    number = f"{far} {counted.removesuffix('s') if far == 1 else counted}"
    of = row.after if row.anchor == Anchor.MILESTONE else ANCHORS[Anchor(row.anchor)]
    if row.offset == 0:
        return f"the day of {of}"
    return f"{number} {'before' if row.offset < 0 else 'after'} {of}"


OWNERS: frozenset[str] = frozenset(owner.value for owner in Owner)
