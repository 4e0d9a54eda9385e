"""What every table of ours has in common."""

import uuid
from typing import Any

from django.contrib.postgres.fields import DateRangeField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now


class RandomUUID(models.Func):
    """PostgreSQL's own random identifier, so that set-based SQL needs no Python."""

    function = "gen_random_uuid"
    template = "%(function)s()"
    output_field = models.UUIDField()


class DateRange(models.Func):
    """A period from a day until, and not on, another; without an end it goes on."""

    function = "daterange"
    output_field = DateRangeField()


class BaseModel(models.Model):
    """A row with a random public identifier; rows of ours are ended, never deleted."""

    id = models.UUIDField(
        primary_key=True, default=uuid.uuid4, db_default=RandomUUID(), editable=False
    )
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        abstract = True


class AppendOnly(models.Model):
    """A row that is written once. The application's database role may insert and read it only."""

    class Meta:
        abstract = True


def between(field: str, least: Any, most: Any, *, name: str) -> models.CheckConstraint:
    """A two-sided range: PostgreSQL holds NaN and infinity to be greater than every number."""
    inside = Q(**{f"{field}__gte": least, f"{field}__lte": most})
    return models.CheckConstraint(
        condition=inside | Q(**{f"{field}__isnull": True}), name=f"%(app_label)s_%(class)s_{name}"
    )
