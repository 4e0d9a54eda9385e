"""Which version of the rulebook a vanguard runs under, and since when."""

from django.db import models

from core.models import AppendOnly
from rulebook.models.rulebook import Rulebook


class Pin(AppendOnly):
    """From this day on the vanguard's cases are judged under this version, until a later pin."""

    id = models.BigAutoField(primary_key=True)
    vanguard = models.ForeignKey("organisations.Vanguard", models.PROTECT, related_name="pins")
    rulebook = models.ForeignKey(Rulebook, models.PROTECT, related_name="pins")
    made_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    made_on = models.DateField()
    note = models.TextField(blank=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["vanguard", "rulebook"], name="rulebook_pin_once_to_each"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.vanguard} under {self.rulebook}"
