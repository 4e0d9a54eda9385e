"""What ends with a journey: the end of a live MCP, or of one that will not be formed."""

from collections.abc import Mapping
from typing import Any

from casework.runner import Doing
from contracts.actions import mcp_contracts
from contracts.selectors import contract_in_the_making
from core.transactions import step
from formation.actions.milestones import drop_all
from formation.actions.moving import made
from formation.models import Journey
from formation.rules.states import OVER, WORKING
from formation.selectors import participations_of
from gp_relationships.actions.departures import disband, end_every_role
from gp_relationships.models import Participation


@step
def dissolve(journey: Journey, name: str, doing: Doing, stamps: Mapping[str, Any]) -> Journey:
    """Make the move, and end what hangs on this journey and on no other of its vanguard: open
    milestones, the contract in the making, practices' parts, GPs' roles.

    A live alliance and the journey that succeeds it share a vanguard. What serves belongs to the
    alliance, what is being made to its successor; and only a successor has roles.
    """
    was_live, succeeded = journey.state in WORKING, _is_succeeded(journey)
    mine = [row.pk for row in participations_of(journey)]
    making = None if was_live else contract_in_the_making(journey.vanguard_id, lock=True)
    journey = made(journey, name, doing, stamps)
    after = Doing(doing.by, doing.at, doing.note)
    drop_all(journey, doing=after)
    if making is not None:
        mcp_contracts.give_up(contract_id=making.pk, doing=after)
    disband(Participation.objects.filter(pk__in=mine), doing=after)
    if not succeeded:
        end_every_role(journey.vanguard_id, doing=after)
    return journey


def _is_succeeded(journey: Journey) -> bool:
    return journey.successors.exclude(state__in=OVER).exists()
