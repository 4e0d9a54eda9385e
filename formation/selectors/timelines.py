"""How the milestones of journeys stand on a day, what going live waits for, and what has moved."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import QuerySet

from core.working_days import is_working_day
from formation.models import Journey, Milestone, MilestoneChange
from formation.rules.milestones import MilestoneState
from formation.rules.network import Node, Outlook, Status, Thresholds, outlooks
from formation.rules.rows import Row
from formation.rules.soundness import dates_on, waits_for
from rulebook.selectors import figures_for_many


@dataclass(frozen=True, slots=True)
class Standing:
    """One milestone, how it stands, and the milestone that keeps it from its day."""

    milestone: Milestone
    outlook: Outlook
    held_up_by: Milestone | None = None


def timelines(journeys: Collection[Journey], *, on: date) -> dict[UUID, list[Standing]]:
    """How every milestone of each of these journeys stands on the day, by the day it is due; those
    that were dropped are left out. In a fixed number of queries."""
    if not journeys:
        return {}
    figures = figures_for_many({journey.vanguard_id for journey in journeys}, on)
    rows = Milestone.objects.filter(journey__in=[journey.pk for journey in journeys])
    rows = rows.exclude(state=MilestoneState.DROPPED).select_related("row", "practice")
    of_journey: defaultdict[UUID, list[Milestone]] = defaultdict(list)
    for row in rows.order_by("due_on", "code", "practice__code"):
        of_journey[row.journey_id].append(row)
    found = {}
    for journey in journeys:
        known = figures[journey.vanguard_id]
        thresholds = Thresholds(known.milestone_at_risk_days, known.milestone_missed_days)
        mine = of_journey[journey.pk]
        found[journey.pk] = _standings(journey, mine, on, thresholds)
    return found


def _standings(
    journey: Journey, rows: list[Milestone], on: date, thresholds: Thresholds
) -> list[Standing]:
    by_key = {_key(row): row for row in rows}
    found = outlooks(_nodes(journey, rows), on=on, thresholds=thresholds)
    return [
        Standing(row, found[key], by_key.get(found[key].held_up_by)) for key, row in by_key.items()
    ]


def _key(row: Milestone) -> str:
    return f"{row.code} {row.practice_id or ''}"


def _nodes(journey: Journey, rows: list[Milestone]) -> Iterator[Node]:
    said: dict[str, Row] = {row.code: row.row.said for row in rows if row.row is not None}
    planned = journey.planned_go_live_on or (rows[0].due_on if rows else date.min)
    usual = dates_on(list(said.values()), planned, is_working_day)
    keys: defaultdict[str, list[Milestone]] = defaultdict(list)
    for row in rows:
        keys[row.code].append(row)
    for row in rows:
        mine = said.get(row.code)
        yield Node(
            key=_key(row),
            due_on=row.due_on,
            usual_on=usual.get(row.code) or row.due_on,
            waits_for=tuple(_waited_for(row, mine, keys)) if mine is not None else (),
            met_on=row.met_on,
            is_statutory=row.is_statutory,
            is_going_live=mine is not None and mine.is_going_live,
        )


def _waited_for(row: Milestone, said: Row, keys: Mapping[str, list[Milestone]]) -> Iterator[str]:
    """What a practice is to keep waits for its own and for the journey's; the journey's for all."""
    for code in waits_for(said):
        for other in keys.get(code, ()):
            if row.practice_id is None or other.practice_id in (None, row.practice_id):
                yield _key(other)


def outlooks_of(rows: Iterable[Milestone], *, on: date) -> dict[UUID, Outlook]:
    """How these milestones stand, by identifier; dropped ones are left out."""
    asked = {row.pk: row.journey_id for row in rows}
    found = outlooks_in(set(asked.values()), on=on)
    return {pk: outlook for pk, outlook in found.items() if pk in asked}


def outlooks_in(journey_ids: Collection[UUID], *, on: date) -> dict[UUID, Outlook]:
    """How every milestone of these journeys stands, by identifier; dropped ones are left out."""
    journeys = list(Journey.objects.filter(pk__in=journey_ids)) if journey_ids else []
    told = timelines(journeys, on=on)
    return {each.milestone.pk: each.outlook for standings in told.values() for each in standings}


def critical_path(standings: Iterable[Standing]) -> list[Standing]:
    """What is open and must not slip, or going live does."""
    return [each for each in standings if each.outlook.is_critical]


def tally(standings: Iterable[Standing]) -> dict[Status, int]:
    """How many milestones stand in each way."""
    counted = dict.fromkeys(Status, 0)
    for each in standings:
        counted[each.outlook.status] += 1
    return counted


@dataclass(frozen=True, slots=True)
class Movement:
    """What became of one milestone since a day: the date it had then, and has now."""

    milestone: Milestone
    what: str
    old: date | None
    new: date | None
    recorded_on: date
    why: str


WHAT = {
    "set": "set",
    "meet": "met",
    "reopen": "opened again",
    "drop": "dropped",
    "fall_away": "fell away",
}


def moved_since(journey: Journey, since: date, *, on: date) -> list[Movement]:
    """What was recorded of a journey's milestones after one day and by the end of another, the
    latest first. A milestone that was moved and moved back is not among them."""
    changes = MilestoneChange.objects.filter(
        subject__journey=journey, made_on__gt=since, made_on__lte=on
    )
    of_milestone: defaultdict[UUID, list[MilestoneChange]] = defaultdict(list)
    for change in _with_milestone(changes):
        of_milestone[change.subject_id].append(change)
    found = [
        movement for told in of_milestone.values() if (movement := _movement(told)) is not None
    ]
    return sorted(found, key=lambda each: (each.recorded_on, each.milestone.code), reverse=True)


def _with_milestone(changes: QuerySet[MilestoneChange]) -> QuerySet[MilestoneChange]:
    return changes.select_related("subject__practice").order_by("subject_id", "version")


def _movement(told: list[MilestoneChange]) -> Movement | None:
    first, last = told[0], told[-1]
    milestone = last.subject
    states = [change.move for change in told if change.move in WHAT]
    dated = [change for change in told if "due_on" in change.replaced]
    old = date.fromisoformat(dated[0].replaced["due_on"]) if dated else None
    new = date.fromisoformat(dated[-1].facts["due_on"]) if dated else None
    if first.before == last.after and old == new:
        return None
    what = WHAT[states[-1]] if first.before != last.after else "moved"
    return Movement(milestone, what, old, new, last.made_on, last.note)
