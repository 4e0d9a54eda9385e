"""What becomes of practices' parts as an alliance goes on."""

from uuid import UUID

from accounts.selectors import people_of_practices
from casework.keeping import Doing, Telling
from casework.runner import open_many
from core.clock import civil_date
from core.transactions import step
from gp_relationships.actions.departures import disband
from gp_relationships.models import Participation
from gp_relationships.rules.participation import MOVES
from gp_relationships.rules.participation_states import ParticipationState
from gp_relationships.selectors import facts_of_participations, living_participations
from organisations.models import PracticeStatus
from organisations.selectors import get_practices


@step
def carry_over(vanguard_id: UUID, *, doing: Doing) -> list[Participation]:
    """Ask every open practice of the live alliance anew, each with a link to its part in that.

    A practice that is being asked already goes on being asked.
    """
    on = civil_date(doing.at)
    living = living_participations(vanguard_id).select_related("vanguard")
    serving = living.filter(state=ParticipationState.IN_EFFECT)
    held = list(serving.filter(practice__status=PracticeStatus.ACTIVE))
    get_practices([row.practice_id for row in held], lock=True)
    others = living.exclude(state=ParticipationState.IN_EFFECT)
    asked = set(others.values_list("practice_id", flat=True))
    rows = [
        Participation(
            vanguard=row.vanguard,
            practice=row.practice,
            required_for_go_live=row.required_for_go_live,
            succeeds=row,
        )
        for row in held
        if row.practice_id not in asked
    ]
    if not rows:
        return []
    people = list(people_of_practices([row.practice_id for row in rows], on=on))
    open_many(
        rows,
        MOVES["invite"],
        facts=facts_of_participations(rows, on=on)[rows[0].pk],
        doing=doing,
        recorded=lambda row: {
            "vanguard": row.vanguard.code,
            "practice": row.practice.code,
            "succeeds": row.succeeds,
            "required_for_go_live": row.required_for_go_live,
        },
        telling=lambda row: Telling(
            to={each.user for each in people if each.practice_id == row.practice_id},
            facts={"practice": str(row.practice), "vanguard": row.vanguard.name},
        ),
    )
    return rows


@step
def leave_predecessor(vanguard_id: UUID, *, doing: Doing) -> None:
    """Every part in the alliance ends on the day on which its successor goes live."""
    serving = living_participations(vanguard_id).filter(state=ParticipationState.IN_EFFECT)
    disband(serving, doing=doing)
