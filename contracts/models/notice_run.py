"""Runs of letters to patients: counts, days and a hash of the mailing file, and no patient."""

from django.core.validators import MinValueValidator, RegexValidator
from django.db import models
from django.db.models import F, Q

from contracts.models.practice_contract import PracticeContract
from contracts.rules.letters import Purpose
from core.fields import EARLIEST, LATEST, CivilDateField
from core.law import spoken
from core.models import BaseModel, between


class NoticeRunQuerySet(models.QuerySet["NoticeRun"]):
    """Runs of letters, and what they come to."""

    def standing(self) -> "NoticeRunQuerySet":
        """Those that count: not struck out."""
        return self.filter(struck_at=None)

    def before_suspension(self) -> "NoticeRunQuerySet":
        """Letters to registered patients that count; people excepted are left out."""
        return self.standing().filter(purpose=Purpose.SUSPENSION, excepted=0)


class NoticeRun(BaseModel):
    """One batch of letters about a suspension or a return; or people excepted from them.

    `posted` counts letters that went out, `returned` those of them that came back, `failed` those
    that could not be sent. `addressed` is how many people the letters of a return are meant for.
    `listed` is the registered list that was known on the last day of the run. A row with `excepted`
    says that so many cannot be written to, and why. A run is struck out, never removed.
    """

    contract = models.ForeignKey(PracticeContract, models.PROTECT, related_name="notice_runs")
    purpose = models.CharField(
        max_length=16, choices=[(p.value, spoken(p.value).capitalize()) for p in Purpose]
    )
    reference = models.CharField("batch reference", max_length=100)
    posted = models.PositiveIntegerField("letters posted", default=0)
    returned = models.PositiveIntegerField("letters returned", default=0)
    failed = models.PositiveIntegerField("letters failed", default=0)
    excepted = models.PositiveIntegerField("people excepted", default=0)
    reason = models.TextField(blank=True)
    addressed = models.PositiveIntegerField(
        "people to be written to", null=True, blank=True, validators=[MinValueValidator(1)]
    )
    file_sha256 = models.CharField(
        "hash of the mailing file",
        max_length=64,
        blank=True,
        validators=[
            RegexValidator(
                r"\A[0-9a-f]{64}\Z",
                "A SHA-256 hash has 64 characters, 0 to 9 and a to f. Send the hash, not the file.",
            )
        ],
    )
    sent_from = CivilDateField("sent from")
    sent_until = CivilDateField("sent until")
    listed = models.PositiveIntegerField(null=True, blank=True)
    listed_on = CivilDateField(null=True, blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    struck_at = models.DateTimeField(null=True, blank=True)
    struck_by = models.ForeignKey(
        "accounts.User", models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = NoticeRunQuerySet.as_manager()

    class Meta:
        verbose_name = "run of letters"
        verbose_name_plural = "runs of letters"
        ordering = ["contract", "sent_until", "recorded_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["contract", "purpose", "reference"],
                condition=Q(struck_at=None, excepted=0),
                name="contracts_noticerun_reference_once",
            ),
            models.CheckConstraint(
                condition=Q(excepted=0, posted__gte=1) | Q(excepted__gte=1, posted=0, failed=0),
                name="contracts_noticerun_letters_or_exception",
            ),
            models.CheckConstraint(
                condition=Q(excepted=0) | ~Q(reason=""),
                name="contracts_noticerun_exception_says_why",
            ),
            models.CheckConstraint(
                condition=Q(returned__lte=F("posted")),
                name="contracts_noticerun_returned_were_sent",
            ),
            models.CheckConstraint(
                condition=Q(sent_until__gte=F("sent_from")),
                name="contracts_noticerun_ends_after_start",
            ),
            models.CheckConstraint(
                condition=Q(struck_at=None, struck_by=None)
                | Q(struck_at__isnull=False, struck_by__isnull=False),
                name="contracts_noticerun_struck_by_someone",
            ),
            models.CheckConstraint(
                condition=Q(file_sha256="") | Q(file_sha256__regex=r"^[0-9a-f]{64}$"),
                name="contracts_noticerun_hash_shape",
            ),
            between("sent_from", EARLIEST, LATEST, name="from_range"),
            between("sent_until", EARLIEST, LATEST, name="until_range"),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def reached(self) -> int:
        """Letters that went out and did not come back."""
        return self.posted - self.returned
