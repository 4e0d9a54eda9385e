"""A practice's part in an MCP over time."""

from django.db import models
from django.db.models import F, Q

from casework.models import Case, Change
from core.fields import EARLIEST, LATEST, CivilDateField
from core.models import between
from core.state import StateField, lawful
from gp_relationships.rules.participation import MOVES
from gp_relationships.rules.participation_states import Level, ParticipationState


class Participation(Case):
    """What one practice does about one vanguard: its level, its decision, its agreement.

    `succeeds` is the practice's part in the live alliance that this MCP goes on from; it ends as
    this one takes effect. `required_for_go_live`: the MCP cannot go live without this practice
    being ready.
    """

    MOVES = MOVES

    vanguard = models.ForeignKey(
        "organisations.Vanguard", models.PROTECT, related_name="participations"
    )
    practice = models.ForeignKey(
        "organisations.Practice", models.PROTECT, related_name="participations"
    )
    level = models.CharField(
        max_length=16,
        blank=True,
        choices=[(level.value, level.value.capitalize()) for level in Level],
    )
    decided_on = CivilDateField(null=True, editable=False)
    signatories = models.CharField(max_length=500, blank=True, editable=False)
    agreement_signed_on = CivilDateField(null=True, editable=False)
    in_effect_on = CivilDateField(null=True, editable=False)
    notice_given_on = CivilDateField("notice to leave given on", null=True, editable=False)
    leaves_on = CivilDateField(null=True, editable=False)
    left_on = CivilDateField(null=True, editable=False)
    besides = models.BooleanField("beside another alliance", default=False, editable=False)
    succeeds = models.ForeignKey(
        "self", models.PROTECT, null=True, editable=False, related_name="successors"
    )
    required_for_go_live = models.BooleanField(default=True)
    state = StateField(ParticipationState, default=ParticipationState.INVITED)

    class Meta:
        ordering = ["vanguard__code", "practice__code"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=[s.value for s in ParticipationState]),
                name="gp_relationships_participation_known_state",
            ),
            models.UniqueConstraint(
                fields=["practice", "vanguard"],
                condition=~Q(state="left") & (Q(succeeds=None) | Q(state="in_effect")),
                name="gp_relationships_participation_once_at_a_time",
            ),
            models.UniqueConstraint(
                fields=["practice", "vanguard"],
                condition=~Q(state="left") & ~Q(succeeds=None),
                name="gp_relationships_participation_one_successor",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["decided", "signed", "in_effect"])
                | (Q(decided_on__isnull=False) & ~Q(level="") & ~Q(signatories="")),
                name="gp_relationships_participation_decision_is_recorded",
            ),
            models.CheckConstraint(
                condition=Q(notice_given_on=None, leaves_on=None)
                | Q(notice_given_on__isnull=False, leaves_on__gte=F("notice_given_on")),
                name="gp_relationships_participation_leaves_after_notice",
            ),
            between("decided_on", EARLIEST, LATEST, name="decided_range"),
            between("agreement_signed_on", EARLIEST, LATEST, name="signed_range"),
        ]

    def __str__(self) -> str:
        return f"{self.practice} in {self.vanguard}"

    @lawful(MOVES["state_preference"])
    def state_preference(self) -> None:
        """The practice says what it would prefer; nobody is bound."""

    @lawful(MOVES["decide_in_principle"])
    def decide_in_principle(self) -> None:
        """The partners agree in principle."""

    @lawful(MOVES["decide"])
    def decide(self) -> None:
        """The partners decide how far the practice will integrate."""

    @lawful(MOVES["sign_agreement"])
    def sign_agreement(self) -> None:
        """The practice signs the agreement of its level."""

    @lawful(MOVES["put_in_effect"])
    def put_in_effect(self) -> None:
        """The MCP goes live with this practice."""

    @lawful(MOVES["join_live"])
    def join_live(self) -> None:
        """The practice joins an MCP that is live already."""

    @lawful(MOVES["reopen_decision"])
    def reopen_decision(self) -> None:
        """The partners think again, before anything is in effect."""

    @lawful(MOVES["leave"])
    def leave(self) -> None:
        """The practice leaves the MCP, or was never part of it."""


class ParticipationChange(Change):
    """One event of a practice's participation."""

    subject = models.ForeignKey(Participation, models.PROTECT, related_name="changes")

    class Meta(Change.Meta):
        pass
