"""Whether a reminder is still to be said, asked just before it would be: every reason why not."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from core.law import Reason
from core.wording import day
from reminders.rules.ladder import RULES_IN_WORDS, Rule, step_reached

CLOSED = {"met": "was met", "dropped": "was dropped"}


@dataclass(frozen=True, slots=True)
class Told:
    """One reminder of one milestone to one person, and what is true on the day it would be sent.

    `due_on` is the date that it reminds of, `dated_on` the milestone's date now. `is_looked_after`
    says whether the person is still told of this step by this rule, `told_by` by which earlier rule
    they are told of the same step.
    """

    on: date
    due_on: date
    step: int
    rule: str = Rule.OWNER.value
    state: str = "due"
    code: str = ""
    dated_on: date | None = None
    ladder: tuple[int, ...] = ()
    journey: str = "mobilising"
    is_statutory: bool = False
    is_active: bool = True
    is_looked_after: bool = True
    muted_since: date | None = None
    snoozed_until: date | None = None
    told_by: str = ""


Objection = Callable[[Told], Iterator[Reason]]


def person_can_sign_in(told: Told) -> Iterator[Reason]:
    """Nobody is told whose account is closed."""
    if not told.is_active:
        yield Reason("person_is_inactive", "The person's account is closed.")


def milestone_is_open(told: Told) -> Iterator[Reason]:
    """Nobody is reminded of what was met or dropped."""
    if told.state in CLOSED:
        yield Reason("milestone_is_closed", f"The milestone {CLOSED[told.state]}.")


def journey_goes_on(told: Told) -> Iterator[Reason]:
    """A paused journey is silent, and so is one that is over."""
    if told.journey == "paused":
        yield Reason("journey_rests", "The journey is paused.")
    elif told.journey in ("ended", "abandoned"):
        yield Reason("journey_is_over", "The journey is over.")


def date_is_the_same(told: Told) -> Iterator[Reason]:
    """A reminder names a date; once the milestone has another, it is wrong."""
    if told.dated_on is not None and told.dated_on != told.due_on:
        text = f"The milestone has another date now: {day(told.dated_on)}."
        yield Reason("milestone_has_another_date", text)


def person_looks_after_it(told: Told) -> Iterator[Reason]:
    """A role that ended, or a practice that left, takes its reminders with it."""
    if not told.is_looked_after:
        text = "The milestone is no longer this person's to look after."
        yield Reason("person_left", text)


def no_later_step_was_reached(told: Told) -> Iterator[Reason]:
    """A step that a later one has overtaken is not said on top of it."""
    last = step_reached(told.due_on, told.ladder, told.on)
    if last is not None and last > told.step:
        text = "A later reminder of the same milestone has taken its place."
        yield Reason("step_is_overtaken", text)


def nobody_is_told_twice(told: Told) -> Iterator[Reason]:
    """Who is told of a step by several rules hears of it once, by the first."""
    if told.told_by:
        why = RULES_IN_WORDS[Rule(told.told_by)]
        yield Reason("person_is_told_already", f"The person is told of it already, because {why}.")


def vanguard_is_not_muted(told: Told) -> Iterator[Reason]:
    """A person may mute a vanguard; what statute demands is said all the same."""
    if told.muted_since is not None and not told.is_statutory:
        text = f"The person muted this vanguard on {day(told.muted_since)}."
        yield Reason("vanguard_is_muted", text)


def milestone_is_not_snoozed(told: Told) -> Iterator[Reason]:
    """A person may put off one milestone until a day, on which they are reminded again."""
    if told.snoozed_until is not None and told.on < told.snoozed_until:
        text = f"The person put it off until {day(told.snoozed_until)}."
        yield Reason("milestone_is_snoozed", text)


OBJECTIONS: tuple[Objection, ...] = (
    person_can_sign_in,
    milestone_is_open,
    journey_goes_on,
    date_is_the_same,
    person_looks_after_it,
    nobody_is_told_twice,
    no_later_step_was_reached,
    vanguard_is_not_muted,
    milestone_is_not_snoozed,
)
"""In the order in which they are named; the first is written on the message."""

PASSING = (
    "milestone_is_closed",
    "journey_rests",
    "milestone_has_another_date",
    "person_left",
    "milestone_is_snoozed",
)
"""Reasons that may pass. Where what they spoke of is put back, the step comes round again."""


def against_sending(told: Told) -> tuple[Reason, ...]:
    """Every reason why this reminder is not to be sent; none means that it is."""
    return tuple(reason for objection in OBJECTIONS for reason in objection(told))
