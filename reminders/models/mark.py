"""How far the sweep has come."""

from django.db import models

from core.models import BaseModel


class Mark(BaseModel):
    """Up to where one part of the sweep has read.

    The ladder's own mark has a day: every step reached by then has been decided. The other marks
    say which events of a kind were seen: all up to `seen_id`, and most up to `latest_id`, which was
    the newest at `latest_at`. Events are numbered before they are committed, so that the newest
    ones are read once more, until every transaction of that time must be over.
    """

    name = models.CharField(max_length=40, unique=True)
    until_on = models.DateField(null=True)
    seen_id = models.BigIntegerField(default=0)
    latest_id = models.BigIntegerField(default=0)
    latest_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name
