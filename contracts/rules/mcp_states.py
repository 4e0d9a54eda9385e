"""The models, forms, services and states of an MCP contract or alliance agreement."""

from enum import StrEnum


class Integration(StrEnum):
    """The three voluntary models."""

    VIRTUAL = "virtual"
    PARTIAL = "partial"
    FULL = "full"


class ContractForm(StrEnum):
    """Which published form the contract takes."""

    ALLIANCE_AGREEMENT = "alliance_agreement"
    MCP_2016 = "mcp_2016"
    ACO_2017 = "aco_2017"
    ICP_2019 = "icp_2019"


class Service(StrEnum):
    """What an ICP contract may cover; it must cover two or more."""

    PRIMARY_MEDICAL = "primary_medical"
    SECONDARY_CARE = "secondary_care"
    PUBLIC_HEALTH = "public_health"
    ADULT_SOCIAL_CARE = "adult_social_care"


class McpContractState(StrEnum):
    """How far the contract has come."""

    DRAFTING = "drafting"
    AWARDED = "awarded"
    SIGNED = "signed"
    IN_SERVICE = "in_service"
    EXPIRED = "expired"
    TERMINATED = "terminated"


S = McpContractState

IN_THE_MAKING = frozenset({S.DRAFTING, S.AWARDED, S.SIGNED})
"""Services under it have not started; a vanguard has at most one such."""

IN_FORCE = frozenset({S.IN_SERVICE})
"""Services run under it; a vanguard has at most one such."""

AGREED = frozenset({S.SIGNED}) | IN_FORCE
"""There is a signed contract."""

CURRENT = IN_THE_MAKING | IN_FORCE
"""It is being made or in force."""

OVER = frozenset({S.EXPIRED, S.TERMINATED})
"""The contract is history."""
