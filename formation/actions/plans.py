"""Steps upon all milestones of a journey: set, moved, taken over and dropped as its plan says.

Each takes the lock of the plan before it reads: milestones are set by the journey's own acts and
by those of its practices and contracts, which do not lock the journey. It is one vanguard's alone,
and the last lock that any act takes before those of milestones.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection

from casework.many import make_many
from casework.runner import Doing, make, open_many
from core.clock import civil_date
from core.transactions import step
from core.wording import day
from formation.models import Journey, Milestone, MilestoneTemplate, TemplateRow
from formation.rules.milestones import MOVES, MilestoneFacts, MilestoneState
from formation.selectors import milestone_facts
from formation.selectors.plans import Wanted, plan_of

LOCK = "SELECT pg_advisory_xact_lock(hashtext('formation.plan'), hashtext(%s))"


@step
def hold_plans(vanguard_ids: Iterable[UUID]) -> None:
    """Let nobody else set or move the milestones of these vanguards until this act is done."""
    with connection.cursor() as cursor:
        for each in sorted(str(vanguard_id) for vanguard_id in vanguard_ids):
            cursor.execute(LOCK, [each])


@step
def set_milestones(journey: Journey, *, doing: Doing) -> None:
    """Set the milestones of the journey's model that it has not, dated from its planned go-live.

    Those that were met before the model changed are kept and not set again.
    """
    if journey.planned_go_live_on is None:
        raise ValueError(f"{journey} has no planned day of going live to date milestones from.")
    hold_plans([journey.vanguard_id])
    _set(journey, plan_of(journey).missing, doing)


@step
def drop_all(journey: Journey, *, doing: Doing) -> None:
    """Drop every open milestone, for the reason for which the journey changed."""
    hold_plans([journey.vanguard_id])
    _each(_open(journey), "drop", doing)


@step
def move_dates(journey: Journey, *, doing: Doing) -> None:
    """Redate the open milestones that follow the template, from the days as they stand now."""
    hold_plans([journey.vanguard_id])
    _follow(plan_of(journey, standing=_standing(journey)).moving, doing)


@step
def date_from(journey: Journey, *, doing: Doing) -> None:
    """Redate what comes after going live from the day on which the MCP really went live; what was
    to come before it stays as it was promised."""
    live_on = civil_date(doing.at)
    note = doing.note or f"The MCP went live on {day(live_on)}."
    hold_plans([journey.vanguard_id])
    plan = plan_of(journey, standing=_standing(journey))
    after = [(row, due) for row, due in plan.moving if due > live_on]
    _follow(after, Doing(doing.by, doing.at, note))


@step
def follow_practices(
    journey: Journey, practice_ids: Collection[UUID], *, doing: Doing
) -> set[UUID]:
    """Set what these practices are to keep as they take part now, and let fall away what they no
    longer are; what they met stays on record. Returns the practices for which something was set.
    """
    plan = plan_of(journey, standing=_standing(journey))
    missing = [each for each in plan.missing if each.practice_id in practice_ids]
    leaving = [row for row in plan.superfluous if row.practice_id in practice_ids]
    _each(leaving, "fall_away", doing)
    _set(journey, missing, doing)
    return {each.practice_id for each in missing if each.practice_id is not None}


@step
def follow_contract(journey: Journey, *, doing: Doing) -> None:
    """Set what is counted from the contract's end once that has a day, and move it with it."""
    plan = plan_of(journey, standing=_standing(journey))
    _set(journey, [each for each in plan.missing if each.row.anchor == "contract_end"], doing)
    _follow(plan.moving, doing)


@step
def follow_suspensions(journey: Journey, practice_ids: Collection[UUID], *, doing: Doing) -> None:
    """Move what these practices are to keep to the days that follow from their suspension."""
    theirs = journey.milestones.filter(practice__in=practice_ids, state=MilestoneState.DUE)
    if theirs.filter(keeps_offset=True).exists():
        plan = plan_of(journey, standing=_standing(journey))
        _follow([each for each in plan.moving if each[0].practice_id in practice_ids], doing)


@step
def take_over(journey: Journey, template: MilestoneTemplate, *, doing: Doing) -> None:
    """Go on under another version: what both have is as the new one says, what it has not falls
    away, what only it has is set. What was met stays as it was."""
    hold_plans([journey.vanguard_id])
    plan = plan_of(journey, template=template, standing=_standing(journey))
    _each(plan.superfluous, "fall_away", doing)
    wanted = {each.key: each for each in plan.wanted}
    staying = [
        (row, wanted[key])
        for key, row in plan.standing.items()
        if row.state == MilestoneState.DUE and key in wanted
    ]
    taken = {row.pk: _taken_over(row, each) for row, each in staying}
    changed = [row for row, _ in staying if _differs(row, taken[row.pk])]
    _each(changed, "adopt", doing, stamps=lambda row: taken[row.pk])
    _set(journey, plan.missing, doing)


