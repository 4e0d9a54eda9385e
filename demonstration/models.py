"""That the demonstration was loaded into this database, whole."""

import uuid

from django.db import models

from core.models import AppendOnly


class Load(AppendOnly):
    """One load, written as its last act: where there is none, the demonstration is not whole.

    `as_of` is the day around which everything in it is dated.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    as_of = models.DateField()
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at"]

    def __str__(self) -> str:
        return f"Loaded as of {self.as_of:%d %B %Y}"
