"""Who may be what. Pure: a table of roles, and where each of them counts."""

from enum import StrEnum


class Role(StrEnum):
    """A part that a person plays, from a day until a day."""

    PROGRAMME_OFFICER = "programme_officer"
    APPROVING_OFFICER = "approving_officer"
    ANALYST = "analyst"
    AUDITOR = "auditor"
    PRACTICE_MANAGER = "practice_manager"
    GP_PARTNER = "gp_partner"
    SYSTEM = "system"


PROGRAMME_ROLES = frozenset(
    {Role.PROGRAMME_OFFICER, Role.APPROVING_OFFICER, Role.ANALYST, Role.AUDITOR}
)
"""Roles that hold over the whole programme; they name no practice."""

PRACTICE_ROLES = frozenset({Role.PRACTICE_MANAGER, Role.GP_PARTNER})
"""Roles that hold for one practice, which the membership names."""

OFFICERS = frozenset({Role.PROGRAMME_OFFICER, Role.APPROVING_OFFICER})
"""Who works in the officers' admin and may write there."""

ADMIN_READERS = OFFICERS | {Role.AUDITOR}
"""Who may open the officers' admin."""

AUDIT_READERS = frozenset({Role.AUDITOR})
"""Who investigates: the audit is open to nobody else."""

API_READERS = OFFICERS | {Role.ANALYST, Role.AUDITOR}
"""Who may read the reporting API."""


def label(role: str) -> str:
    """The role as people say it."""
    return {"gp_partner": "GP partner"}.get(role, role.replace("_", " ").capitalize())
