"""A change of our practice as a row: what, from which day, and how far it has come."""

from dataclasses import dataclass
from typing import Any

from core.wording import day
from gp_relationships.rules.practice_change_facts import KIND_LABELS, ChangeKind
from gp_relationships.rules.practice_change_facts import PracticeChangeState as S
from portal.presenters.words import Tag

STATES = {
    S.NOTED: Tag("Noted", "blue"),
    S.APPROVED: Tag("Approved", "purple"),
    S.MADE: Tag("Made", "green"),
    S.CANCELLED: Tag("Cancelled", "grey"),
}


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """What happens to which practice, when, with which details."""

    what: str
    practice: str
    when: str
    details: tuple[str, ...]
    state: Tag


def row(change: Any) -> ChangeRow:
    """One change that concerns us."""
    on = change.made_on or change.planned_on
    details = (
        f"Into {change.other}" if change.other else "",
        f"To {change.commissioner}" if change.commissioner else "",
        f"New practice: {change.new_name} ({change.new_code})" if change.new_code else "",
        f"Joining: {change.joining}" if change.joining else "",
        f"Leaving: {change.leaving}" if change.leaving else "",
        change.list_plan,
    )
    return ChangeRow(
        what=KIND_LABELS[ChangeKind(change.kind)],
        practice=str(change.practice),
        when=day(on) if on else "Not planned yet",
        details=tuple(detail for detail in details if detail),
        state=STATES[S(change.state)],
    )
