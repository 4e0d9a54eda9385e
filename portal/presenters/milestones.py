"""Milestones as a table, and those that are near as tasks."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

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
    """One milestone: what, whose, by when, and how it stands."""

    title: str
    code: str
    owner: str
    due: str
    status: Tag
    statutory: bool


def row(milestone: Any, on: date) -> MilestoneRow:
    """A milestone as it stands on the day."""
    return MilestoneRow(
        title=milestone.title,
        code=milestone.code,
        owner=OWNERS[milestone.owner],
        due=day(milestone.due_on),
        status=status(milestone, on),
        statutory=milestone.is_statutory,
    )


def status(milestone: Any, on: date) -> Tag:
    """Completed (plain), overdue, due soon, or not yet due."""
    if milestone.state == "met":
        return Tag(f"Completed on {day(milestone.met_on)}")
    if milestone.due_on < on:
        return Tag("Overdue", "orange")
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
