"""People who sign in, and the parts they play."""

from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeBoundary, RangeOperators
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce

from accounts.roles import PRACTICE_ROLES, Role, label
from core.fields import EARLIEST, LATEST
from core.models import BaseModel, DateRange, between


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


class Nature(models.TextChoices):
    """What kind of interest a person has; `none` is a declaration too."""

    FINANCIAL = "financial", "Financial: owns, is paid by, or stands to gain from"
    PROFESSIONAL = "professional", "Professional: works for, or advises"
    PERSONAL = "personal", "Personal, outside work"
    INDIRECT = "indirect", "Indirect: of a close relative, friend or partner"
    NONE = "none", "No interest to declare"


class InterestQuerySet(models.QuerySet["Interest"]):
    """Declarations by the day."""

    def on(self, day: Any) -> "InterestQuerySet":
        """Those that count on this day."""
        return self.filter(starts_on__lte=day).filter(Q(ends_on=None) | Q(ends_on__gt=day))

    def binding(self) -> "InterestQuerySet":
        """Those that keep a person from deciding: all but “none”."""
        return self.exclude(nature=Nature.NONE)


class Interest(BaseModel):
    """What a person declared about one vanguard: an interest in it or in a body that bids there,
    or that they have none. It is never changed, only ended."""

    user = models.ForeignKey(User, models.PROTECT, related_name="interests")
    vanguard = models.ForeignKey("organisations.Vanguard", models.PROTECT, related_name="interests")
    nature = models.CharField(max_length=16, choices=Nature.choices)
    body = models.CharField(max_length=200, blank=True)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    declared_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    declared_at = models.DateTimeField()
    ended_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")

    objects = InterestQuerySet.as_manager()

    class Meta:
        ordering = ["user", "starts_on"]
        constraints = [
            models.CheckConstraint(
                condition=Q(nature__in=Nature.values), name="accounts_interest_known_nature"
            ),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="accounts_interest_ends_after_it_starts",
            ),
            models.CheckConstraint(
                condition=Q(ends_on=None, ended_by=None)
                | Q(ends_on__isnull=False, ended_by__isnull=False),
                name="accounts_interest_ended_by_someone",
            ),
            between("starts_on", EARLIEST, LATEST, name="starts_on_range"),
            models.UniqueConstraint(
                fields=["user", "vanguard", "nature", "body"],
                condition=Q(ends_on=None),
                name="accounts_interest_declared_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.words}"

    @property
    def words(self) -> str:
        """What was declared, in a few words."""
        if self.nature == Nature.NONE:
            return f"no interest in {self.vanguard.name}"
        where = f" through {self.body}" if self.body else ""
        return f"{self.nature} interest in {self.vanguard.name}{where}"
