"""A dated promise of a journey, and whether it was kept."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from casework.models import Case, Change
from core.fields import EARLIEST, LATEST, CivilDateField
from core.models import between
from core.state import StateField, lawful
from formation.models.journey import Journey
from formation.models.template import TemplateRow, usual_ladder
from formation.rules.milestones import MOVES, MilestoneState, Owner


class Milestone(Case):
    """One milestone of a journey, or of one practice of it where `practice` is given.

    `row` is what it was set from, in the version of the template that the journey runs under; its
    title, owner and ladder are copied from there, so that a sweep or a list reads one row.
    `keeps_offset` says that its date still is the template's, so that it moves with what it is
    counted from. `evidence` names what showed that it was met, unless an act did.
    `ladder` holds the days, counted from the day on which it is due and in rising order, on which
    it is reminded of: -7 a week before, 1 the day after; an empty one reminds nobody.
    """

    MOVES = MOVES

    journey = models.ForeignKey(Journey, models.PROTECT, related_name="milestones")
    practice = models.ForeignKey(
        "organisations.Practice",
        models.PROTECT,
        null=True,
        editable=False,
        related_name="milestones",
    )
    row = models.ForeignKey(
        TemplateRow, models.PROTECT, null=True, editable=False, related_name="milestones"
    )
    code = models.CharField(max_length=8)
    title = models.CharField(max_length=200)
    owner = models.CharField(
        max_length=16,
        choices=[(o.value, o.value.replace("_", " ").capitalize()) for o in Owner],
    )
    is_statutory = models.BooleanField(default=False)
    due_on = CivilDateField()
    ladder = ArrayField(models.SmallIntegerField(), default=usual_ladder, blank=True)
    keeps_offset = models.BooleanField(default=True)
    met_on = CivilDateField(null=True, editable=False)
    evidence = models.CharField(max_length=300, blank=True)
    state = StateField(MilestoneState, default=MilestoneState.DUE)

    class Meta:
        ordering = ["due_on", "code"]
        indexes = [
            models.Index(
                fields=["due_on"], name="formation_milestone_open", condition=Q(state="due")
            ),
            models.Index(
                fields=["ladder", "due_on"],
                name="formation_milestone_ladder",
                condition=Q(state="due"),
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=[s.value for s in MilestoneState]),
                name="formation_milestone_known_state",
            ),
            models.UniqueConstraint(
                fields=["journey", "code", "practice"],
                condition=~Q(state="dropped"),
                nulls_distinct=False,
                name="formation_milestone_once_a_journey",
            ),
            models.CheckConstraint(
                condition=Q(state="met", met_on__isnull=False)
                | (~Q(state="met") & Q(met_on__isnull=True)),
                name="formation_milestone_met_is_dated",
            ),
            between("due_on", EARLIEST, LATEST, name="due_range"),
            between("met_on", EARLIEST, LATEST, name="met_range"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"

    @property
    def kept_by(self) -> str:
        """The act that keeps it; nothing where it is recorded by hand."""
        return self.row.kept_by if self.row else ""

    @lawful(MOVES["meet"])
    def meet(self) -> None:
        """The promise is kept."""

    @lawful(MOVES["reopen"])
    def reopen(self) -> None:
        """It was not kept after all."""

    @lawful(MOVES["fall_away"])
    def fall_away(self) -> None:
        """Whom it was set for is no longer concerned."""

    @lawful(MOVES["drop"])
    def drop(self) -> None:
        """It no longer applies."""


class MilestoneChange(Change):
    """One event of a milestone."""

    subject = models.ForeignKey(Milestone, models.PROTECT, related_name="changes")

    class Meta(Change.Meta):
        pass
