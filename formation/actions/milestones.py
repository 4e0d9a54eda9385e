"""Acts upon one milestone."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from accounts.models import User
from casework.runner import Doing, lock, make, permit
from core.clock import civil_date
from core.errors import refuse_if
from core.fields import reasons_against_text
from core.law import Reason
from core.transactions import step, use_case
from formation.actions.plans import hold_plans, move_dates
from formation.models import Milestone
from formation.rules.authorities import PROGRAMME_RULE
from formation.rules.milestones import MOVES, Owner
from formation.rules.soundness import LONGEST_EVIDENCE
from formation.selectors import milestone_facts
from formation.selectors.plans import plan_of


@use_case
def meet(
    *,
    milestone_id: UUID,
    met_on: date,
    by: User,
    at: datetime,
    evidence: str = "",
    note: str = "",
    seen: int | None = None,
) -> Milestone:
    """Record that a milestone was met on a day, and what shows it.

    A practice's people record what their practice owns; officers record for everybody.

    Raises:
        Refused: the day has not come, the evidence that its template asks for is not named, or
            statute demands it and something that it depends on is still open.
    """
    doing = Doing(by, at, note, seen)
    milestone = lock(Milestone, milestone_id)
    if milestone.owner == Owner.PRACTICE:
        doing = Doing(by, at, note, seen, milestone.practice_id)
    permit(MOVES["meet"], doing)
    unkept = reasons_against_text("evidence", "Evidence", evidence, longest=LONGEST_EVIDENCE)
    refuse_if(tuple(unkept), move="meet")
    return _made(milestone, "meet", doing, met_on=met_on, evidence=evidence)


@use_case
def reopen(
    *, milestone_id: UUID, by: User, at: datetime, note: str, seen: int | None = None
) -> Milestone:
    """It was not met after all; the reason is kept."""
    milestone, doing = lock(Milestone, milestone_id), Doing(by, at, note, seen)
    return _made(milestone, "reopen", doing, met_on=None, evidence="")


@use_case
def redate(
    *,
    milestone_id: UUID,
    due_on: date,
    by: User,
    at: datetime,
    note: str,
    seen: int | None = None,
) -> Milestone:
    """Give one milestone a date of its own, which no longer follows what it was counted from; what
    is counted from it follows it."""
    doing = Doing(by, at, note, seen)
    made = _made(_held(milestone_id), "redate", doing, due_on=due_on, keeps_offset=False)
    move_dates(made.journey, doing=doing)
    return made


@use_case
def realign(
    *, milestone_id: UUID, by: User, at: datetime, note: str, seen: int | None = None
) -> Milestone:
    """Put a milestone that was given a date of its own back on the day that its template gives it.

    Raises:
        Refused: it has no row in the template, or what it is counted from has no day.
    """
    doing = Doing(by, at, note, seen)
    permit(MOVES["realign"], doing)
    milestone = _held(milestone_id)
    plan = plan_of(milestone.journey)
    row = plan.by_code.get(milestone.code)
    due_on = plan.usual_day(row, milestone.practice_id) if row is not None else None
    if due_on is None:
        text = f"The template gives “{milestone.title}” no day."
        refuse_if((Reason("no_usual_day", text, PROGRAMME_RULE),), move="realign")
    made = _made(milestone, "realign", doing, due_on=due_on, keeps_offset=True)
    move_dates(made.journey, doing=doing)
    return made


@use_case
def drop(
    *, milestone_id: UUID, by: User, at: datetime, note: str, seen: int | None = None
) -> Milestone:
    """The milestone no longer applies."""
    return _made(lock(Milestone, milestone_id), "drop", Doing(by, at, note, seen))


@step
def _held(milestone_id: UUID) -> Milestone:
    """A milestone whose date others may follow: its plan is held first, and then itself."""
    rows = Milestone.objects.filter(pk=milestone_id)
    hold_plans(rows.values_list("journey__vanguard_id", flat=True))
    return lock(Milestone, milestone_id)


def _made(milestone: Milestone, name: str, doing: Doing, **stamps: Any) -> Milestone:
    facts = milestone_facts(
        milestone,
        on=civil_date(doing.at),
        met_on=stamps.get("met_on"),
        evidence=stamps.get("evidence", ""),
    )
    return make(milestone, MOVES[name], facts=facts, doing=doing, stamps=stamps)
