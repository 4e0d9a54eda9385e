"""When a suspended contract may come back: every window, its deadlines, and what each entails.

A *window* is a day on which the contract can resume and everything that hangs on that day. There is
one at each reactivation point before the MCP contract ends, and one at that end. Whether a day is a
working day is handed in: the law's own day never moves, only what we advise does.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import takewhile

from contracts.rules.authorities import (
    GMS_SCHEDULE_3A_8,
    REACTIVATION_AT_CONTRACT_END,
    Authority,
)
from contracts.rules.periods import add_months, notice_deadline, reactivation_points
from rulebook.rules.figures import Figures

DAY = timedelta(days=1)
IsWorkingDay = Callable[[date], bool]
Cited = Callable[[str], Authority]


@dataclass(frozen=True, slots=True)
class Window:
    """One day on which the contract may resume.

    `number` counts the reactivation points from 1; it is 0 for the end of the MCP contract.
    `notice_by` is the last day on which the law lets notice be given, `advised_by` the last working
    day by then. `patients_return` says where former patients go by default; None where that is to
    be decided and recorded. `letters_by` is when the commissioner's letters are to be sent by; None
    where none are prescribed. `authorities` say what the days rest on, `to_confirm` whether any of
    it rests on a draft or on guidance as reported.
    """

    number: int
    day: date
    notice_by: date
    advised_by: date
    patients_return: bool | None
    letters_by: date | None
    authorities: tuple[str, ...]
    to_confirm: bool

    def is_open_on(self, on: date) -> bool:
        """Whether notice for this day can still be given."""
        return on <= self.notice_by

    @property
    def is_contract_end(self) -> bool:
        """Whether this is the end of the MCP contract, and no reactivation point."""
        return self.number == 0


def windows(
    suspended_on: date,
    figures: Figures,
    *,
    ends_on: date | None,
    is_working_day: IsWorkingDay,
    cited: Cited,
) -> tuple[Window, ...]:
    """Every window of a contract suspended on this day, in order.

    `cited` says what a figure rests on, by its key. `ends_on` is the first day on which the MCP
    contract is no longer in force; without it, windows are given for the longest term that such a
    contract may have.
    """
    horizon = ends_on or add_months(suspended_on, 12 * figures.longest_term_years) + DAY
    points = takewhile(lambda point: point < horizon, reactivation_points(suspended_on, figures))
    found = [
        _at_point(k, point, figures, is_working_day, cited) for k, point in enumerate(points, 1)
    ]
    if ends_on is not None and ends_on > suspended_on:
        found.append(_at_end(ends_on, is_working_day))
    return tuple(found)


def earliest_return(found: tuple[Window, ...], on: date) -> Window | None:
    """The first window for which notice given on this day would do."""
    return next((each for each in found if each.is_open_on(on) and each.day >= on), None)


def number_of_window(
    suspended_on: date, on: date, figures: Figures, *, ends_on: date | None
) -> int:
    """Which window a return on this day belongs to: how many reactivation points have come by it,
    or 0 where it comes because the MCP contract ends, however many have."""
    if ends_on is not None and on >= ends_on:
        return 0
    points = takewhile(lambda point: point <= on, reactivation_points(suspended_on, figures))
    return sum(1 for _ in points)


def patients_return_by_default(number: int, figures: Figures) -> bool | None:
    """Whether former patients return with the practice unless they ask to stay; None where the
    contract resumes because the MCP contract ends, and it must be decided."""
    return None if number == 0 else number <= figures.patients_follow_until_point


def _at_point(
    number: int, point: date, figures: Figures, is_working_day: IsWorkingDay, cited: Cited
) -> Window:
    last = notice_deadline(point, figures)
    keys = [
        "first_point_years" if number == 1 else "point_interval_years",
        "reactivation_notice_months",
        "patients_follow_until_point",
    ]
    letters_by = None
    if number == 1:
        letters_by = point - timedelta(weeks=figures.reactivation_letters_weeks)
        keys.append("reactivation_letters_weeks")
    rests_on = [cited(key) for key in keys]
    return Window(
        number=number,
        day=point,
        notice_by=last,
        advised_by=_working_day_by(last, is_working_day),
        patients_return=patients_return_by_default(number, figures),
        letters_by=letters_by,
        authorities=tuple(dict.fromkeys(str(each) for each in rests_on)),
        to_confirm=not all(each.confirmed for each in rests_on),
    )


def _at_end(ends_on: date, is_working_day: IsWorkingDay) -> Window:
    last = ends_on - DAY
    return Window(
        number=0,
        day=ends_on,
        notice_by=last,
        advised_by=_working_day_by(last, is_working_day),
        patients_return=None,
        letters_by=None,
        authorities=(str(GMS_SCHEDULE_3A_8), str(REACTIVATION_AT_CONTRACT_END)),
        to_confirm=True,
    )


def _working_day_by(last: date, is_working_day: IsWorkingDay) -> date:
    return next(day for day in _back_from(last) if is_working_day(day))


def _back_from(day: date) -> Iterator[date]:
    while True:
        yield day
        day -= DAY
