"""The officers' pages of this app: Django finds them here."""

from formation.admin.assurance import (
    AssuranceConditionAdmin,
    AssuranceReviewAdmin,
    EngagementAdmin,
)
from formation.admin.journeys import JourneyAdmin
from formation.admin.milestones import MilestoneAdmin
from formation.admin.templates import MilestoneTemplateAdmin

__all__ = [
    "AssuranceConditionAdmin",
    "AssuranceReviewAdmin",
    "EngagementAdmin",
    "JourneyAdmin",
    "MilestoneAdmin",
    "MilestoneTemplateAdmin",
]
