"""People of a practice who may sign for it in the portal."""

from datetime import date
from uuid import UUID

from django.db.models import QuerySet

from accounts.models import Membership, User
from accounts.roles import Role


def partners_who_sign_in(practice_id: UUID, *, on: date) -> QuerySet[User]:
    """The active people who sign in as GP partner of this practice on the day."""
    held = Membership.objects.filter(practice_id=practice_id, role=Role.GP_PARTNER).on(on)
    return User.objects.filter(pk__in=held.values("user_id"), is_active=True)
