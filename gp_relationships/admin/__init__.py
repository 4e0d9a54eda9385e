"""The officers' door: one module a subject."""

from gp_relationships.admin.gp_roles import GpAdmin, GpRoleAdmin, OwnershipAdmin
from gp_relationships.admin.participations import ParticipationAdmin
from gp_relationships.change_pages import PracticeChangeAdmin

__all__ = ["GpAdmin", "GpRoleAdmin", "OwnershipAdmin", "ParticipationAdmin", "PracticeChangeAdmin"]
