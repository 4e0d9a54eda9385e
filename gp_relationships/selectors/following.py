"""What follows from a change of a practice: listed before it is made, and kept with its event."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from contracts.rules.practice_states import DORMANT
from contracts.selectors import contracts_of_practices
from core.law import spoken
from core.wording import count, day, number
from gp_relationships.due import due_of_practices
from gp_relationships.models import GpPost, GpRole, Participation, PracticeChange
from gp_relationships.rules.gp_role_states import STANDING
from gp_relationships.rules.participation_states import COMMITTED, OVER, Level
from gp_relationships.rules.practice_change_facts import ENDS_THE_PRACTICE, ChangeKind
from organisations.models import Vanguard
from organisations.selectors import latest_lists
from rulebook.selectors import figures_for_many


@dataclass(frozen=True, slots=True)
class MemberPopulation:
    """The registered patients of one MCP's practices, before and after the change."""

    vanguard: str
    before: int
    after: int
    least: int

    @property
    def becomes_too_small(self) -> bool:
        """Whether the MCP falls below the population that it should have."""
        return self.after < self.least <= self.before

    def __str__(self) -> str:
        said = f"{self.vanguard}: {number(self.before)} registered patients before, "
        said += f"{number(self.after)} after."
        if self.after < self.least and self.after != self.before:
            said += f" Warning: fewer than the {number(self.least)} that an MCP should serve."
        return said


@dataclass(frozen=True, slots=True)
class Preview:
    """Everything that follows from a change, listed before it is made; and as it was, after."""

    patients: tuple[str, ...]
    contracts: tuple[str, ...]
    participations: tuple[str, ...]
    roles: tuple[str, ...]
    posts: tuple[str, ...]
    milestones: tuple[str, ...]
    populations: tuple[MemberPopulation, ...]

    def sentences(self) -> list[str]:
        """All of it, in one order."""
        parts = (*self.patients, *self.contracts, *self.participations, *self.roles, *self.posts)
        return [*parts, *map(str, self.populations), *self.milestones]


def preview(change: PracticeChange, *, on: date) -> Preview:
    """What would follow if the change were made on its planned day."""
    when = change.planned_on or on
    ends = change.kind in ENDS_THE_PRACTICE
    taking = list(participations_of(change.practice_id))
    return Preview(
        patients=tuple(_patients(change, when)),
        contracts=tuple(_contract_lines(change)),
        participations=tuple(_leaving(change, taking)) if ends else (),
        roles=tuple(_role_lines(change)) if ends else (),
        posts=tuple(_post_lines(change, when)) if ends else (),
        milestones=tuple(_owed(taking)) if ends else (),
        populations=tuple(populations(change, when)),
    )


def is_dormant(contract: Any) -> bool:
    """Whether this contract sleeps, its patients being on the list of an MCP."""
    return contract.state in DORMANT


def participations_of(practice_id: UUID) -> QuerySet[Participation]:
    """Where this practice is asked or takes part, in the order in which acts take them."""
    rows = Participation.objects.filter(practice_id=practice_id).exclude(state__in=OVER)
    return rows.select_related("vanguard", "practice").order_by("practice__code", "pk")


def roles_through(practice_id: UUID) -> QuerySet[GpRole]:
    """The standing roles of GPs who come through this practice."""
    rows = GpRole.objects.filter(practice_id=practice_id, state__in=STANDING)
    return rows.select_related("gp", "vanguard").order_by("pk")


def posts_at(practice_id: UUID, *, on: date) -> QuerySet[GpPost]:
    """The posts at this practice that reach beyond the day."""
    rows = GpPost.objects.filter(Q(ends_on=None) | Q(ends_on__gt=on), practice_id=practice_id)
    return rows.select_related("gp").order_by("gp__full_name")


def vanguards_joined(practice_id: UUID | None) -> set[UUID]:
    """The vanguards in which this practice has decided to take part."""
    rows = Participation.objects.filter(practice_id=practice_id, state__in=COMMITTED)
    return set(rows.exclude(level=Level.OUTSIDE).values_list("vanguard_id", flat=True))


