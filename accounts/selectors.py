"""Reads about people: their practices, and who speaks for an organisation."""

from datetime import date
from uuid import UUID

from django.db.models import QuerySet

from accounts.models import Membership, User
from accounts.roles import ADMIN_READERS, API_READERS, PRACTICE_ROLES

CLOCK = "clock@system.invalid"


def system_user(email: str = CLOCK) -> User:
    """The name under which the system itself acts."""
    return User.objects.get(email=email, is_system=True)


def memberships_of(user: User, *, on: date) -> QuerySet[Membership]:
    """The practice roles that this person holds on this day."""
    held = Membership.objects.filter(user=user, role__in=PRACTICE_ROLES).on(on)
    return held.select_related("practice").order_by("practice__name", "role")


def people_of_practices(practice_ids: list[UUID], *, on: date) -> QuerySet[Membership]:
    """Everyone who speaks for one of these practices on this day."""
    return (
        Membership.objects.filter(practice_id__in=practice_ids, user__is_active=True)
        .on(on)
        .select_related("user")
    )


def holders_of(role: str, *, on: date) -> QuerySet[User]:
    """The active people who hold this role on this day."""
    held = Membership.objects.filter(role=role).on(on).values("user_id")
    return User.objects.filter(pk__in=held, is_active=True)


def may_open_admin(user: User, *, on: date) -> bool:
    """Whether the person holds a role that works in the officers' admin."""
    held = Membership.objects.filter(user=user, role__in=ADMIN_READERS).on(on)
    return user.is_active and (user.is_superuser or held.exists())


def may_read_api(user: User, *, on: date) -> bool:
    """Whether the person holds a role that reads the reporting API."""
    held = Membership.objects.filter(user=user, role__in=API_READERS).on(on)
    return user.is_active and held.exists()
