"""The officers' door: one module a subject."""

from gp_relationships.admin.consent import WordingAdmin
from gp_relationships.admin.gp_roles import GpAdmin, GpRoleAdmin, OwnershipAdmin
from gp_relationships.admin.participations import ParticipationAdmin
from gp_relationships.admin.practice_changes import PracticeChangeAdmin

__all__ = [
    "GpAdmin",
    "GpRoleAdmin",
    "OwnershipAdmin",
    "ParticipationAdmin",
    "PracticeChangeAdmin",
    "WordingAdmin",
]
