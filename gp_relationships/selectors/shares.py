"""Reads of how MCPs are shared among their owners, and facts for the law."""

from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db.models import Q, QuerySet

from accounts.models import User
from casework.verdicts import Verdict, verdicts
from gp_relationships.models import GpRole, Ownership
from gp_relationships.rules.gp_role_states import GpRoleState, RoleKind
from gp_relationships.rules.ownership import OwnershipFacts
from gp_relationships.selectors.models_of_care import model_of


def owners_on(vanguard_id: UUID, *, on: date) -> QuerySet[GpRole]:
    """Who agreed to own a part of this MCP and own it on a day, by name."""
    rows = GpRole.objects.filter(vanguard_id=vanguard_id, kind=RoleKind.PART_OWNER)
    rows = rows.filter(Q(ends_on=None) | Q(ends_on__gt=on), starts_on__lte=on)
    agreed = (GpRoleState.AGREED, GpRoleState.IN_EFFECT, GpRoleState.ENDED)
    return rows.filter(state__in=agreed).select_related("gp").order_by("gp__full_name")


def ownership_facts(
    ownership: Ownership,
    *,
    on: date,
    holds_from: date | None = None,
    signed_on: date | None = None,
) -> OwnershipFacts:
    """What the law asks about these shares; the days are those about to be recorded."""
    shares = [
        role.share or Decimal(0) for role in owners_on(ownership.vanguard_id, on=holds_from or on)
    ]
    return OwnershipFacts(
        on=on,
        vanguard=ownership.vanguard.name,
        model=model_of(ownership.vanguard_id),
        holds_from=holds_from,
        signed_on=signed_on,
        owners=len(shares),
        total=sum(shares, Decimal(0)),
    )


def open_moves_of_ownership(ownership: Ownership, *, viewer: User, on: date) -> list[Verdict]:
    """What may be done with this table of shares next, and why not yet.

    What the form asks for counts as given: the shares are judged as on the day from which the
    first owner that agreed is to hold one, or today.
    """
    agreed = GpRole.objects.filter(
        vanguard_id=ownership.vanguard_id, kind=RoleKind.PART_OWNER, state=GpRoleState.AGREED
    )
    first = agreed.order_by("starts_on").values_list("starts_on", flat=True).first()
    facts = ownership_facts(ownership, on=on, holds_from=max(first or on, on), signed_on=on)
    return verdicts(ownership, facts=facts, viewer=viewer, on=on)
