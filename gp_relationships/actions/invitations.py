"""Invite many practices of a vanguard at once, as a programme begins."""

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from accounts.models import Membership, User
from accounts.selectors import people_of_practices
from casework.runner import Doing, Telling, open_many, permit
from core.clock import civil_date
from core.errors import refuse_if
from core.law import Reason
from core.transactions import use_case
from gp_relationships.models import Participation
from gp_relationships.rules.participation import MOVES
from gp_relationships.rules.participation_conditions import practice_is_open
from gp_relationships.rules.participation_facts import ParticipationFacts
from gp_relationships.selectors import living_participations
from organisations.models import Practice, PracticeStatus, Vanguard
from organisations.selectors import get_practices, get_vanguard


@use_case
def invite_all(
    *,
    vanguard_id: UUID,
    practice_ids: Collection[UUID],
    by: User,
    at: datetime,
    not_waited_for: Collection[UUID] = (),
    note: str = "",
) -> dict[UUID, Participation]:
    """Ask all these practices whether and how they will take part: all of them, or none.

    Going live does not depend on those in `not_waited_for`.

    Raises:
        Refused: with every practice that is closed or has been asked already.
    """
    doing = Doing(by, at, note)
    vanguard = get_vanguard(vanguard_id)
    practices = get_practices(practice_ids, lock=True)
    permit(MOVES["invite"], doing)
    if not practices:
        return {}
    facts = {practice.pk: _facts(practice, vanguard, at) for practice in practices}
    refuse_if(
        (
            *_asked_already(vanguard, practice_ids),
            *(reason for each in facts.values() for reason in practice_is_open(each)),
        ),
        move="invite",
    )
    invited = [
        Participation(
            vanguard=vanguard,
            practice=practice,
            required_for_go_live=practice.pk not in not_waited_for,
        )
        for practice in practices
    ]
    people = list(people_of_practices(list(practice_ids), on=civil_date(at)))
    open_many(
        invited,
        MOVES["invite"],
        facts=next(iter(facts.values())),
        doing=doing,
        recorded=_recorded,
        telling=lambda one: _telling(one, people),
    )
    return {one.practice_id: one for one in invited}


def _recorded(asked: Participation) -> dict[str, Any]:
    return {
        "vanguard": asked.vanguard.code,
        "practice": asked.practice.code,
        "required_for_go_live": asked.required_for_go_live,
    }


def _facts(practice: Practice, vanguard: Vanguard, at: datetime) -> ParticipationFacts:
    return ParticipationFacts(
        on=civil_date(at),
        practice=str(practice),
        practice_is_active=practice.status == PracticeStatus.ACTIVE,
        vanguard=vanguard.name,
    )


def _asked_already(vanguard: Vanguard, practice_ids: Collection[UUID]) -> list[Reason]:
    asked = living_participations(vanguard.pk).filter(practice_id__in=practice_ids)
    return [
        Reason("already_invited", f"{one.practice} has been invited to {vanguard.name} already.")
        for one in asked
    ]


def _telling(one: Participation, people: Collection[Membership]) -> Telling:
    """The people of this practice alone hear that it is invited."""
    return Telling(
        to={membership.user for membership in people if membership.practice_id == one.practice_id},
        facts={"practice": str(one.practice), "vanguard": one.vanguard.name},
    )
