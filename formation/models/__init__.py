from formation.models.journey import Journey, JourneyChange
from formation.models.milestone import Milestone, MilestoneChange

__all__ = ["Journey", "JourneyChange", "Milestone", "MilestoneChange"]
