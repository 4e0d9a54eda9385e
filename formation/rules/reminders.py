"""Which reminder of a milestone falls due by a day: pure dates.

Level-triggered: the question is never "is today a reminder day?" but "which step of the ladder was
reached last?". So a day on which nothing ran is caught up the next day, and a step that a later one
has overtaken is not sent on top of it.
"""

from datetime import date, timedelta

LADDER = (-28, -14, -7, -1, 1, 7)
"""Days before (-) and after (+) the due date on which the owner is reminded."""

ESCALATES_FROM = 1
"""From this step on, a statutory milestone is also brought before the approving officers."""


def step_reached(due_on: date, on: date) -> int | None:
    """The last step of the ladder that has been reached on this day; None before the first."""
    reached = [step for step in LADDER if due_on + timedelta(days=step) <= on]
    return reached[-1] if reached else None


def latest_due_date(on: date) -> date:
    """No milestone due after this day has a reminder yet."""
    return on - timedelta(days=LADDER[0])


def is_overdue(step: int) -> bool:
    """Whether the step comes after the due date."""
    return step > 0


def escalates(step: int, *, statutory: bool) -> bool:
    """Whether the approving officers are told as well."""
    return statutory and step >= ESCALATES_FROM
