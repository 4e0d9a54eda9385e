"""Reads of organisations: who there is, and how many patients they have on a day."""

from collections.abc import Collection
from datetime import date
from uuid import UUID

from django.db.models import Sum

from core.errors import NotFound
from organisations.models import ListSize, Practice, Vanguard


def get_practice(practice_id: UUID, *, lock: bool = False) -> Practice:
    """The practice, or a clear error; `lock` holds it so that acts upon it take turns."""
    rows = Practice.objects.select_for_update(of=("self",), no_key=True) if lock else Practice.objects
    practice = rows.filter(pk=practice_id).first()
    if practice is None:
        raise NotFound("There is no practice with this identifier.")
    return practice


def get_vanguard(vanguard_id: UUID, *, lock: bool = False) -> Vanguard:
    """The vanguard, or a clear error; `lock` holds it so that acts upon it take turns."""
    rows = Vanguard.objects.select_for_update(of=("self",), no_key=True) if lock else Vanguard.objects
    vanguard = rows.filter(pk=vanguard_id).first()
    if vanguard is None:
        raise NotFound("There is no vanguard with this identifier.")
    return vanguard


def registered_patients(practice_ids: Collection[UUID], *, on: date) -> int:
    """The registered patients of these practices by each one's latest list on or before the day."""
    latest = (
        ListSize.objects.filter(practice_id__in=practice_ids, counted_on__lte=on)
        .order_by("practice_id", "-counted_on")
        .distinct("practice_id")
    )
    return ListSize.objects.filter(pk__in=latest.values("pk")).aggregate(n=Sum("registered"))["n"] or 0
