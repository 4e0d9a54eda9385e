"""The model under which a vanguard's MCP is contracted."""

from uuid import UUID

from contracts.selectors import current_contract


def model_of(vanguard_id: UUID) -> str:
    """The model of the vanguard's contract or agreement; empty while there is none."""
    contract = current_contract(vanguard_id)
    return contract.integration if contract else ""
