"""Whether a person may take a step: their roles on the day, apart from what the law allows."""

from collections.abc import Collection
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from accounts.models import Membership, User
from accounts.roles import PRACTICE_ROLES, Role, label
from core.errors import NotPermitted
from core.prepared import prepared

Held = Collection[tuple[str, UUID | None]]
"""Roles of a person, each with the practice of which it is, or None for the programme."""


@prepared
def held(*, user_id: UUID, on: date) -> QuerySet[Any]:
    """Each role that this person holds on this day, and of which practice."""
    rows = Membership.objects.filter(user=user_id).on(on).order_by()
    return rows.values_list("role", "practice_id")


def roles_of(
    user: User, *, on: date, practice_id: UUID | None = None, known: Held | None = None
) -> frozenset[str]:
    """The roles that count on this day: those of the programme, and those of this one practice.

    `known` is what the person holds, where it was read already.
    """
    if not user.is_active:
        return frozenset()
    if user.is_system:
        return frozenset({Role.SYSTEM})
    return frozenset(
        role
        for role, of_practice in (held(user_id=user.pk, on=on) if known is None else known)
        if role not in PRACTICE_ROLES or (practice_id is not None and of_practice == practice_id)
    )


def may(
    user: User,
    roles: Collection[str],
    *,
    on: date,
    practice_id: UUID | None = None,
    known: Held | None = None,
) -> bool:
    """Whether the person holds one of these roles here and now."""
    return not roles_of(user, on=on, practice_id=practice_id, known=known).isdisjoint(roles)


def check_may(
    user: User,
    roles: Collection[str],
    *,
    on: date,
    practice_id: UUID | None = None,
    known: Held | None = None,
) -> None:
    """Say no to a person who holds none of these roles.

    Raises:
        NotPermitted: with the roles that could do it.
    """
    if not may(user, roles, on=on, practice_id=practice_id, known=known):
        able = " or ".join(sorted(label(role).lower() for role in roles)) or "nobody"
        raise NotPermitted(f"You may not do this: it is for the {able}.".replace("gp p", "GP p"))
