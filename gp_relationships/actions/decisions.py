"""Record the decision of many practices at once, as when they have all met on one evening."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from accounts.models import User
from accounts.roles import Role
from accounts.selectors import holders_of, people_of_practices
from casework.keeping import Doing, Telling
from casework.many import lock_many, make_many
from casework.runner import permit
from core.clock import civil_date
from core.errors import Stale, refuse_if
from core.transactions import use_case
from gp_relationships.actions.participations import signatories_of
from gp_relationships.models import Participation
from gp_relationships.rules.participation import MOVES
from gp_relationships.rules.participation_states import DECISIONS
from gp_relationships.selectors import facts_of_participations, living_participations
from gp_relationships.selectors.deciding import mark_of, not_asked
from organisations.selectors import get_practices


@use_case
def decide_all(
    *,
    vanguard_id: UUID,
    practice_ids: Collection[UUID],
    level: str,
    decided_on: date,
    by: User,
    at: datetime,
    note: str = "",
    seen: str = "",
) -> Sequence[Participation]:
    """The partners of each of these practices have decided for the same level on the same day: all
    are recorded, or none. Each decision is its practice's own, with its own event and notices.
    `seen` is the mark of the participations as the person saw them, if they saw them.

    Raises:
        NotFound: there is no such practice.
        Stale: one of them has changed since it was seen.
        Refused: with every practice that has not been asked, and else with every reason of every
            practice against its decision.
    """
    doing = Doing(by, at, note)
    permit(MOVES["decide"], doing)
    asked = living_participations(vanguard_id).filter(practice_id__in=practice_ids)
    rows = lock_many(
        Participation, list(asked.values_list("pk", flat=True)), beside=("practice", "vanguard")
    )
    practices = get_practices(practice_ids, lock=True)
    refuse_if(not_asked(practices, rows), move="decide")
    if seen and seen != mark_of(rows):
        raise Stale
    facts = facts_of_participations(rows, on=civil_date(at), level=level, decided_on=decided_on)
    decided = {"level": level, "decided_on": decided_on, "besides": False}
    return make_many(
        rows,
        MOVES["decide"],
        facts=lambda row: facts[row.pk],
        doing=doing,
        stamps=lambda row: {**decided, "signatories": signatories_of(facts[row.pk])},
        telling=_telling(rows, decided, doing),
        named=lambda row: str(row.practice),
    )


def _telling(rows: Sequence[Participation], decided: dict[str, Any], doing: Doing) -> Any:
    """Each practice's people hear of its own decision, and the officers of each."""
    on = civil_date(doing.at)
    officers = set(holders_of(Role.PROGRAMME_OFFICER, on=on))
    people: defaultdict[UUID | None, set[User]] = defaultdict(set)
    for membership in people_of_practices([row.practice_id for row in rows], on=on):
        people[membership.practice_id].add(membership.user)
    return lambda row: Telling(
        to=people[row.practice_id] | officers,
        facts={
            "practice": str(row.practice),
            "vanguard": row.vanguard.name,
            "decision": DECISIONS.get(decided["level"], ""),
            "on": decided["decided_on"],
            "note": doing.note,
        },
    )
