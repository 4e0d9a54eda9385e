"""What has been done with a practice's own contract, and what it therefore is on a day."""

from datetime import date
from enum import StrEnum

from contracts.rules.periods import reactivation_points
from rulebook.rules.figures import Figures


class ContractType(StrEnum):
    """The three routes by which primary medical services are contracted."""

    GMS = "gms"
    PMS = "pms"
    APMS = "apms"


class PracticeContractState(StrEnum):
    """What has been done with the contract."""

    RETAINED = "retained"
    SUSPENSION_NOTICED = "suspension_noticed"
    SUSPENDED = "suspended"
    REACTIVATION_NOTICED = "reactivation_noticed"
    REACTIVATED = "reactivated"
    TERMINATED = "terminated"
    MERGED = "merged"
    EXPIRED = "expired"


S = PracticeContractState


class PracticeContractStatus(StrEnum):
    """What the contract is on a day, as the programme speaks of it."""

    RETAINED = "retained"
    SUSPENDED = "suspended"
    REACTIVATABLE = "reactivatable"
    TERMINATED = "terminated"
    MERGED = "merged"
    EXPIRED = "expired"


class Eligibility(StrEnum):
    """What NHS England found of whether the practice may have its contract back."""

    CONFIRMED = "confirmed"
    NOT_ELIGIBLE = "not_eligible"
    CONDUCT = "conduct"


BARRED = frozenset({Eligibility.NOT_ELIGIBLE, Eligibility.CONDUCT})
"""Findings with which a contract cannot come back."""

ACTIVE = frozenset({S.RETAINED, S.SUSPENSION_NOTICED, S.REACTIVATED})
"""The practice provides services under its own contract."""

DORMANT = frozenset({S.SUSPENDED, S.REACTIVATION_NOTICED})
"""The contract sleeps; its patients are on the MCP's list."""

ENDED = frozenset({S.TERMINATED, S.MERGED, S.EXPIRED})
"""There is no contract to return to."""

SUSPENDABLE_TYPES = frozenset({ContractType.GMS, ContractType.PMS})


def status_on(
    *,
    state: str,
    contract_type: str,
    suspended_on: date | None,
    on: date,
    figures: Figures,
    eligibility: str = "",
    mcp_ends_on: date | None = None,
) -> PracticeContractStatus:
    """The contract's status on a day. Reactivatable is computed, never stored: a GMS or PMS
    contract in suspension whose first reactivation point, or whose MCP contract's end, has come,
    and which NHS England has not found to be barred from return (ADR 0018)."""
    if state in ENDED:
        return PracticeContractStatus(state)
    if state in ACTIVE or suspended_on is None:
        return PracticeContractStatus.RETAINED
    first = next(reactivation_points(suspended_on, figures), None)
    come = any(day is not None and day <= on for day in (first, mcp_ends_on))
    if contract_type in SUSPENDABLE_TYPES and come and eligibility not in BARRED:
        return PracticeContractStatus.REACTIVATABLE
    return PracticeContractStatus.SUSPENDED
