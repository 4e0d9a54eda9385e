"""The officers' pages of contracts; Django finds them by this name."""

from contracts.admin.mcp_contracts import McpContractAdmin
from contracts.admin.practice_contracts import PracticeContractAdmin

__all__ = ["McpContractAdmin", "PracticeContractAdmin"]
