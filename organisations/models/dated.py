"""Facts that hold from a day until (and not on) another day, and where they came from."""

from datetime import date
from typing import TypeVar

from django.db import models
from django.db.models import F, Q

from core.models import BaseModel

M = TypeVar("M", bound=models.Model)


class DatedQuerySet(models.QuerySet[M]):
    """Dated facts by the day."""

    def on(self, day: date) -> "DatedQuerySet[M]":
        """Those that hold on this day."""
        return self.filter(starts_on__lte=day).filter(Q(ends_on=None) | Q(ends_on__gt=day))


def source() -> models.ForeignKey:
    """The import that last wrote the row; none for rows that no file gave (demonstration, tests).

    It has no index: nothing is deleted by run, and each index costs every import.
    """
    return models.ForeignKey(
        "organisations.ImportRun",
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        db_index=False,
        related_name="+",
    )


class Dated(BaseModel):
    """A fact that begins on `starts_on` and ends before `ends_on`; without an end it still holds.

    Overlaps are excluded by two plain unique constraints and by the imports that write them; an
    exclusion constraint made a thousand inserts 16 times dearer (performance, pitfall 3).
    """

    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    run = source()

    objects = DatedQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ["starts_on"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gt=F("starts_on")),
                name="%(app_label)s_%(class)s_ends_after_it_starts",
            )
        ]

    @property
    def period(self) -> str:
        """The period in words."""
        until = f"until {self.ends_on:%d %B %Y}" if self.ends_on else "and still"
        return f"from {self.starts_on:%d %B %Y} {until}"


def one_open(*fields: str) -> models.UniqueConstraint:
    """At most one of these still holds."""
    return models.UniqueConstraint(
        fields=list(fields),
        condition=Q(ends_on=None),
        name="%(app_label)s_%(class)s_one_still_holds",
    )


def one_start(*fields: str) -> models.UniqueConstraint:
    """At most one of these begins on one day."""
    return models.UniqueConstraint(
        fields=[*fields, "starts_on"], name="%(app_label)s_%(class)s_one_begins_on_a_day"
    )
