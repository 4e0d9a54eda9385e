"""What all senders know together of a provider that fails."""

from django.db import models
from django.db.models import Q

from core.models import BaseModel


class Breaker(BaseModel):
    """Whether a provider is asked at all: one row for each, shared by every sender everywhere.

    `circuit` is the provider's name; each webhook is a circuit of its own. `failures` counts the
    failures in a row. Once there are too many it is not asked until `open_until`, by the database's
    clock; then one sender alone, who holds `probe_token` until `probe_until`, tries one message,
    and what comes of that decides for all. `openings` counts how often in a row it was opened, and
    so how long it stays open. `why` is for officers.
    """

    circuit = models.CharField(max_length=60, unique=True)
    failures = models.PositiveSmallIntegerField(default=0, db_default=0)
    openings = models.PositiveSmallIntegerField(default=0, db_default=0)
    open_until = models.DateTimeField(null=True)
    probe_token = models.UUIDField(null=True, editable=False)
    probe_until = models.DateTimeField(null=True, editable=False)
    why = models.CharField(max_length=500, blank=True, db_default="")

    class Meta:
        ordering = ["circuit"]
        constraints = [
            models.CheckConstraint(
                condition=Q(probe_token__isnull=True, probe_until__isnull=True)
                | Q(probe_token__isnull=False, probe_until__isnull=False, open_until__isnull=False),
                name="notifications_breaker_probed_while_open",
            ),
            models.CheckConstraint(
                condition=Q(open_until__isnull=True) | ~Q(why=""),
                name="notifications_breaker_says_why",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.circuit}: {'not asked' if self.open_until else 'asked'}"
