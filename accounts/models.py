"""People who sign in, and the parts they play."""

from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeBoundary, RangeOperators
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce

from accounts.roles import PRACTICE_ROLES, Role, label
from core.models import BaseModel, DateRange


class UserManager(BaseUserManager["User"]):
    """Makes users for Django's own commands and for tests."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """A person who may sign in; the e-mail address is kept in lower case."""
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """A technical administrator: sees everything in the admin, yet holds no role of the law."""
        return self.create_user(email, password, is_superuser=True, is_staff=True, **fields)


class User(AbstractBaseUser, PermissionsMixin, BaseModel):
    """A person, or the system under a name of its own. The e-mail address signs in."""

    email = models.EmailField(max_length=254, unique=True)
    full_name = models.CharField(max_length=200)
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField(default=False, help_text="May open the officers' admin.")
    is_system = models.BooleanField(default=False, editable=False)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["full_name"]

    class Meta:
        ordering = ["full_name", "email"]
        constraints = [
            models.CheckConstraint(
                condition=Q(email=models.functions.Lower("email")), name="accounts_email_lower_case"
            ),
        ]

    def __str__(self) -> str:
        return self.full_name or self.email

    def get_full_name(self) -> str:
        return self.full_name

    def get_short_name(self) -> str:
        return self.full_name.split(" ")[0]


class MembershipQuerySet(models.QuerySet["Membership"]):
    """Memberships by the day."""

    def on(self, day: Any) -> "MembershipQuerySet":
        """Those that count on this day."""
        return self.filter(starts_on__lte=day).filter(Q(ends_on=None) | Q(ends_on__gt=day))


class Membership(BaseModel):
    """A role that a person holds from a day until (and not on) a day; of one practice, or of the
    whole programme."""

    user = models.ForeignKey(User, models.PROTECT, related_name="memberships")
    role = models.CharField(
        max_length=32, choices=[(r.value, label(r)) for r in Role if r is not Role.SYSTEM]
    )
    practice = models.ForeignKey(
        "organisations.Practice", models.PROTECT, null=True, blank=True, related_name="memberships"
    )
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    granted_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    ended_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")

    objects = MembershipQuerySet.as_manager()

    class Meta:
        ordering = ["user", "starts_on"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gt=F("starts_on")),
                name="accounts_membership_ends_after_it_starts",
            ),
            models.CheckConstraint(
                condition=Q(
                    role__in=sorted(r.value for r in PRACTICE_ROLES), practice__isnull=False
                )
                | (~Q(role__in=sorted(r.value for r in PRACTICE_ROLES)) & Q(practice__isnull=True)),
                name="accounts_membership_practice_roles_name_a_practice",
            ),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ended_by__isnull=False),
                name="accounts_membership_ended_by_someone",
            ),
            ExclusionConstraint(
                name="accounts_membership_once_at_a_time",
                expressions=[
                    ("user", RangeOperators.EQUAL),
                    ("role", RangeOperators.EQUAL),
                    (
                        Coalesce("practice", F("user")),
                        RangeOperators.EQUAL,
                    ),
                    (
                        DateRange("starts_on", "ends_on", RangeBoundary()),
                        RangeOperators.OVERLAPS,
                    ),
                ],
            ),
        ]

    def __str__(self) -> str:
        where = f" of {self.practice}" if self.practice_id else ""
        return f"{self.user}: {label(self.role)}{where}"
