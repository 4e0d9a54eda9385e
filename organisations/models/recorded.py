"""What officers recorded about a practice before any register said so, and branch surgeries."""

from enum import StrEnum

from django.db import models
from django.db.models import Q

from core.models import AppendOnly
from organisations.models.dated import Dated

BRANCH_CODE = r"^[A-Z0-9]{6}\d{3}$"
"""A branch's code: that of its practice, and three digits from 001 on."""


class Branch(Dated):
    """A second surgery of a practice: a place, with no contract and no list of its own.

    Its patients are on the list of its practice, so that it is never counted. `formerly` is the
    practice that stood there before it was merged into this one.
    """

    practice = models.ForeignKey(
        "organisations.Practice", models.PROTECT, related_name="branches", db_index=False
    )
    code = models.CharField(max_length=9, unique=True)
    name = models.CharField(max_length=200)
    address = models.CharField(max_length=400, blank=True)
    postcode = models.CharField(max_length=8, blank=True)
    formerly = models.ForeignKey(
        "organisations.Practice",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="became_branches",
    )

    class Meta(Dated.Meta):
        verbose_name_plural = "branches"
        ordering = ["code"]
        indexes = [models.Index(fields=["practice"], name="organisations_branch_practice")]
        constraints = [
            *Dated.Meta.constraints,
            models.CheckConstraint(
                condition=Q(code__regex=BRANCH_CODE), name="organisations_branch_code_shape"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.code})"


class Recorded(StrEnum):
    """What an officer's act said of a practice."""

    OPENED = "opened"
    CLOSED = "closed"
    MOVED = "moved"


class PracticeRecord(AppendOnly):
    """That an officer recorded the opening, the closing or the new commissioner of a practice.

    The registers ask it: a later register that says the same changes nothing, and one that says
    otherwise is reported and does not undo it. `code` is that of the successor or of the
    commissioner; `about_id` the case by which it was recorded.
    """

    id = models.BigAutoField(primary_key=True)
    practice = models.ForeignKey("organisations.Practice", models.PROTECT, related_name="records")
    what = models.CharField(
        max_length=8, choices=[(what.value, what.value.capitalize()) for what in Recorded]
    )
    on = models.DateField()
    code = models.CharField(max_length=6, blank=True)
    about_id = models.UUIDField()
    at = models.DateTimeField()
    by_id = models.UUIDField()
    by_name = models.CharField("by", max_length=200)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(what__in=[what.value for what in Recorded]),
                name="organisations_practicerecord_known_kind",
            )
        ]

    def __str__(self) -> str:
        return f"{self.practice} {self.what} on {self.on:%d %B %Y}"
