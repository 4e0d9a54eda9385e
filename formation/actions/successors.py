"""A live alliance that goes on to the partial or full model: a journey that succeeds a journey."""

from datetime import datetime
from uuid import UUID

from accounts.models import User
from casework.keeping import Doing
from casework.runner import lock, open_case, permit
from contracts.actions import mcp_contracts
from contracts.selectors import contract_in_service
from core.clock import civil_date
from core.transactions import step, use_case
from formation.actions.moving import made
from formation.actions.plans import drop_all
from formation.models import Journey
from formation.rules.journey import MOVES
from formation.rules.states import OVER, WORKING
from formation.selectors import journey_facts
from gp_relationships.actions import succession
from organisations.selectors import get_vanguard

ENDS_BY_SUCCESSION = "The MCP goes on under another model."


@use_case
def succeed(*, journey_id: UUID, officer: User, by: User, at: datetime, note: str = "") -> Journey:
    """A live alliance sets out for the partial or full model. It stays live meanwhile; each of its
    practices is asked anew, because nobody is bound by what they agreed to for the alliance.

    Raises:
        Refused: the journey is no live virtual MCP, or is being succeeded already.
    """
    doing = Doing(by, at, note)
    predecessor = lock(Journey, journey_id)
    permit(MOVES["identify"], doing)
    vanguard = get_vanguard(predecessor.vanguard_id, lock=True)
    journey = Journey(vanguard=vanguard, officer=officer, succeeds=predecessor)
    facts = journey_facts(
        journey,
        on=civil_date(at),
        predecessor=(predecessor.state, predecessor.model),
        successor_exists=predecessor.successors.exclude(state__in=OVER).exists(),
    )
    recorded = {"vanguard": vanguard.code, "officer": officer, "succeeds": predecessor}
    open_case(journey, MOVES["identify"], facts=facts, doing=doing, recorded=recorded)
    succession.carry_over(vanguard.pk, doing=doing)
    return journey


@step
def end_predecessor(journey: Journey, *, doing: Doing) -> None:
    """The alliance ends as its successor goes live: its journey, its agreement, its practices'
    parts in it. Where the journey ended by itself, what it left in service and in effect ends."""
    if journey.succeeds_id is None:
        return
    predecessor = lock(Journey, journey.succeeds_id)
    ending = Doing(doing.by, doing.at, doing.note.strip() or ENDS_BY_SUCCESSION)
    if predecessor.state in WORKING:
        made(predecessor, "end", ending, {})
        drop_all(predecessor, doing=ending)
    agreement = contract_in_service(journey.vanguard_id, lock=True)
    if agreement is not None:
        mcp_contracts.end_by_succession(contract_id=agreement.pk, doing=ending)
    succession.leave_predecessor(journey.vanguard_id, doing=ending)
