"""Which practices a person may see: the one row filter that every read about practices uses."""

from datetime import date

from django.db.models import QuerySet

from accounts.models import Membership, User
from accounts.permissions import roles_of
from accounts.roles import PROGRAMME_ROLES
from organisations.models import Practice


def sees_everything(viewer: User, *, on: date) -> bool:
    """Whether the person holds a role over the whole programme."""
    return (
        viewer.is_superuser
        or viewer.is_system
        or not roles_of(viewer, on=on).isdisjoint(PROGRAMME_ROLES)
    )


def practices_seen_by(viewer: User, *, on: date) -> QuerySet[Practice]:
    """All practices for the programme's people; for anyone else only those they speak for."""
    if sees_everything(viewer, on=on):
        return Practice.objects.all()
    own = Membership.objects.filter(user=viewer, user__is_active=True).on(on)
    return Practice.objects.filter(pk__in=own.values("practice_id"))
