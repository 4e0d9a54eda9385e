"""What a practice takes part in hangs on its own contract: steps that an app above hands in.

A practice that resumes its own contract leaves the MCP; where that contract ends, so does what the
practice agreed to as its holder. Its parts in MCPs are participations, which this app may not
import; so the app that owns them hands in its steps when Django starts, and an act upon the
contract takes them with it, all or nothing. They are held first, for that is the order of locks
(ADR 0002), and the law of the contract asks what they say.
"""

from collections.abc import Callable
from datetime import date
from uuid import UUID

from casework.runner import Doing
from core.handing import HandedIn

Holding = Callable[[UUID], None]
Leaving = Callable[[UUID, UUID, date, Doing], None]
Ending = Callable[[UUID, date, Doing], None]

holdings: HandedIn[Holding] = HandedIn()
"""Asked with the practice's own contract: its parts stay as they are until the act is done."""

returns: HandedIn[Leaving] = HandedIn()
"""Asked with the practice, the vanguard, the day and who does it: it resumes its own contract."""

ends: HandedIn[Ending] = HandedIn()
"""Asked with the practice, the day and who does it: its own contract has ended."""


def hold_parts(contract_id: UUID) -> None:
    """Nobody decides, signs or leaves for the practice of this contract until the act is done."""
    for hold in holdings:
        hold(contract_id)


def take_out_of_the_mcp(practice_id: UUID, vanguard_id: UUID, left_on: date, doing: Doing) -> None:
    """The practice leaves the MCP of this vanguard on this day, in every way it took part."""
    for leave in returns:
        leave(practice_id, vanguard_id, left_on, doing)


def end_what_hangs_on_it(practice_id: UUID, ended_on: date, doing: Doing) -> None:
    """The practice has no contract of its own from this day: what it agreed to while it kept that
    contract ends with it. What it agreed to in its stead stands."""
    for end in ends:
        end(practice_id, ended_on, doing)
