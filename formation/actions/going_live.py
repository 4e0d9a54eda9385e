"""Going live: what follows from it, for all practices, GPs and milestones at once.

Each part is a fixed number of statements, whatever the number of practices. Rows are locked in the
order of ADR 0002: journey, MCP contract, participations, practices' own contracts, GP roles.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from casework.keeping import Doing
from contracts.actions import mcp_contracts
from contracts.actions import with_go_live as own_contracts
from core.errors import Refused, refuse_if
from core.law import Reason
from core.transactions import step
from formation.actions.plans import date_from
from formation.models import Journey
from gp_relationships.actions import with_go_live as taking_part
from gp_relationships.models import Participation
from gp_relationships.selectors import practices_integrating


@dataclass(frozen=True, slots=True)
class Held:
    """The rows that going live moves, locked: agreements, and contracts still to be suspended."""

    agreements: Sequence[Participation]
    awake: Sequence[Any]


@step
def hold(vanguard_id: UUID) -> Held:
    """Lock what going live is about to move, before the law is asked of it."""
    agreements = taking_part.hold_signed(vanguard_id)
    return Held(agreements, own_contracts.hold(practices_integrating(vanguard_id)))


@step
def follow(journey: Journey, held: Held, *, contract: Any, doing: Doing) -> None:
    """Start the services, suspend the practices that integrate fully, put agreements and roles in
    effect, and date what follows from the real day.

    Raises:
        Refused: with every reason of every part.
    """
    vanguard_id = journey.vanguard_id

    def start_service() -> None:
        if contract.state == "signed":
            mcp_contracts.start_service(contract_id=contract.pk, doing=doing)

    _each(
        start_service,
        lambda: own_contracts.suspend(held.awake, doing=doing),
        lambda: taking_part.put_agreements_in_effect(held.agreements, doing=doing),
        lambda: taking_part.put_roles_in_effect(vanguard_id, doing=doing),
        lambda: date_from(journey, doing=doing),
    )


def _each(*parts: Callable[[], object]) -> None:
    """Do every part; where any is refused, refuse the whole with the reasons of all of them."""
    reasons: list[Reason] = []
    for part in parts:
        try:
            part()
        except Refused as refused:
            reasons += refused.reasons
    refuse_if(tuple(dict.fromkeys(reasons)), move="go_live")
