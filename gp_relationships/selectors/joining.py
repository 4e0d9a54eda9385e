"""What the law asks about a practice that joins a live MCP, or gives its own contract over."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from contracts.rules.practice_states import DORMANT
from contracts.selectors import contract_in_service, contracts_of_practices
from contracts.standing import PartInAnMcp, is_live
from core.prepared import prepared
from core.together import Answer
from gp_relationships.models import Participation
from gp_relationships.rules.joining import RETAINED, SUSPENDED, Joining
from gp_relationships.rules.leaving import BY_NOTICE
from gp_relationships.rules.participation_states import (
    COMMITTED,
    LEVELS,
    Level,
    ParticipationState,
)


def joining_of(participation: Participation, *, in_effect_on: date | None = None) -> Joining:
    """How the MCP and the practice's own contract stand.

    A part that succeeds one in a live alliance is of an MCP that is not live yet. Where no day is
    said, the practice would join on the day of its suspension.
    """
    serving = contract_in_service(participation.vanguard_id)
    held = contracts_of_practices([participation.practice_id]).get(participation.practice_id)
    asleep = held is not None and held.state in DORMANT
    suspended_on = held.suspended_on if held is not None and asleep else None
    if in_effect_on is None and participation.level == Level.FULL:
        in_effect_on = suspended_on
    live = participation.succeeds_id is None and is_live(participation.vanguard_id)
    status = {"own_contract": SUSPENDED if asleep else RETAINED} if held is not None else {}
    return Joining(
        mcp_is_live=live,
        model=serving.integration if serving else "",
        suspended_on=suspended_on,
        in_effect_on=in_effect_on,
        **status,
    )


def parts_of(practice_ids: Collection[UUID]) -> Answer[dict[UUID, list[PartInAnMcp]]]:
    """What these practices have decided to take part in, by practice; one query, and none where
    nothing is asked."""
    if not practice_ids:
        return Answer(dict)
    return _decided.ahead(practice_ids=list(practice_ids)).then(_by_practice)


def _by_practice(rows: Iterable[tuple[Any, ...]]) -> dict[UUID, list[PartInAnMcp]]:
    found: defaultdict[UUID, list[PartInAnMcp]] = defaultdict(list)
    for practice_id, vanguard_id, name, level, state in rows:
        serves = state == ParticipationState.IN_EFFECT
        part = PartInAnMcp(vanguard_id, name, level == Level.FULL, serves and level in BY_NOTICE)
        found[practice_id].append(part)
    return found


def agreements_signed(vanguard_id: UUID, integration: str) -> list[Participation]:
    """What the practices do that have signed the agreement of their level and have not left, under
    a contract of this model; by their codes."""
    rows = Participation.objects.filter(
        vanguard_id=vanguard_id,
        level__in=LEVELS[integration] - {Level.OUTSIDE},
        state__in=(ParticipationState.SIGNED, ParticipationState.IN_EFFECT),
    )
    return list(rows.select_related("practice").order_by("practice__code"))


@prepared
def _decided(*, practice_ids: list[UUID]) -> QuerySet[Any, Any]:
    rows = Participation.objects.filter(practice__among=practice_ids, state__in=COMMITTED)
    told = ("practice_id", "vanguard_id", "vanguard__name", "level", "state")
    return rows.order_by().values_list(*told)
