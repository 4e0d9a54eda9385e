"""Addresses that took no mail."""

from django.db import models
from django.db.models import Q

from core.models import BaseModel


class Bounce(BaseModel):
    """An address of a person to which a message could not be delivered for good.

    It is a task for an officer until it is lifted, and is shown with the person and the case. Until
    then, or until it lapses, nothing more is sent to that address; a person who has another address
    by now is written to as ever. An address that failed for a while only has no row here.
    """

    person = models.ForeignKey("accounts.User", models.PROTECT, related_name="bounces")
    address = models.EmailField(max_length=254)
    message = models.ForeignKey("notifications.Message", models.PROTECT, related_name="bounces")
    why = models.CharField(max_length=500)
    at = models.DateTimeField()
    lapses_at = models.DateTimeField()
    lifted_at = models.DateTimeField(null=True)
    lifted_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")
    lifted_note = models.CharField(max_length=500, blank=True, db_default="")

    class Meta:
        ordering = ["-at"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "address"],
                condition=Q(lifted_at__isnull=True),
                name="notifications_bounce_one_task",
            ),
            models.CheckConstraint(
                condition=Q(lapses_at__gt=models.F("at")), name="notifications_bounce_lapses_later"
            ),
            models.CheckConstraint(
                condition=Q(lifted_at__isnull=True, lifted_by__isnull=True)
                | Q(lifted_at__isnull=False, lifted_by__isnull=False),
                name="notifications_bounce_lifted_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.address}: {self.why}"
