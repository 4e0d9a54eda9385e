from gp_relationships.models.consent import HolderLogin, Signature, Withdrawal, Wording
from gp_relationships.models.gp_role import Gp, GpCode, GpPost, GpRole, GpRoleChange
from gp_relationships.models.ownership import Ownership, OwnershipChange
from gp_relationships.models.participation import Participation, ParticipationChange
from gp_relationships.models.practice_change import PracticeChange, PracticeChangeChange

__all__ = [
    "Gp",
    "GpCode",
    "GpPost",
    "GpRole",
    "GpRoleChange",
    "HolderLogin",
    "Ownership",
    "OwnershipChange",
    "Participation",
    "ParticipationChange",
    "PracticeChange",
    "PracticeChangeChange",
    "Signature",
    "Withdrawal",
    "Wording",
]
