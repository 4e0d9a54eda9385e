"""What a practice's return to its own contract does to its part in the MCP: a step of that act."""

from datetime import date
from uuid import UUID

from casework.runner import Doing, lock, make
from core.clock import civil_date
from core.transactions import step
from gp_relationships.models import Participation
from gp_relationships.rules.participation import MOVES
from gp_relationships.rules.participation_states import OVER
from gp_relationships.selectors import participation_facts

WHY = "The practice has resumed its own contract."


@step
def leave_on_return(practice_id: UUID, vanguard_id: UUID, left_on: date, doing: Doing) -> None:
    """The practice leaves the MCP on the day from which its own contract is in force again."""
    mine = Participation.objects.filter(practice_id=practice_id, vanguard_id=vanguard_id)
    standing = mine.exclude(state__in=OVER).values_list("pk", flat=True).first()
    if standing is None:
        return
    participation = lock(Participation, standing)
    make(
        participation,
        MOVES["leave"],
        facts=participation_facts(participation, on=civil_date(doing.at)),
        doing=Doing(doing.by, doing.at, doing.note or WHY),
        stamps={"left_on": left_on},
    )
