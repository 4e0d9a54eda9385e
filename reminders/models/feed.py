"""Calendars to which a person's calendar program subscribes."""

from django.db import models
from django.db.models import Q

from core.models import BaseModel


class CalendarFeed(BaseModel):
    """One address under which a calendar program reads a person's dates.

    The address holds a secret, of which only the hash is kept; whoever knows it reads what the
    person may see at that moment, until it is revoked. `vanguard` and `practice` narrow it down.
    """

    user = models.ForeignKey("accounts.User", models.PROTECT, related_name="calendar_feeds")
    digest = models.CharField("SHA-256 of the secret", max_length=64, unique=True, editable=False)
    vanguard = models.ForeignKey(
        "organisations.Vanguard", models.PROTECT, null=True, related_name="+"
    )
    practice = models.ForeignKey(
        "organisations.Practice", models.PROTECT, null=True, related_name="+"
    )
    issued_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)
    revoked_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["user", "-issued_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(revoked_at=None, revoked_by=None)
                | Q(revoked_at__isnull=False, revoked_by__isnull=False),
                name="reminders_calendarfeed_revoked_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(vanguard=None) | Q(practice=None),
                name="reminders_calendarfeed_of_one_thing",
            ),
        ]

    def __str__(self) -> str:
        of = self.vanguard or self.practice
        return f"Calendar of {self.user}" + (f": {of}" if of else "")
