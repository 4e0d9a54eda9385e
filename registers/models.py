"""A file that an officer has sent and not yet applied."""

from django.db import models
from django.db.models import Q

from core.models import BaseModel
from organisations.models import REGISTER_LABELS, RegisterKind


class Upload(BaseModel):
    """A file between its check and its application; its bytes go once it is settled.

    `checked` is the outcome of the check as the page showed it. The bytes are kept in the database
    so that any web process can apply what another one checked.
    """

    kind = models.CharField(
        max_length=32, choices=[(kind.value, REGISTER_LABELS[kind]) for kind in RegisterKind]
    )
    file_name = models.CharField(max_length=255)
    sha256 = models.CharField(max_length=64)
    content = models.BinaryField(null=True)
    as_of = models.DateField(null=True, blank=True)
    sent_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    sent_at = models.DateTimeField()
    checked = models.JSONField(default=dict)
    run = models.ForeignKey(
        "organisations.ImportRun", models.PROTECT, null=True, related_name="uploads"
    )

    class Meta:
        ordering = ["-sent_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(run=None) | Q(content=None),
                name="registers_upload_applied_has_no_bytes",
            )
        ]
        indexes = [
            models.Index(
                fields=["sent_at"],
                name="registers_upload_bytes_kept",
                condition=Q(content__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return self.file_name