def _taken_over(milestone: Milestone, wanted: Wanted) -> dict[str, Any]:
    """What a milestone is under the new version; its own date where it was given one."""
    row = wanted.row
    due = wanted.due_on if milestone.keeps_offset else None
    return {
        "row": row,
        "title": row.title,
        "owner": row.owner,
        "is_statutory": row.is_statutory,
        "ladder": tuple(row.ladder),
        "due_on": due or milestone.due_on,
    }


def _differs(milestone: Milestone, taken: Mapping[str, Any]) -> bool:
    return any(
        (tuple(now) if isinstance(now := getattr(milestone, name), list) else now) != value
        for name, value in taken.items()
    )


@step
def keep(
    journey: Journey,
    act: str,
    met_on: date | None,
    *,
    doing: Doing,
    practice_id: UUID | None = None,
) -> None:
    """Meet the milestones that this act keeps, so that nobody need record them twice.

    One that was met or dropped before stays as it is.
    """
    if met_on is None:
        return
    hold_plans([journey.vanguard_id])
    for milestone in _open(journey).filter(row__kept_by=act, practice=practice_id):
        facts = milestone_facts(milestone, on=civil_date(doing.at), met_on=met_on, by_act=True)
        stamps = {"met_on": met_on}
        make(milestone, MOVES["meet"], facts=facts, doing=_following(doing), stamps=stamps)


@step
def keep_no_more(
    journey: Journey, act: str, *, doing: Doing, practice_id: UUID | None = None
) -> None:
    """The act by which these milestones were met was taken back; they are open again."""
    hold_plans([journey.vanguard_id])
    rows = journey.milestones.filter(
        row__kept_by=act, practice=practice_id, state=MilestoneState.MET, evidence=""
    )
    note = doing.note.strip() or "What had kept it was taken back."
    back = Doing(doing.by, doing.at, note, practice_id=doing.practice_id)
    _each(_locked(rows), "reopen", back, stamps={"met_on": None})


def _set(journey: Journey, wanted: Sequence[Wanted], doing: Doing) -> None:
    if not wanted:
        return
    rows = [_milestone(journey, each.row, each.practice_id, each.due_on) for each in wanted]
    template = str(wanted[0].row.template_id)
    open_many(
        rows,
        MOVES["set"],
        facts=_facts(doing),
        doing=_following(doing),
        recorded=lambda row: {
            "code": row.code,
            "template": template,
            "due_on": row.due_on,
            "planned_go_live_on": journey.planned_go_live_on,
        },
    )


def _milestone(
    journey: Journey, row: TemplateRow, practice_id: UUID | None, due_on: date | None
) -> Milestone:
    return Milestone(
        journey=journey,
        practice_id=practice_id,
        row=row,
        code=row.code,
        title=row.title,
        owner=row.owner,
        is_statutory=row.is_statutory,
        ladder=list(row.ladder),
        due_on=due_on,
    )


def _follow(moving: Sequence[tuple[Milestone, date]], doing: Doing) -> None:
    days = {row.pk: due for row, due in moving}
    rows = [row for row, _ in moving]
    _each(rows, "follow", doing, stamps=lambda row: {"due_on": days[row.pk]})


def _each(rows: Iterable[Milestone], name: str, doing: Doing, *, stamps: Any = None) -> None:
    facts = _facts(doing)
    make_many(
        list(rows),
        MOVES[name],
        facts=lambda _: facts,
        doing=_following(doing),
        stamps=stamps,
        named=lambda row: row.title,
    )


def _facts(doing: Doing) -> MilestoneFacts:
    return MilestoneFacts(on=civil_date(doing.at), title="")


def _following(doing: Doing) -> Doing:
    """The same act, carried on to other rows: the version seen was the first row's."""
    return Doing(doing.by, doing.at, doing.note, practice_id=doing.practice_id)


def _open(journey: Journey) -> Any:
    return _locked(journey.milestones.filter(state=MilestoneState.DUE))


def _standing(journey: Journey) -> list[Milestone]:
    return list(_locked(journey.milestones.exclude(state=MilestoneState.DROPPED)))


def _locked(rows: Any) -> Any:
    held = rows.select_related("row", "practice").order_by("pk")
    return held.select_for_update(of=("self",), no_key=True)
