"""ISAP's reviews of a journey, and the conditions on which they were passed."""

from django.db import models
from django.db.models import Q

from casework.models import Case, Change
from core.fields import EARLIEST, LATEST, CivilDateField
from core.models import between
from core.state import StateField, lawful
from formation.models.journey import Journey
from formation.rules import assurance_condition
from formation.rules.assurance import MOVES
from formation.rules.assurance_condition import ConditionState
from formation.rules.isap import EVIDENCE, STAGE_LABELS, AssuranceState, Stage
from formation.rules.states import Model


class AssuranceReview(Case):
    """What NHS England and NHS Improvement think of one stage of a journey, under one model.

    A journey that changes its model is looked at afresh; the reviews of the model that it left stay
    on record. `evidence` holds what was received, by the item of the stage's list: the title of the
    document, and the day on which it came.
    """

    MOVES = MOVES

    journey = models.ForeignKey(Journey, models.PROTECT, related_name="reviews")
    model = models.CharField(
        max_length=16, choices=[(m.value, m.value.capitalize()) for m in Model]
    )
    stage = models.CharField(
        max_length=8, choices=[(stage.value, label) for stage, label in STAGE_LABELS.items()]
    )
    submitted_on = CivilDateField()
    decided_on = CivilDateField(null=True, editable=False)
    evidence = models.JSONField(default=dict, blank=True, editable=False)
    state = StateField(AssuranceState, default=AssuranceState.SUBMITTED)

    class Meta:
        verbose_name = "ISAP review"
        ordering = ["journey__vanguard__code", "submitted_on", "stage"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=[s.value for s in AssuranceState]),
                name="formation_assurancereview_known_state",
            ),
            models.CheckConstraint(
                condition=Q(stage__in=[s.value for s in Stage]),
                name="formation_assurancereview_known_stage",
            ),
            models.UniqueConstraint(
                fields=["journey", "model", "stage"], name="formation_assurancereview_once_a_stage"
            ),
            models.CheckConstraint(
                condition=Q(state="submitted") | Q(decided_on__isnull=False),
                name="formation_assurancereview_decision_is_dated",
            ),
            between("submitted_on", EARLIEST, LATEST, name="submitted_range"),
            between("decided_on", EARLIEST, LATEST, name="decided_range"),
        ]

    def __str__(self) -> str:
        return f"{self.get_stage_display()} of {self.journey.vanguard.name}"

    @property
    def pack(self) -> dict[str, str]:
        """What is typically sent for the stage, by item."""
        return dict(EVIDENCE[self.stage])

    @lawful(MOVES["pass_review"])
    def pass_review(self) -> None:
        """NHS England and NHS Improvement are content."""

    @lawful(MOVES["pass_with_conditions"])
    def pass_with_conditions(self) -> None:
        """They are content, if certain things are done."""

    @lawful(MOVES["refuse"])
    def refuse(self) -> None:
        """They are not content."""

    @lawful(MOVES["resubmit"])
    def resubmit(self) -> None:
        """The commissioners ask again."""


class AssuranceReviewChange(Change):
    """One event of an ISAP review."""

    subject = models.ForeignKey(AssuranceReview, models.PROTECT, related_name="changes")

    class Meta(Change.Meta):
        pass


class AssuranceCondition(Case):
    """Something that must be done because a stage was passed on that condition."""

    MOVES = assurance_condition.MOVES

    review = models.ForeignKey(AssuranceReview, models.PROTECT, related_name="conditions")
    text = models.CharField("what is to be done", max_length=500)
    due_on = CivilDateField()
    discharged_on = CivilDateField(null=True, editable=False)
    evidence = models.CharField("discharged by", max_length=500, blank=True, editable=False)
    state = StateField(ConditionState, default=ConditionState.OPEN)

    class Meta:
        verbose_name = "ISAP condition"
        ordering = ["due_on", "created_at"]
        indexes = [
            models.Index(
                fields=["due_on"], name="formation_condition_open", condition=Q(state="open")
            )
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=[s.value for s in ConditionState]),
                name="formation_assurancecondition_known_state",
            ),
            models.CheckConstraint(
                condition=Q(state="open") | (Q(discharged_on__isnull=False) & ~Q(evidence="")),
                name="formation_assurancecondition_discharge_is_evidenced",
            ),
            between("due_on", EARLIEST, LATEST, name="due_range"),
            between("discharged_on", EARLIEST, LATEST, name="discharged_range"),
        ]

    def __str__(self) -> str:
        return f"Condition of {self.review}: {self.text}"

    @lawful(assurance_condition.MOVES["discharge"])
    def discharge(self) -> None:
        """It has been done."""


class AssuranceConditionChange(Change):
    """One event of an ISAP condition."""

    subject = models.ForeignKey(AssuranceCondition, models.PROTECT, related_name="changes")

    class Meta(Change.Meta):
        pass
