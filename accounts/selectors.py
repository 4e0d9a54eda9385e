"""Reads about people: their practices, and who speaks for an organisation."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from knox.crypto import hash_token
from knox.models import AuthToken

from accounts.models import Interest, InterestQuerySet, Membership, User
from accounts.permissions import Held, held
from accounts.roles import (
    ADMIN_READERS,
    API_READERS,
    AUDIT_READERS,
    PRACTICE_ROLES,
    PROGRAMME_ROLES,
    Role,
)
from core.prepared import prepared

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
        Membership.objects.filter(practice__among=practice_ids, user__is_active=True)
        .on(on)
        .select_related("user")
    )


@prepared
def who_speaks_for(*, practice_ids: list[UUID], on: date) -> QuerySet[Any]:
    """The practice and the person, by identifier, of everyone who speaks for one of these."""
    held = Membership.objects.filter(practice__among=practice_ids, user__is_active=True)
    return held.on(on).order_by().values_list("practice_id", "user_id")


def holders_of(role: str, *, on: date) -> QuerySet[User]:
    """The active people who hold this role on this day."""
    held = Membership.objects.filter(role=role).on(on).values("user_id")
    return User.objects.filter(pk__in=held, is_active=True)


def approvers_besides(person: User, *, on: date) -> QuerySet[User]:
    """The other active people who can approve on this day."""
    return holders_of(Role.APPROVING_OFFICER, on=on).exclude(pk=person.pk)


def approvers_from(on: date) -> QuerySet[User]:
    """Everybody who can approve on this day or will later, those who cannot sign in too."""
    not_ended = Q(ends_on=None) | Q(ends_on__gt=on)
    held = Membership.objects.filter(not_ended, role=Role.APPROVING_OFFICER)
    return User.objects.filter(pk__in=held.values("user_id"))


def people_of_the_programme() -> QuerySet[User]:
    """The active people who hold, or held, a role over the whole programme."""
    held = Membership.objects.filter(role__in=PROGRAMME_ROLES).values("user_id")
    return User.objects.filter(pk__in=held, is_active=True).order_by("full_name")


def works_in_the_programme(person: User) -> bool:
    """Whether the person ever held a role over the whole programme."""
    return Membership.objects.filter(user=person, role__in=PROGRAMME_ROLES).exists()


def may_open_admin(user: User, *, on: date) -> bool:
    """Whether the person holds a role that works in the officers' admin."""
    held = Membership.objects.filter(user=user, role__in=ADMIN_READERS).on(on)
    return user.is_active and (user.is_superuser or held.exists())


def may_read_audit(user: User, *, on: date) -> bool:
    """Whether the person investigates; the technical administrator may too."""
    held = Membership.objects.filter(user=user, role__in=AUDIT_READERS).on(on)
    return user.is_active and (user.is_superuser or held.exists())


def may_read_api(user: User, *, on: date) -> bool:
    """Whether the person holds a role that reads the reporting API."""
    held = Membership.objects.filter(user=user, role__in=API_READERS).on(on)
    return user.is_active and held.exists()


def living_tokens(user: User, *, at: datetime) -> QuerySet[AuthToken]:
    """The person's tokens that have not run out."""
    return AuthToken.objects.filter(Q(expiry=None) | Q(expiry__gt=at), user=user)


def find_token(text: str, *, at: datetime) -> AuthToken | None:
    """The living token whose text this is, with its active bearer: one look-up, by its hash."""
    living = AuthToken.objects.filter(Q(expiry=None) | Q(expiry__gt=at), user__is_active=True)
    return living.select_related("user").filter(pk=hash_token(text)).first()


def find_person(email: str) -> User | None:
    """The person with this e-mail address, in whatever case it is written."""
    return User.objects.filter(email=email.strip().lower(), is_system=False).first()


@prepared
def interests_in(*, vanguard_id: UUID, of: UUID, on: date) -> InterestQuerySet:
    """What keeps this person from deciding about this vanguard on this day, as declared."""
    declared = Interest.objects.filter(vanguard_id=vanguard_id, user=of).on(on).binding()
    return declared.select_related("vanguard").order_by("starts_on")


def practices_spoken_for(person: User, *, on: date, known: Held | None = None) -> set[UUID]:
    """The practices of which the person is a manager or partner on this day."""
    rows = held(user_id=person.pk, on=on) if known is None else known
    return {practice_id for _, practice_id in rows if practice_id}


def approvers_without_declaration(vanguard_id: UUID, *, on: date) -> QuerySet[User]:
    """Who can approve on this day and has declared nothing about this vanguard, not even “none”."""
    declared = Interest.objects.filter(vanguard_id=vanguard_id).on(on).values("user_id")
    return holders_of(Role.APPROVING_OFFICER, on=on).exclude(pk__in=declared).order_by("full_name")
