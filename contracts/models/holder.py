"""Who holds a practice's contract, from when until when, and when that was recorded."""

from datetime import date, datetime
from uuid import UUID

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeBoundary, RangeOperators
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q

from contracts.models.practice_contract import PracticeContract
from contracts.rules.holders import HolderKind, HolderPeriod
from core.fields import EARLIEST, LATEST, CivilDateField
from core.law import spoken
from core.models import BaseModel, DateRange, between


class HolderQuerySet(models.QuerySet["Holder"]):
    """Holders by the day, and by what was known of them."""

    def on(self, day: date, *, known_at: datetime | None = None) -> "HolderQuerySet":
        """Those who hold their contract on the day; with `known_at`, as it was recorded by then.

        Somebody whose leaving was recorded later still counts for whoever did not know of it.
        """
        begun = self.filter(joined_on__lte=day)
        stays = Q(left_on=None) | Q(left_on__gt=day)
        if known_at is None:
            return begun.filter(stays)
        return begun.filter(recorded_at__lte=known_at).filter(stays | Q(ended_at__gt=known_at))


class Holder(BaseModel):
    """A person or body that holds a practice's contract, alone or with the others.

    From `joined_on` until, and not on, `left_on`. A period that ends on the day it begins was
    recorded in error and never counts. `person` tells holders apart: the GMC number of a doctor,
    else the name. `successor` is the holder of the same contract who lawfully takes the place of
    one who left.
    """

    contract = models.ForeignKey(PracticeContract, models.PROTECT, related_name="holders")
    name = models.CharField(max_length=200)
    gmc_number = models.CharField(
        "GMC number",
        max_length=7,
        blank=True,
        validators=[
            RegexValidator(r"\A[0-9]{7}\Z", "A GMC number has seven digits, like 1234567.")
        ],
    )
    kind = models.CharField(
        max_length=20, choices=[(k.value, spoken(k.value).capitalize()) for k in HolderKind]
    )
    person = models.CharField(max_length=200, editable=False)
    joined_on = CivilDateField()
    left_on = CivilDateField(null=True, blank=True)
    successor = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="+")
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(
        "accounts.User", models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = HolderQuerySet.as_manager()

    class Meta:
        verbose_name = "holder of a practice contract"
        ordering = ["contract", "name", "joined_on"]
        constraints = [
            models.CheckConstraint(
                condition=Q(left_on=None, ended_at=None, ended_by=None)
                | Q(left_on__isnull=False, ended_at__isnull=False, ended_by__isnull=False),
                name="contracts_holder_end_is_whole",
            ),
            models.CheckConstraint(
                condition=Q(left_on=None) | Q(left_on__gte=F("joined_on")),
                name="contracts_holder_leaves_after_joining",
            ),
            models.CheckConstraint(
                condition=Q(successor=None) | Q(left_on__isnull=False) & ~Q(successor=F("id")),
                name="contracts_holder_is_succeeded_by_another",
            ),
            models.CheckConstraint(
                condition=Q(gmc_number="") | Q(gmc_number__regex=r"^[0-9]{7}$"),
                name="contracts_holder_gmc_number_shape",
            ),
            ExclusionConstraint(
                name="contracts_holder_once_at_a_time",
                expressions=[
                    ("contract", RangeOperators.EQUAL),
                    ("person", RangeOperators.EQUAL),
                    (DateRange("joined_on", "left_on", RangeBoundary()), RangeOperators.OVERLAPS),
                ],
            ),
            between("joined_on", EARLIEST, LATEST, name="joined_range"),
            between("left_on", EARLIEST, LATEST, name="left_range"),
        ]

    def __str__(self) -> str:
        return _spoken(self.name, self.gmc_number)

    @property
    def period(self) -> HolderPeriod:
        """The holder as the law reads one."""
        return period_of(*(getattr(self, name) for name in HELD))


HELD = ("id", "name", "gmc_number", "person", "joined_on", "left_on", "successor_id")
"""The columns of which the law reads a holder."""


def period_of(
    pk: UUID,
    name: str,
    gmc_number: str,
    person: str,
    joined_on: date,
    left_on: date | None,
    successor_id: UUID | None,
) -> HolderPeriod:
    """A holder as the law reads one, from the columns `HELD`."""
    return HolderPeriod(
        id=str(pk),
        name=_spoken(name, gmc_number),
        person=person,
        joined_on=joined_on,
        left_on=left_on,
        successor=str(successor_id) if successor_id else None,
    )


def _spoken(name: str, gmc_number: str) -> str:
    return f"{name} (GMC {gmc_number})" if gmc_number else name
