"""How the public was involved in a journey."""

from django.db import models
from django.db.models import Q

from casework.models import Case, Change
from core.fields import EARLIEST, LATEST, CivilDateField
from core.models import between
from core.state import StateField, lawful
from formation.models.journey import Journey
from formation.rules.engagement import MOVES, EngagementState


class Engagement(Case):
    """One involvement of the public under section 14Z2, from its opening to its report."""

    MOVES = MOVES

    journey = models.ForeignKey(Journey, models.PROTECT, related_name="engagements")
    opened_on = CivilDateField()
    closed_on = CivilDateField(null=True, editable=False)
    report_received_on = CivilDateField(null=True, editable=False)
    summary = models.CharField(max_length=2000, blank=True, editable=False)
    state = StateField(EngagementState, default=EngagementState.RUNNING)

    class Meta:
        verbose_name = "engagement of the public"
        verbose_name_plural = "engagements of the public"
        ordering = ["journey__vanguard__code", "opened_on"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=[s.value for s in EngagementState]),
                name="formation_engagement_known_state",
            ),
            models.UniqueConstraint(
                fields=["journey"],
                condition=~Q(state="reported"),
                name="formation_engagement_one_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(state="running") | Q(closed_on__isnull=False),
                name="formation_engagement_closed_is_dated",
            ),
            models.CheckConstraint(
                condition=~Q(state="reported")
                | (Q(report_received_on__isnull=False) & ~Q(summary="")),
                name="formation_engagement_report_is_recorded",
            ),
            between("opened_on", EARLIEST, LATEST, name="opened_range"),
            between("closed_on", EARLIEST, LATEST, name="closed_range"),
            between("report_received_on", EARLIEST, LATEST, name="report_range"),
        ]

    def __str__(self) -> str:
        return f"Engagement of the public about {self.journey.vanguard.name}"

    @lawful(MOVES["close"])
    def close(self) -> None:
        """What was asked has been asked."""

    @lawful(MOVES["receive_report"])
    def receive_report(self) -> None:
        """The governing body has the report."""


class EngagementChange(Change):
    """One event of an engagement."""

    subject = models.ForeignKey(Engagement, models.PROTECT, related_name="changes")

    class Meta(Change.Meta):
        pass
