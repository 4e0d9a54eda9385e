"""Acts upon the milestones of a journey."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from uuid import UUID

from accounts.models import User
from casework.many import make_many
from casework.runner import Doing, lock, make, open_many
from core.clock import civil_date
from core.transactions import step, use_case
from core.wording import day
from formation.models import Journey, Milestone
from formation.rules.milestones import MOVES, TEMPLATES, MilestoneFacts, MilestoneState, due_date
from formation.selectors import milestone_facts


def meet(
    *,
    milestone_id: UUID,
    met_on: date,
    by: User,
    at: datetime,
    note: str = "",
    seen: int | None = None,
) -> Milestone:
    """Record that a milestone was met on a day."""
    return _act("meet", milestone_id, Doing(by, at, note, seen), met_on=met_on)


def reopen(
    *, milestone_id: UUID, by: User, at: datetime, note: str, seen: int | None = None
) -> Milestone:
    """It was not met after all; the reason is kept."""
    return _act("reopen", milestone_id, Doing(by, at, note, seen), met_on=None)


def redate(
    *,
    milestone_id: UUID,
    due_on: date,
    by: User,
    at: datetime,
    note: str,
    seen: int | None = None,
) -> Milestone:
    """Give one milestone a date of its own; it no longer follows the go-live date."""
    stamps: dict[str, date | bool] = {"due_on": due_on, "follows_go_live": False}
    return _act("redate", milestone_id, Doing(by, at, note, seen), **stamps)


def drop(
    *, milestone_id: UUID, by: User, at: datetime, note: str, seen: int | None = None
) -> Milestone:
    """The milestone no longer applies."""
    return _act("drop", milestone_id, Doing(by, at, note, seen))


@step
def meet_by_code(journey: Journey, codes: Collection[str], *, met_on: date, doing: Doing) -> None:
    """Meet what another act has shown to be done, so that nobody need record it twice.

    A milestone that was met or dropped before stays as it is.
    """
    for milestone in _open_milestones(journey):
        if milestone.code in codes:
            facts = milestone_facts(milestone, on=civil_date(doing.at), met_on=met_on)
            stamps = {"met_on": met_on}
            make(milestone, MOVES["meet"], facts=facts, doing=_following(doing), stamps=stamps)


@step
def set_from_template(journey: Journey, *, doing: Doing) -> None:
    """Set the milestones of the journey's model, dated from its planned go-live.

    Those that were met before the model changed are kept and not set again.
    """
    go_live = _planned_day(journey)
    kept = set(
        journey.milestones.exclude(state=MilestoneState.DROPPED).values_list("code", flat=True)
    )
    rows = [
        Milestone(
            journey=journey,
            code=template.code,
            title=template.title,
            owner=template.owner.value,
            is_statutory=template.statutory,
            weeks=template.weeks,
            due_on=due_date(go_live, template.weeks),
        )
        for template in TEMPLATES[journey.model]
        if template.code not in kept
    ]
    facts = MilestoneFacts(on=civil_date(doing.at), title="")
    recorded = {"model": journey.model, "planned_go_live_on": go_live}
    open_many(rows, MOVES["set"], facts=facts, doing=_following(doing), recorded=recorded)


@step
def drop_all(journey: Journey, *, doing: Doing) -> None:
    """Drop every open milestone, for the reason for which the journey changed."""
    facts = MilestoneFacts(on=civil_date(doing.at), title="")
    rows = _open_milestones(journey)
    make_many(rows, MOVES["drop"], facts=lambda _: facts, doing=_following(doing))


@step
def move_with_go_live(journey: Journey, *, doing: Doing) -> None:
    """Redate the open milestones that still follow the go-live date."""
    rows = [row for row in _open_milestones(journey) if row.follows_go_live]
    _redate(rows, _planned_day(journey), doing=_following(doing))


@step
def date_from(journey: Journey, *, doing: Doing) -> None:
    """Redate what follows going live from the day on which the MCP really went live."""
    rows = [row for row in _open_milestones(journey) if row.follows_go_live and row.weeks > 0]
    note = doing.note or f"The MCP went live on {day(civil_date(doing.at))}."
    _redate(rows, civil_date(doing.at), doing=Doing(doing.by, doing.at, note))


def _redate(rows: Sequence[Milestone], go_live: date, *, doing: Doing) -> None:
    moving = [row for row in rows if row.due_on != due_date(go_live, row.weeks)]
    facts = MilestoneFacts(on=civil_date(doing.at), title="")
    make_many(
        moving,
        MOVES["redate"],
        facts=lambda _: facts,
        doing=doing,
        stamps=lambda row: {"due_on": due_date(go_live, row.weeks)},
        named=lambda row: row.title,
    )


def _planned_day(journey: Journey) -> date:
    """The day from which milestones are dated; the law of every move that sets them demands it."""
    if journey.planned_go_live_on is None:
        raise ValueError(f"{journey} has no planned day of going live to date milestones from.")
    return journey.planned_go_live_on


def _following(doing: Doing) -> Doing:
    """The same act, carried on to other rows: the version seen was the first row's."""
    return Doing(doing.by, doing.at, doing.note)


def _open_milestones(journey: Journey) -> list[Milestone]:
    rows = journey.milestones.filter(state=MilestoneState.DUE).order_by("pk")
    return list(rows.select_for_update(of=("self",), no_key=True))


@use_case
def _act(name: str, milestone_id: UUID, doing: Doing, **stamps: date | bool | None) -> Milestone:
    milestone = lock(Milestone, milestone_id)
    met_on = stamps.get("met_on")
    facts = milestone_facts(
        milestone,
        on=civil_date(doing.at),
        met_on=met_on if isinstance(met_on, date) else None,
    )
    return make(milestone, MOVES[name], facts=facts, doing=doing, stamps=stamps)
