"""Who is told of a milestone at which step of its ladder, and which step has been reached. Pure.

A ladder is a row of days counted from the day on which something is due: -7 is a week before, 1 the
day after. It is level-triggered: the question is never "is today a reminder day?" but "which steps
have been reached and not been decided?". So a day on which nothing ran is caught up.
"""

from collections.abc import Collection, Sequence
from datetime import date, timedelta
from enum import StrEnum

MOST_STEPS = 20
"""More steps than this on one ladder is a mistake."""


class Rule(StrEnum):
    """By which rule somebody is told: the owner first, and whom it escalates to after that."""

    OWNER = "milestone.owner"
    OFFICER = "milestone.officer"
    APPROVER = "milestone.approver"
    AWAITED = "signature.awaited"
    ASKED = "signature.asked"
    RETURN = "return.notice"


RANKS = {rule.value: rank for rank, rule in enumerate(Rule)}
"""Who is told by several rules of one step is told once, by the first of these."""

RULES_IN_WORDS = {
    Rule.OWNER: "it is yours to keep",
    Rule.OFFICER: "a practice's milestone comes before the officer of the journey",
    Rule.APPROVER: "a statutory milestone that is overdue comes before the approving officers",
    Rule.AWAITED: "it waits for an approving officer",
    Rule.ASKED: "you asked for it, and it is not decided yet",
    Rule.RETURN: "it is the practice's to give notice by that day",
}

PRACTICE = "practice"
"""The owner whose people are the practices'; for every other owner the journey's officer acts."""


def tells(rule: str, step: int, *, statutory: bool, owner: str) -> bool:
    """Whether this rule tells its people at this step.

    The owner hears of every step. A practice's milestone comes before the officer of the journey at
    every step if it is statutory, and once it is overdue if it is not. A statutory one that is
    overdue comes before the approving officers as well.
    """
    if rule == Rule.OWNER:
        return True
    if rule == Rule.OFFICER:
        return owner == PRACTICE and (statutory or is_overdue(step))
    return rule == Rule.APPROVER and statutory and is_overdue(step)


def is_overdue(step: int) -> bool:
    """Whether the step comes after the day that it reminds of."""
    return step > 0


def reached_on(due_on: date, step: int) -> date:
    """The day in England on which a step is reached."""
    return due_on + timedelta(days=step)


def step_reached(due_on: date, ladder: Collection[int], on: date) -> int | None:
    """The last step that has been reached on this day; None before the first."""
    return max((step for step in ladder if reached_on(due_on, step) <= on), default=None)


def steps_between(due_on: date, ladder: Sequence[int], since: date, until: date) -> list[int]:
    """The steps that are reached after one day and on or before another, in order."""
    return sorted(step for step in ladder if since < reached_on(due_on, step) <= until)


def occurrence(due_on: date, step: int, number: int = 1) -> str:
    """The name of one step towards one date; `number` counts how often it has come round again."""
    again = f":{number}" if number > 1 else ""
    return f"{due_on.isoformat()}:{step}{again}"


def read_occurrence(text: str) -> tuple[date, int]:
    """The date and the step of an occurrence."""
    day, step, *_ = text.split(":")
    return date.fromisoformat(day), int(step)


def step_words(step: int) -> str:
    """“7 days before”, “on the day”, “1 day after”."""
    if step == 0:
        return "on the day"
    days = "1 day" if abs(step) == 1 else f"{abs(step)} days"
    return f"{days} {'after' if step > 0 else 'before'}"
