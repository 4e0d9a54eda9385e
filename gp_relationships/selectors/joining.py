"""What the law asks about a practice that joins an MCP which is live."""

from datetime import date

from contracts.rules.practice_states import DORMANT
from contracts.selectors import contract_in_service, contracts_of_practices
from contracts.standing import is_live
from gp_relationships.models import Participation
from gp_relationships.rules.joining import RETAINED, SUSPENDED, Joining
from gp_relationships.rules.participation import Level


def joining_of(participation: Participation, *, in_effect_on: date | None = None) -> Joining:
    """How the MCP and the practice's own contract stand.

    A part that succeeds one in a live alliance is of an MCP that is not live yet. Where no day is
    said, the practice would join on the day of its suspension.
    """
    serving = contract_in_service(participation.vanguard_id)
    held = contracts_of_practices([participation.practice_id]).get(participation.practice_id)
    asleep = held is not None and held.state in DORMANT
    suspended_on = held.suspended_on if held is not None and asleep else None
    if in_effect_on is None and participation.level == Level.FULL:
        in_effect_on = suspended_on
    live = participation.succeeds_id is None and is_live(participation.vanguard_id)
    status = {"own_contract": SUSPENDED if asleep else RETAINED} if held is not None else {}
    return Joining(
        mcp_is_live=live,
        model=serving.integration if serving else "",
        suspended_on=suspended_on,
        in_effect_on=in_effect_on,
        **status,
    )
