"""The model under which a vanguard's MCP is contracted."""

from uuid import UUID

from contracts.selectors import current_contract
from gp_relationships.models import Participation


def model_of(vanguard_id: UUID) -> str:
    """The model of the vanguard's contract or agreement; empty while there is none."""
    contract = current_contract(vanguard_id)
    return contract.integration if contract else ""


def offered_to(participation: Participation, model: str) -> str:
    """The model under which this practice is asked; empty while that is not contracted.

    Practices of a live alliance are asked anew for what succeeds it, which is never virtual: until
    its contract is drafted, `model` is still the alliance's.
    """
    return "" if participation.succeeds_id and model == "virtual" else model
