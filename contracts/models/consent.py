"""That a holder agrees to the return of a contract."""

from django.db import models

from contracts.models.holder import Holder
from contracts.models.practice_contract import PracticeContract
from core.fields import EARLIEST, LATEST, CivilDateField
from core.models import AppendOnly, between


class ReactivationConsent(AppendOnly):
    """One holder's written consent to one notice of reactivation.

    `notice_version` is the version of the contract that the notice made: a notice that is withdrawn
    takes its consents with it, and the next one is asked anew.
    """

    id = models.BigAutoField(primary_key=True)
    contract = models.ForeignKey(PracticeContract, models.PROTECT, related_name="consents")
    holder = models.ForeignKey(Holder, models.PROTECT, related_name="consents")
    notice_version = models.PositiveIntegerField()
    consented_on = CivilDateField()
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "consent to a return"
        ordering = ["contract", "consented_on"]
        constraints = [
            models.UniqueConstraint(
                fields=["holder", "notice_version"], name="contracts_consent_once_to_a_notice"
            ),
            between("consented_on", EARLIEST, LATEST, name="day_range"),
        ]

    def __str__(self) -> str:
        return f"{self.holder} on {self.consented_on}"
