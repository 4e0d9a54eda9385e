"""A GP's role in an MCP as a row."""

from dataclasses import dataclass
from typing import Any

from core.wording import day, per_cent
from gp_relationships.rules.gp_role_states import GpRoleState as S
from gp_relationships.rules.gp_role_states import RoleKind as K
from portal.presenters.words import Tag

KINDS = {K.EMPLOYEE: "Employee", K.SUBCONTRACTOR: "Subcontractor", K.PART_OWNER: "Part owner"}

STATES = {
    S.PROPOSED: Tag("Proposed", "white"),
    S.OFFERED: Tag("Offered", "blue"),
    S.AGREED: Tag("Agreed", "purple"),
    S.IN_EFFECT: Tag("In effect", "green"),
    S.ENDED: Tag("Ended", "grey"),
}


@dataclass(frozen=True, slots=True)
class RoleRow:
    """Who, which role in which MCP, since when, and how far it has come."""

    gp: str
    role: str
    vanguard: str
    period: str
    state: Tag


def row(role: Any) -> RoleRow:
    """One role; its end is the first day on which it no longer holds."""
    share = f", {per_cent(role.share)}" if role.share is not None else ""
    until = f" until {day(role.ends_on)}" if role.ends_on else ""
    return RoleRow(
        gp=role.gp.full_name,
        role=f"{KINDS[K(role.kind)]}{share}",
        vanguard=role.vanguard.name,
        period=f"From {day(role.starts_on)}{until}",
        state=STATES[S(role.state)],
    )
