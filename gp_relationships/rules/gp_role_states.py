"""What a GP may be in an MCP, and how far a role has come."""

from enum import StrEnum


class RoleKind(StrEnum):
    """How a GP relates to the MCP."""

    EMPLOYEE = "employee"
    SUBCONTRACTOR = "subcontractor"
    PART_OWNER = "part_owner"


PRIMARY_KINDS = frozenset({RoleKind.EMPLOYEE, RoleKind.SUBCONTRACTOR})
"""A GP holds one of these at a time in one MCP; part ownership may be added to it."""


class GpRoleState(StrEnum):
    """How far the role has come."""

    PROPOSED = "proposed"
    OFFERED = "offered"
    AGREED = "agreed"
    IN_EFFECT = "in_effect"
    ENDED = "ended"


S = GpRoleState

STANDING = frozenset({S.PROPOSED, S.OFFERED, S.AGREED, S.IN_EFFECT})
"""The role is proposed, agreed or held; it may still be ended."""

OVER = frozenset({S.ENDED})
"""The role is given an end, until which it counts, or was never taken up."""

CORE_SERVICE = "primary_medical"
"""What a practice that integrates partially keeps under its own contract."""
