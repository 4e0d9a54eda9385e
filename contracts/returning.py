"""“This practice has its contract back”: steps that an app above hands in, done in the same act.

A practice that resumes its own contract leaves the MCP. What it was in the MCP is the matter of its
participation, which this app may not import; so the app that owns participations hands in its step
when Django starts, and the act of reactivation takes it with it, all or nothing.
"""

from collections.abc import Callable
from datetime import date
from uuid import UUID

from casework.runner import Doing
from core.handing import HandedIn

Step = Callable[[UUID, UUID, date, Doing], None]

_steps: HandedIn[Step] = HandedIn()


def follow(step: Step) -> None:
    """Have this done whenever a practice resumes its contract; twice the same is once."""
    _steps.take(step)


def take_out_of_the_mcp(practice_id: UUID, vanguard_id: UUID, left_on: date, doing: Doing) -> None:
    """The practice leaves the MCP of this vanguard on this day, in every way it took part."""
    for step in _steps:
        step(practice_id, vanguard_id, left_on, doing)
