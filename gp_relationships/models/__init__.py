from gp_relationships.models.gp_role import Gp, GpPost, GpRole, GpRoleChange
from gp_relationships.models.participation import Participation, ParticipationChange
from gp_relationships.models.practice_change import PracticeChange, PracticeChangeChange

__all__ = [
    "Gp",
    "GpPost",
    "GpRole",
    "GpRoleChange",
    "Participation",
    "ParticipationChange",
    "PracticeChange",
    "PracticeChangeChange",
]
