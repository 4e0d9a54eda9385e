from contracts.models.holder import Holder
from contracts.models.mcp_contract import McpContract, McpContractChange
from contracts.models.practice_contract import PracticeContract, PracticeContractChange

__all__ = [
    "Holder",
    "McpContract",
    "McpContractChange",
    "PracticeContract",
    "PracticeContractChange",
]
