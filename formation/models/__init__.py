from formation.models.assurance import (
    AssuranceCondition,
    AssuranceConditionChange,
    AssuranceReview,
    AssuranceReviewChange,
)
from formation.models.engagement import Engagement, EngagementChange
from formation.models.journey import Journey, JourneyChange
from formation.models.milestone import Milestone, MilestoneChange
from formation.models.template import MilestoneTemplate, MilestoneTemplateChange, TemplateRow

__all__ = [
    "AssuranceCondition",
    "AssuranceConditionChange",
    "AssuranceReview",
    "AssuranceReviewChange",
    "Engagement",
    "EngagementChange",
    "Journey",
    "JourneyChange",
    "Milestone",
    "MilestoneChange",
    "MilestoneTemplate",
    "MilestoneTemplateChange",
    "TemplateRow",
]
