"""Reads before many practices' decisions are recorded at once."""

import hashlib
from collections.abc import Iterable, Sequence
from datetime import date
from uuid import UUID

from django.db.models import QuerySet

from core.law import Reason, reasons_against
from gp_relationships.models import Participation
from gp_relationships.rules.participation import MOVES
from gp_relationships.selectors import facts_of_participations, living_participations
from organisations.models import Practice


def not_asked(practices: Iterable[Practice], rows: Iterable[Participation]) -> tuple[Reason, ...]:
    """Of these practices, those that have not been asked, or have left."""
    asked = {row.practice_id for row in rows}
    return tuple(
        Reason("not_asked", f"{practice} has not been asked to take part, or has left.")
        for practice in practices
        if practice.pk not in asked
    )


def mark_of(rows: Iterable[Participation]) -> str:
    """These participations at these versions, as a short text: another once any has changed."""
    said = ",".join(sorted(f"{row.pk}:{row.version}" for row in rows))
    return hashlib.sha256(said.encode()).hexdigest()[:16]


def asked_of(vanguard_id: UUID, practices: Sequence[Practice]) -> QuerySet[Participation]:
    """What these practices do about this vanguard, as far as they have been asked."""
    asked = living_participations(vanguard_id).filter(practice__in=practices)
    return asked.select_related("practice", "vanguard")


def against_deciding(
    vanguard_id: UUID,
    practices: Sequence[Practice],
    *,
    on: date,
    level: str,
    decided_on: date | None,
    note: str = "",
) -> list[tuple[Practice, tuple[Reason, ...]]]:
    """For each practice, everything that stands against recording this decision of it; in a fixed
    number of queries."""
    rows = list(asked_of(vanguard_id, practices))
    facts = facts_of_participations(rows, on=on, level=level, decided_on=decided_on)
    against = {
        row.practice_id: reasons_against(
            MOVES["decide"], state=row.state, facts=facts[row.pk], note=note
        )
        for row in rows
    }
    return [(each, against.get(each.pk) or not_asked([each], rows)) for each in practices]
