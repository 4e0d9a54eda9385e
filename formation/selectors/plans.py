"""A journey's plan: which milestones it should have, and on which day each is due.

Everything that sets, moves or drops milestones reads its answer here, and so does every preview of
it; what is shown before an act and what the act does cannot differ.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import cached_property
from uuid import UUID

from contracts.selectors import contracts_of_practices
from core.wording import day
from core.working_days import is_working_day
from formation.models import Journey, Milestone, MilestoneTemplate, TemplateRow
from formation.rules.milestones import MilestoneState
from formation.rules.rows import Anchor, offset_words, shifted
from formation.selectors import contract_of, participations_of
from formation.selectors.templates import rows_of, template_of
from gp_relationships.rules.participation_states import COMMITTED, Level

Key = tuple[str, UUID | None]
"""A milestone of a journey: its code, and the practice whose it is."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A milestone that a journey should have, and its day; None until what it is counted from has
    one."""

    row: TemplateRow
    practice_id: UUID | None
    due_on: date | None

    @property
    def key(self) -> Key:
        return self.row.code, self.practice_id


@dataclass
class Plan:
    """The plan of a journey under a version of its template, as from certain days.

    `practices` are those that take part, with their levels; `standing` the milestones that there
    are, dropped ones apart.
    """

    journey: Journey
    rows: Sequence[TemplateRow]
    planned: date | None
    live: date | None
    contract_end: date | None
    practices: Mapping[UUID, str]
    suspended: Mapping[UUID, date]
    standing: Mapping[Key, Milestone] = field(default_factory=dict)

    @cached_property
    def by_code(self) -> dict[str, TemplateRow]:
        """The rows of the template by code."""
        return {row.code: row for row in self.rows}

    @cached_property
    def wanted(self) -> list[Wanted]:
        """Every milestone that the journey should have, in the order of the template."""
        return [
            Wanted(row, practice_id, self.usual_day(row, practice_id))
            for row in self.rows
            for practice_id in self._whose(row)
        ]

    def _whose(self, row: TemplateRow) -> list[UUID | None]:
        said = row.said
        if not said.is_per_practice:
            return [None]
        return [practice_id for practice_id, level in self.practices.items() if said.is_for(level)]

    def usual_day(self, row: TemplateRow, practice_id: UUID | None) -> date | None:
        """The day that the template gives it, counted from its anchor as that stands now."""
        start = self._anchor(row, practice_id)
        return start and shifted(start, row.offset, row.unit, is_working_day)

    def _anchor(self, row: TemplateRow, practice_id: UUID | None) -> date | None:
        if row.anchor == Anchor.CONTRACT_END:
            return self.contract_end
        if row.anchor == Anchor.MILESTONE:
            return self._day_of(row.after, practice_id)
        going_live = self.live if self.live is not None and row.offset > 0 else self.planned
        if row.anchor == Anchor.SUSPENSION and practice_id is not None:
            return self.suspended.get(practice_id, going_live)
        return going_live

    def _day_of(self, code: str, practice_id: UUID | None) -> date | None:
        """The day of a milestone from which another is counted: its own where it was given one."""
        row = self.by_code.get(code)
        whose = practice_id if row is not None and row.said.is_per_practice else None
        standing = self.standing.get((code, whose))
        if standing is not None and not self.moves(standing):
            return standing.due_on
        return self.usual_day(row, whose) if row is not None else None

    def moves(self, milestone: Milestone) -> bool:
        """Whether its date follows the template: it is open, and nobody gave it a date."""
        return milestone.state == MilestoneState.DUE and milestone.keeps_offset

    @property
    def missing(self) -> list[Wanted]:
        """What should be there and is not, and has a day."""
        return [each for each in self.wanted if each.key not in self.standing and each.due_on]

    @property
    def superfluous(self) -> list[Milestone]:
        """What is open, and is no longer wanted of anybody."""
        wanted = {each.key for each in self.wanted}
        return [
            row
            for key, row in self.standing.items()
            if row.state == MilestoneState.DUE and key not in wanted
        ]

    @property
    def moving(self) -> list[tuple[Milestone, date]]:
        """What is open, still follows the template, and is due on another day by it."""
        days = {each.key: each.due_on for each in self.wanted}
        return [
            (row, due)
            for key, row in self.standing.items()
            if self.moves(row) and (due := days.get(key)) is not None and due != row.due_on
        ]


def plan_of(
    journey: Journey,
    *,
    template: MilestoneTemplate | None = None,
    planned: date | None = None,
    standing: Collection[Milestone] | None = None,
) -> Plan:
    """The plan of a journey, or what it would be under another version or from another day."""
    version = template or template_of(journey)
    rows = rows_of(version) if version is not None else ()
    per_practice = any(row.said.is_per_practice for row in rows)
    practices = _practices(journey) if per_practice else {}
    counted_from = {row.anchor for row in rows}
    contract = contract_of(journey) if Anchor.CONTRACT_END in counted_from else None
    held = standing if standing is not None else standing_of(journey)
    return Plan(
        journey=journey,
        rows=rows,
        planned=planned or journey.planned_go_live_on,
        live=journey.went_live_on,
        contract_end=contract.ends_on if contract is not None else None,
        practices=practices,
        suspended=_suspended(practices) if Anchor.SUSPENSION in counted_from else {},
        standing={(row.code, row.practice_id): row for row in held},
    )


def standing_of(journey: Journey) -> list[Milestone]:
    """The milestones of a journey, those that were dropped apart."""
    rows = journey.milestones.exclude(state=MilestoneState.DROPPED)
    return list(rows.select_related("row", "practice").order_by("due_on", "code", "pk"))


def _practices(journey: Journey) -> dict[UUID, str]:
    rows = participations_of(journey).filter(state__in=COMMITTED).exclude(level=Level.OUTSIDE)
    told = rows.order_by("practice__code").values_list("practice_id", "level")
    return dict(told)


def _suspended(practices: Mapping[UUID, str]) -> dict[UUID, date]:
    """From when each practice that integrates fully is, or is to be, suspended."""
    full = [practice_id for practice_id, level in practices.items() if level == Level.FULL]
    held = contracts_of_practices(full)
    days = {
        practice_id: contract.suspended_on or contract.starts_under_mcp_on
        for practice_id, contract in held.items()
    }
    return {practice_id: on for practice_id, on in days.items() if on is not None}


class Fate(StrEnum):
    """What becomes of a milestone."""

    MOVES = "moves"
    STAYS = "stays"
    IS_SET = "is_set"
    FALLS_AWAY = "falls_away"


@dataclass(frozen=True, slots=True)
class Shift:
    """What would become of one milestone, from which day to which, and why."""

    code: str
    title: str
    practice: str
    fate: Fate
    old: date | None
    new: date | None
    why: str


def shifts(plan: Plan) -> list[Shift]:
    """What would become of every milestone if the plan were followed, by the day it is due."""
    moving = {row.pk: due for row, due in plan.moving}
    leaving = {row.pk for row in plan.superfluous}
    wanted = {each.key: each for each in plan.wanted}
    names = {row.practice_id: str(row.practice) for row in plan.standing.values() if row.practice}
    found = []
    for key, row in plan.standing.items():
        practice = names.get(row.practice_id, "")
        if row.pk in moving:
            new, why = moving[row.pk], f"It is due {offset_words(plan.by_code[row.code].said)}."
            found.append(Shift(row.code, row.title, practice, Fate.MOVES, row.due_on, new, why))
        elif row.pk in leaving:
            why = "It is no longer among the milestones."
            found.append(
                Shift(row.code, row.title, practice, Fate.FALLS_AWAY, row.due_on, None, why)
            )
        else:
            why = _why_it_stays(row, wanted.get(key))
            found.append(
                Shift(row.code, row.title, practice, Fate.STAYS, row.due_on, row.due_on, why)
            )
    for each in plan.missing:
        why = f"It is due {offset_words(each.row.said)}."
        practice = str(each.practice_id or "") and names.get(each.practice_id, "one practice")
        shift = Shift(each.row.code, each.row.title, practice, Fate.IS_SET, None, each.due_on, why)
        found.append(shift)
    return sorted(found, key=lambda shift: (shift.new or shift.old or date.max, shift.code))


def _why_it_stays(row: Milestone, wanted: Wanted | None) -> str:
    if row.state == MilestoneState.MET:
        return f"It was met on {day(row.met_on)}." if row.met_on else "It was met."
    if not row.keeps_offset:
        return "It was given a date of its own."
    if wanted is None or wanted.due_on is None:
        return "What it is counted from has no day yet."
    return f"It is due {offset_words(wanted.row.said)}, which does not move."
