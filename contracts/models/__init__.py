from contracts.models.consent import ReactivationConsent
from contracts.models.holder import Holder
from contracts.models.mcp_contract import McpContract, McpContractChange
from contracts.models.mcp_terms import (
    BudgetApproval,
    BudgetLine,
    BudgetYear,
    ContractParty,
    ScopeEnd,
    ScopeItem,
)
from contracts.models.notice_run import NoticeRun
from contracts.models.practice_contract import PracticeContract, PracticeContractChange

__all__ = [
    "BudgetApproval",
    "BudgetLine",
    "BudgetYear",
    "ContractParty",
    "Holder",
    "McpContract",
    "McpContractChange",
    "NoticeRun",
    "PracticeContract",
    "PracticeContractChange",
    "ReactivationConsent",
    "ScopeEnd",
    "ScopeItem",
]
