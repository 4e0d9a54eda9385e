"""The investigators' record: every act, in an append-only table that no page but theirs reads."""

from django.db import models

from core.models import AppendOnly


class AuditEvent(AppendOnly):
    """One act. It has no foreign keys: it outlives whatever it describes."""

    id = models.BigAutoField(primary_key=True)
    kind = models.CharField(max_length=80)
    about_type = models.CharField(max_length=60)
    about_id = models.CharField(max_length=64)
    by_id = models.UUIDField()
    by_name = models.CharField(max_length=200)
    at = models.DateTimeField()
    request_id = models.CharField(max_length=64, blank=True)
    facts = models.JSONField(default=dict)

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["about_type", "about_id", "id"], name="audit_about"),
            models.Index(fields=["by_id", "id"], name="audit_by"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} by {self.by_name} at {self.at:%d %B %Y %H:%M}"
