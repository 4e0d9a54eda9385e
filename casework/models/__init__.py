"""Cases and their events, the lawful edges that the database reads, and waivers."""

from casework.models.case import Case, Change, LawfulMove, Part
from casework.models.waiver import Waiver, WaiverChange

__all__ = ["Case", "Change", "LawfulMove", "Part", "Waiver", "WaiverChange"]
