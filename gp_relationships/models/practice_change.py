"""What happens to a practice: merger, split, closure, and changes of its terms."""

from django.core.validators import MinValueValidator, RegexValidator
from django.db import models
from django.db.models import F, Q

from casework.models import Case, Change
from contracts.rules.legal_forms import HOLDER_LABELS
from core.fields import EARLIEST, LATEST, CivilDateField
from core.models import between
from core.state import StateField, lawful
from gp_relationships.rules.practice_change import MOVES
from gp_relationships.rules.practice_change_facts import (
    KIND_LABELS,
    ChangeKind,
    PracticeChangeState,
)

FORMS = list(HOLDER_LABELS.items())
TYPES = [("gms", "GMS"), ("pms", "PMS"), ("apms", "APMS")]


class PracticeChange(Case):
    """One change of one practice, from the day on which it was noted to the day it is made.

    `practice` is the one that changes; `other` the one that goes on with its patients in a merger.
    The practice that parts in a split is known by its `new_code`. `planned_on` is the day from
    which it is to be true, `made_on` that from which it is. `joining` and `leaving` name persons as
    the practice wrote them, parted by commas. `patients_moved` is an estimate, in people.
    `followed` are the sentences that said what follows from it on the day it was made.
    """

    MOVES = MOVES

    practice = models.ForeignKey(
        "organisations.Practice", models.PROTECT, related_name="practice_changes"
    )
    kind = models.CharField(
        max_length=20, choices=[(kind.value, text) for kind, text in KIND_LABELS.items()]
    )
    other = models.ForeignKey(
        "organisations.Practice",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="practice_changes_of_others",
        verbose_name="other practice",
    )
    commissioner = models.ForeignKey(
        "organisations.Commissioner",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="practice_changes",
    )
    branch = models.ForeignKey(
        "organisations.Branch",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="practice_changes",
    )
    planned_on = CivilDateField("planned for", null=True, blank=True)
    notice_given_on = CivilDateField("notice given on", null=True, blank=True)
    forms_sent_on = CivilDateField("PCSE forms sent on", null=True, blank=True)
    new_code = models.CharField(
        "ODS code of the new practice",
        max_length=6,
        blank=True,
        validators=[RegexValidator(r"\A[A-Z]\d{5}\Z", "A letter and five digits, like A12345.")],
    )
    new_name = models.CharField("new name", max_length=200, blank=True)
    new_contract_type = models.CharField(
        "contract of the new practice", max_length=8, blank=True, choices=TYPES
    )
    patients_moved = models.PositiveIntegerField(
        "patients who move", null=True, blank=True, validators=[MinValueValidator(1)]
    )
    list_plan = models.CharField("what becomes of the list", max_length=1000, blank=True)
    form_before = models.CharField(
        "form of holder before", max_length=32, blank=True, choices=FORMS
    )
    form_after = models.CharField("form of holder after", max_length=32, blank=True, choices=FORMS)
    joining = models.CharField("persons joining", max_length=500, blank=True)
    leaving = models.CharField("persons leaving", max_length=500, blank=True)
    lmc_consulted_on = CivilDateField("LMC consulted on", null=True, blank=True)
    ppg_consulted_on = CivilDateField(
        "patient participation group consulted on", null=True, blank=True
    )
    patients_consulted_on = CivilDateField("patients consulted on", null=True, blank=True)
    made_on = CivilDateField("true from", null=True, editable=False)
    followed = models.JSONField(default=list, blank=True, editable=False)
    state = StateField(PracticeChangeState, default=PracticeChangeState.NOTED)

    class Meta:
        verbose_name = "change of a practice"
        verbose_name_plural = "changes of practices"
        ordering = ["-created_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=[s.value for s in PracticeChangeState]),
                name="gp_relationships_practicechange_known_state",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=[k.value for k in ChangeKind]),
                name="gp_relationships_practicechange_known_kind",
            ),
            models.CheckConstraint(
                condition=~Q(practice=F("other")),
                name="gp_relationships_practicechange_of_two",
            ),
            models.CheckConstraint(
                condition=~Q(state="made") | Q(made_on__isnull=False),
                name="gp_relationships_practicechange_made_is_dated",
            ),
            *[
                between(field, EARLIEST, LATEST, name=f"{field.removesuffix('_on')}_range")
                for field in ("planned_on", "notice_given_on", "forms_sent_on", "made_on")
            ],
        ]

    def __str__(self) -> str:
        return f"{self.practice}: {self.get_kind_display().lower()}"

    @lawful(MOVES["approve"])
    def approve(self) -> None:
        """The change may be made on its day."""

    @lawful(MOVES["make"])
    def make(self) -> None:
        """The change is true, with everything that follows from it."""

    @lawful(MOVES["cancel"])
    def cancel(self) -> None:
        """The change will not be made."""


class PracticeChangeChange(Change):
    """One event of a change of a practice."""

    subject = models.ForeignKey(PracticeChange, models.PROTECT, related_name="changes")

    class Meta(Change.Meta):
        pass
