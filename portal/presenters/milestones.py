"""Milestones as a table, and those that are near as tasks."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from core.wording import day, weekday
from portal.presenters.words import Tag

SOON = timedelta(days=28)
NEAR = timedelta(days=14)

OWNERS = {
    "commissioner": "Commissioners",
    "provider": "Provider",
    "practice": "Practices",
    "nhs_england": "NHS England",
}


@dataclass(frozen=True, slots=True)
class MilestoneRow:
    """One milestone: what, whose, by when, how it stands, and whether we record it."""

    title: str
    code: str
    owner: str
    due: str
    status: Tag
    statutory: bool
    expected: str = ""
    evidence: str = ""
    record: UUID | None = None


def row(milestone: Any, on: date, *, outlook: Any = None, verdict: Any = None) -> MilestoneRow:
    """A milestone as it stands on the day."""
    return MilestoneRow(
        title=milestone.title,
        code=milestone.code,
        owner="Your practice" if milestone.practice_id else OWNERS[milestone.owner],
        due=day(milestone.due_on),
        status=status(milestone, on, outlook),
        statutory=milestone.is_statutory,
        expected=expected(outlook),
        evidence=milestone.evidence,
        record=milestone.pk if verdict is not None else None,
    )


def expected(outlook: Any) -> str:
    """When it can be met as things are, where that is not its day."""
    if outlook is None or outlook.status != "at_risk":
        return ""
    return f"As things are, expected on {day(outlook.expected_on)}"


@dataclass(frozen=True, slots=True)
class Moved:
    """What became of a milestone since last week."""

    title: str
    what: str
    when: str


def moved(movement: Any) -> Moved:
    """“Was due on 4 March 2027, is due on 1 April 2027.”"""
    what = movement.what.capitalize()
    if movement.old and movement.new and movement.old != movement.new:
        what += f": was due on {day(movement.old)}, is due on {day(movement.new)}"
    return Moved(movement.milestone.title, what, day(movement.recorded_on))


def status(milestone: Any, on: date, outlook: Any = None) -> Tag:
    """Completed (plain), missed, overdue, at risk, due soon, or not yet due."""
    if milestone.state == "met":
        return Tag(f"Completed on {day(milestone.met_on)}")
    if outlook is not None and outlook.status == "missed":
        return Tag("Missed", "red")
    if milestone.due_on < on:
        return Tag("Overdue", "orange")
    if outlook is not None and outlook.status == "at_risk":
        return Tag("At risk", "orange")
    if milestone.due_on - on <= SOON:
        return Tag("Due soon", "yellow")
    return Tag("Not yet due", "white")


def asked_now(milestones: Sequence[Any], on: date) -> list[Any]:
    """What is overdue or due soon, and else the very next one."""
    waiting = [milestone for milestone in milestones if milestone.state == "due"]
    near = [milestone for milestone in waiting if milestone.due_on - on <= SOON]
    return near or waiting[:1]


def notice(milestones: Sequence[Any], on: date) -> str:
    """The one thing to put before everything else: what comes due within two weeks, or is late."""
    waiting = [milestone for milestone in milestones if milestone.state == "due"]
    late = [milestone for milestone in waiting if milestone.due_on < on]
    for milestone in waiting[len(late) :]:
        if milestone.due_on - on <= NEAR:
            return f"“{milestone.title}” is due on {weekday(milestone.due_on)}."
    if len(late) == 1:
        return f"“{late[0].title}” was due on {weekday(late[0].due_on)}."
    return f"{len(late)} milestones of practices are overdue." if late else ""


def next_date(milestones: Sequence[Any], on: date) -> str:
    """The next date that practices have to keep, as a sentence."""
    for milestone in milestones:
        if milestone.state == "due" and milestone.due_on >= on:
            return f"The next date for practices is {day(milestone.due_on)}: {milestone.title}."
    return ""
