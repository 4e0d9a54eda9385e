"""A vanguard's journey to a live MCP, and its events."""

from django.db import models
from django.db.models import Q

from casework.models import Case, Change
from core.fields import EARLIEST, LATEST, CivilDateField
from core.law import spoken
from core.models import between
from core.state import StateField, lawful
from formation.rules.journey import MOVES
from formation.rules.states import OVER, PROCURED_ONLY, VIRTUAL_ONLY, JourneyState, Model, Screening


class Journey(Case):
    """One vanguard's way to an MCP under one of the three models.

    `succeeds` is the live journey of an alliance that this one goes on from; it stays live until
    this one is. `paused_from` is the state to which a paused journey returns. `officer` is the
    programme officer who looks after it and hears of its milestones. `template` is the version of
    its model's template of milestones that it runs under.
    """

    MOVES = MOVES

    vanguard = models.ForeignKey("organisations.Vanguard", models.PROTECT, related_name="journeys")
    model = models.CharField(
        max_length=16, blank=True, choices=[(m.value, m.value.capitalize()) for m in Model]
    )
    succeeds = models.ForeignKey(
        "self", models.PROTECT, null=True, editable=False, related_name="successors"
    )
    officer = models.ForeignKey("accounts.User", models.PROTECT, related_name="journeys")
    template = models.ForeignKey(
        "formation.MilestoneTemplate",
        models.PROTECT,
        null=True,
        editable=False,
        related_name="journeys",
    )
    planned_go_live_on = CivilDateField(null=True, blank=True)
    isap_screening = models.CharField(
        "ISAP screening",
        max_length=16,
        blank=True,
        editable=False,
        choices=[(s.value, spoken(s.value).capitalize()) for s in Screening],
    )
    isap_screened_on = CivilDateField("ISAP screening decided on", null=True, editable=False)
    standstill_started_on = CivilDateField(null=True, editable=False)
    went_live_on = CivilDateField(null=True, editable=False)
    paused_from = models.CharField(max_length=32, blank=True, editable=False)
    state = StateField(JourneyState, default=JourneyState.IDENTIFIED)

    class Meta:
        ordering = ["vanguard__code", "created_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=[s.value for s in JourneyState]),
                name="formation_journey_known_state",
            ),
            models.UniqueConstraint(
                fields=["vanguard"],
                condition=~Q(state__in=[s.value for s in OVER])
                & (Q(succeeds=None) | Q(state="live")),
                name="formation_journey_one_at_a_time",
            ),
            models.UniqueConstraint(
                fields=["vanguard"],
                condition=~Q(state__in=[s.value for s in OVER]) & ~Q(succeeds=None),
                name="formation_journey_one_successor",
            ),
            models.CheckConstraint(
                condition=Q(state="paused") & ~Q(paused_from="")
                | ~Q(state="paused") & Q(paused_from=""),
                name="formation_journey_paused_from_somewhere",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[s.value for s in VIRTUAL_ONLY]) | Q(model="virtual"),
                name="formation_journey_alliance_is_virtual",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[s.value for s in PROCURED_ONLY])
                | Q(model__in=["partial", "full"]),
                name="formation_journey_procured_is_not_virtual",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["live", "ended"]) | Q(went_live_on__isnull=False),
                name="formation_journey_live_is_dated",
            ),
            models.CheckConstraint(
                condition=Q(isap_screening="", isap_screened_on__isnull=True)
                | (~Q(isap_screening="") & Q(isap_screened_on__isnull=False)),
                name="formation_journey_screening_is_dated",
            ),
            between("planned_go_live_on", EARLIEST, LATEST, name="planned_range"),
        ]

    @property
    def is_succeeding(self) -> bool:
        """Whether it is still on the way on which its predecessor's alliance serves."""
        return self.succeeds_id is not None and self.state not in ("live", *OVER)

    def __str__(self) -> str:
        return f"Journey of {self.vanguard.name}"

    @lawful(MOVES["begin_engagement"])
    def begin_engagement(self) -> None:
        """Practices, public and partners are engaged."""

    @lawful(MOVES["select_model"])
    def select_model(self) -> None:
        """The vanguard chooses one of the three voluntary models."""

    @lawful(MOVES["change_model"])
    def change_model(self) -> None:
        """Another model is chosen before the award; history stays."""

    @lawful(MOVES["draft_alliance"])
    def draft_alliance(self) -> None:
        """The members begin their alliance agreement."""

    @lawful(MOVES["sign_alliance"])
    def sign_alliance(self) -> None:
        """All members have signed."""

    @lawful(MOVES["begin_early_engagement"])
    def begin_early_engagement(self) -> None:
        """NHS England and NHS Improvement are engaged early (ISAP)."""

    @lawful(MOVES["engage_market"])
    def engage_market(self) -> None:
        """The commissioners publish a prior information notice."""

    @lawful(MOVES["pass_checkpoint_1"])
    def pass_checkpoint_1(self) -> None:
        """ISAP checkpoint 1, before the procurement begins."""

    @lawful(MOVES["begin_procurement"])
    def begin_procurement(self) -> None:
        """The contract notice is published."""

    @lawful(MOVES["name_preferred_bidder"])
    def name_preferred_bidder(self) -> None:
        """One bidder is preferred."""

    @lawful(MOVES["pass_checkpoint_2"])
    def pass_checkpoint_2(self) -> None:
        """ISAP checkpoint 2, before the contract is signed."""

    @lawful(MOVES["begin_standstill"])
    def begin_standstill(self) -> None:
        """Bidders are told, and may challenge for ten days."""

    @lawful(MOVES["award"])
    def award(self) -> None:
        """The contract is awarded."""

    @lawful(MOVES["begin_mobilisation"])
    def begin_mobilisation(self) -> None:
        """The signed contract is made ready for service."""

    @lawful(MOVES["pass_checkpoint_3"])
    def pass_checkpoint_3(self) -> None:
        """ISAP checkpoint 3, just before service commences."""

    @lawful(MOVES["go_live"])
    def go_live(self) -> None:
        """The MCP serves its population."""

    @lawful(MOVES["end"])
    def end(self) -> None:
        """The MCP comes to its end."""

    @lawful(MOVES["pause"])
    def pause(self) -> None:
        """The journey rests; it returns to where it was."""

    @lawful(MOVES["resume"])
    def resume(self) -> str:
        """The journey goes on where it was paused."""
        return self._resumes_in

    @lawful(MOVES["abandon"])
    def abandon(self) -> None:
        """The MCP will not be formed."""

    _resumes_in: str = ""

    def will_resume_in(self, state: str) -> None:
        """Say where the journey goes on, before `paused_from` is cleared by the same move."""
        self._resumes_in = state


class JourneyChange(Change):
    """One event of a journey."""

    subject = models.ForeignKey(Journey, models.PROTECT, related_name="changes")

    class Meta(Change.Meta):
        pass
