"""Other systems that are told what happens."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from core.models import BaseModel


class Webhook(BaseModel):
    """An address of another system to which events are posted, signed.

    `kinds` are the kinds of notice that it is told. `owner` answers for it: when that person may no
    longer read the programme's record, nothing more is posted. The key that signs is never kept: it
    is worked out from the service's own key, this row and `key_number` (ADR 0025).
    """

    name = models.CharField(max_length=100)
    url = models.URLField(max_length=500)
    kinds = ArrayField(models.CharField(max_length=60))
    owner = models.ForeignKey("accounts.User", models.PROTECT, related_name="webhooks")
    key_number = models.PositiveSmallIntegerField(default=1, db_default=1)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kinds__len__gt=0), name="notifications_webhook_is_told_something"
            ),
            models.UniqueConstraint(
                fields=["name"],
                condition=Q(ended_at__isnull=True),
                name="notifications_webhook_one_name",
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, ended_by__isnull=True)
                | Q(ended_at__isnull=False, ended_by__isnull=False),
                name="notifications_webhook_ended_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return self.name
