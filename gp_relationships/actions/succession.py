"""What becomes of practices' parts as an alliance goes on, or as an MCP is given up."""

from uuid import UUID

from django.db.models import QuerySet

from accounts.selectors import people_of_practices
from casework.keeping import Doing, Telling
from casework.many import lock_many, make_many
from casework.runner import open_many
from core.clock import civil_date
from core.transactions import step
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
    _leave(serving, doing)


@step
def leave_unformed(vanguard_id: UUID, *, doing: Doing) -> None:
    """An MCP is given up before it was formed: nobody is asked any more, and nobody is bound by
    what was decided or signed for it. What is in effect, in a live alliance, goes on."""
    _leave(living_participations(vanguard_id).exclude(state=ParticipationState.IN_EFFECT), doing)


def _leave(leaving: QuerySet[Participation], doing: Doing) -> None:
    """All these parts end on the day of the act, for its reason."""
    on = civil_date(doing.at)
    rows = lock_many(Participation, list(leaving.values_list("pk", flat=True)))
    facts = facts_of_participations(rows, on=on)
    make_many(
        rows,
        MOVES["leave"],
        facts=lambda row: facts[row.pk],
        doing=doing,
        stamps={"left_on": on},
        named=lambda row: str(row.practice),
    )
