"""Signs of life."""

from django.db import models

from core.models import BaseModel


class Heartbeat(BaseModel):
    """The last sign of life of something that must keep running; a live process proves nothing."""

    name = models.CharField(max_length=60, unique=True)
    at = models.DateTimeField()
    note = models.CharField(max_length=200, blank=True, db_default="")

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return f"{self.name} at {self.at:%d %B %Y %H:%M:%S}"
