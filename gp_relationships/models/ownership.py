"""The table of shares that the owners of an MCP sign."""

from django.db import models
from django.db.models import Q

from casework.models import Case, Change
from core.fields import EARLIEST, LATEST, CivilDateField
from core.models import between
from core.state import StateField, lawful
from gp_relationships.models.share_guards import WHOLE_WHEN_SIGNED
from gp_relationships.rules.ownership import MOVES, OwnershipState


class Ownership(Case):
    """How the MCP of one vanguard is shared; `shares` is the table as it was last signed."""

    MOVES = MOVES
    GUARDS = (WHOLE_WHEN_SIGNED,)

    vanguard = models.ForeignKey(
        "organisations.Vanguard", models.PROTECT, related_name="ownerships"
    )
    holds_from = CivilDateField("shares hold from", null=True, editable=False)
    signed_on = CivilDateField(null=True, editable=False)
    shares = models.JSONField(default=list, editable=False, blank=True)
    state = StateField(OwnershipState, default=OwnershipState.OPEN)

    class Meta:
        ordering = ["vanguard__code", "created_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=[s.value for s in OwnershipState]),
                name="gp_relationships_ownership_known_state",
            ),
            models.UniqueConstraint(
                fields=["vanguard"],
                condition=~Q(state="closed"),
                name="gp_relationships_ownership_one_living",
            ),
            models.CheckConstraint(
                condition=~Q(state="signed") | Q(signed_on__isnull=False, holds_from__isnull=False),
                name="gp_relationships_ownership_signing_is_dated",
            ),
            between("holds_from", EARLIEST, LATEST, name="holds_from_range"),
            between("signed_on", EARLIEST, LATEST, name="signed_range"),
        ]

    def __str__(self) -> str:
        return f"Shares in {self.vanguard}"

    @lawful(MOVES["sign"])
    def sign(self) -> None:
        """All the owners sign how the MCP is shared."""

    @lawful(MOVES["reopen"])
    def reopen(self) -> None:
        """An owner came or went: the table must be signed again."""

    @lawful(MOVES["close"])
    def close(self) -> None:
        """The MCP has no owners any more."""


class OwnershipChange(Change):
    """One event of a table of shares."""

    subject = models.ForeignKey(Ownership, models.PROTECT, related_name="changes")

    class Meta(Change.Meta):
        pass
