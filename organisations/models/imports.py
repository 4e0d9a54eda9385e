"""Where every fact about an organisation came from: the file, and what the file changed."""

import uuid
from enum import StrEnum

from django.db import models
from django.db.models import Q

from core.models import AppendOnly


class RegisterKind(StrEnum):
    """The publications that are read; the names are those of the command line."""

    ODS_PRACTICES = "ods-practices"
    GP_PAYMENTS = "gp-payments"
    LIST_SIZES = "list-sizes"
    GP_HEADCOUNT = "gp-headcount"
    PRACTICE_LOCATIONS = "practice-locations"
    COMMISSIONERS = "commissioners"
    STP_COMMISSIONERS = "stp-commissioners"
    BOUNDARIES = "boundaries"
    VANGUARDS = "vanguards"


REGISTER_LABELS = {
    RegisterKind.ODS_PRACTICES: "Register of practices (ODS epraccur)",
    RegisterKind.GP_PAYMENTS: "NHS payments to general practice",
    RegisterKind.LIST_SIZES: "Patients registered at a practice",
    RegisterKind.GP_HEADCOUNT: "GPs at each practice",
    RegisterKind.PRACTICE_LOCATIONS: "Positions of practices",
    RegisterKind.COMMISSIONERS: "Clinical commissioning groups",
    RegisterKind.STP_COMMISSIONERS: "Commissioners of each STP",
    RegisterKind.BOUNDARIES: "Boundaries (GeoJSON)",
    RegisterKind.VANGUARDS: "Vanguards",
}


class ImportRun(AppendOnly):
    """One published file that was taken in: what it was, of which day, and what it changed.

    `as_of` is the day that the publication describes, not the day of the import. `by_id` and
    `by_name` are plain values: the person's own table lies above this one. `counts` holds how many
    rows were read, created, updated, unchanged and skipped, and the reasons.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(
        max_length=32, choices=[(kind.value, REGISTER_LABELS[kind]) for kind in RegisterKind]
    )
    file_name = models.CharField(max_length=255)
    sha256 = models.CharField("SHA-256 of the file", max_length=64)
    size = models.PositiveBigIntegerField("size in bytes")
    as_of = models.DateField("as of")
    at = models.DateTimeField()
    by_id = models.UUIDField()
    by_name = models.CharField("by", max_length=200)
    good_rows_only = models.BooleanField(default=False)
    counts = models.JSONField(default=dict)

    class Meta:
        ordering = ["-at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=[kind.value for kind in RegisterKind]),
                name="organisations_importrun_known_kind",
            )
        ]
        indexes = [models.Index(fields=["kind", "-as_of", "-at"], name="organisations_run_vintage")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, as of {self.as_of:%d %B %Y}"


class OrganisationChange(AppendOnly):
    """What one import changed in one row that was there before: each field's old and new value.

    Rows that an import made are not repeated here: they name their run themselves.
    """

    id = models.BigAutoField(primary_key=True)
    about = models.CharField(max_length=40)
    about_id = models.UUIDField()
    code = models.CharField(max_length=20)
    run = models.ForeignKey(ImportRun, models.PROTECT, related_name="changes", db_index=False)
    at = models.DateTimeField()
    by_id = models.UUIDField()
    by_name = models.CharField("by", max_length=200)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["about", "about_id", "id"], name="organisations_change_about"),
            models.Index(fields=["run", "id"], name="organisations_change_run"),
        ]

    def __str__(self) -> str:
        return f"{self.about} {self.code}: {', '.join(self.after)}"