def _patients(change: PracticeChange, when: date) -> list[str]:
    known = latest_lists([change.practice_id], on=when).get(change.practice_id)
    listed = count(known.registered, "patient") if known else "The patients (no list is known)"
    if change.kind == ChangeKind.MERGER:
        return [
            f"{listed} of {change.practice} go to the list of {change.other or '…'} "
            f"on {day(when)}; {change.practice} is closed and its surgery becomes a branch."
        ]
    if change.kind == ChangeKind.SPLIT:
        moved = number(change.patients_moved or 0)
        return [f"{moved} of {listed} go to {change.new_name} ({change.new_code}) on {day(when)}."]
    if change.kind == ChangeKind.CLOSURE:
        plan = f" {change.list_plan}" if change.list_plan else ""
        return [f"{listed} leave the list of {change.practice} on {day(when)}.{plan}"]
    return []


def _contract_lines(change: PracticeChange) -> list[str]:
    held = contracts_of_practices([change.practice_id]).get(change.practice_id)
    kind = change.kind
    lines = []
    if held and kind == ChangeKind.MERGER:
        lines.append(f"The {held}, now {spoken(held.state)}, becomes part of its successor's.")
    if held and kind == ChangeKind.CLOSURE:
        lines.append(f"The {held}, now {spoken(held.state)}, ends.")
    if held and kind == ChangeKind.TYPE_CHANGE:
        lines.append(f"The {held} ends; a GMS contract takes its place.")
    if kind == ChangeKind.SPLIT:
        new = change.new_contract_type.upper()
        lines.append(f"{change.new_name} begins under a {new} contract of its own, retained.")
    if held and kind == ChangeKind.PARTNERS and is_dormant(held):
        lines.append(
            "The contract is suspended: whether its holders may resume it is to be confirmed anew."
        )
    return lines


def _leaving(change: PracticeChange, taking: list[Participation]) -> list[str]:
    joined = vanguards_joined(change.other_id)
    own = f"; {change.other} needs a decision of its own" if change.other else ""
    return [
        f"{change.practice} leaves {row.vanguard.name} ({spoken(row.state)})"
        f"{'' if row.vanguard_id in joined else own}."
        for row in taking
    ]


def _role_lines(change: PracticeChange) -> list[str]:
    joined = vanguards_joined(change.other_id)
    return [
        f"{role} goes on through {change.other}."
        if role.vanguard_id in joined
        else f"{role} ends: the GP comes through {change.practice} no longer."
        for role in roles_through(change.practice_id)
    ]


def _post_lines(change: PracticeChange, when: date) -> list[str]:
    names = [post.gp.full_name for post in posts_at(change.practice_id, on=when)]
    to = f" and works at {change.other}" if change.other else ""
    return [f"{name} ends at {change.practice}{to}." for name in names]


def _owed(taking: list[Participation]) -> list[str]:
    titles = due_of_practices({row.vanguard_id for row in taking})
    return [f"Still due of the practices: {title}." for title in titles]


def populations(change: PracticeChange, when: date) -> list[MemberPopulation]:
    """Each MCP that the practice takes part in, with each patient counted once (rule R35)."""
    joined = vanguards_joined(change.practice_id)
    if change.kind not in (*ENDS_THE_PRACTICE, ChangeKind.SPLIT) or not joined:
        return []
    theirs = vanguards_joined(change.other_id)
    figures = figures_for_many(joined, when)
    found = []
    for vanguard in Vanguard.objects.filter(pk__in=joined).order_by("code"):
        rows = Participation.objects.filter(vanguard=vanguard, state__in=COMMITTED)
        members = rows.exclude(level=Level.OUTSIDE).values_list("practice_id", flat=True)
        lists = latest_lists(list(members), on=when)
        before = sum(row.registered for row in lists.values())
        gone = is_lost(change, lists) if vanguard.pk not in theirs else 0
        least = figures[vanguard.pk].least_population
        found.append(MemberPopulation(vanguard.name, before, before - gone, least))
    return found


def is_lost(change: PracticeChange, lists: Mapping[UUID, Any]) -> int:
    """How many patients of the practice are no longer of the MCP."""
    if change.kind == ChangeKind.SPLIT:
        return change.patients_moved or 0
    own = lists.get(change.practice_id)
    return own.registered if own else 0
