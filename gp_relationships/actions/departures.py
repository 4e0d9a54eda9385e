"""What follows when a practice leaves an MCP, and when its own contract makes it leave: steps."""

from collections.abc import Collection, Sequence
from datetime import date
from uuid import UUID

from django.db.models import QuerySet

from casework.many import lock_many, make_many
from casework.runner import Doing
from contracts.actions.practice_ends import lapse_notices_of
from core.clock import civil_date
from core.prepared import prepared
from core.transactions import step
from gp_relationships.actions.gp_roles import end_with_practice
from gp_relationships.models import GpRole, Participation
from gp_relationships.rules.gp_role_states import STANDING
from gp_relationships.rules.leaving import BY_NOTICE
from gp_relationships.rules.participation import MOVES
from gp_relationships.rules.participation_states import COMMITTED, OVER
from gp_relationships.selectors import facts_of_participations

RESUMED = "The practice has resumed its own contract."
ENDED = "The practice's own contract has ended."


@step
def hold_parts(contract_id: UUID) -> None:
    """The parts of the practice of this contract, in every MCP, are held until the act is done."""
    _parts.ahead(contract_id=contract_id)


@prepared
def _parts(*, contract_id: UUID) -> QuerySet[Participation]:
    rows = Participation.objects.select_for_update(of=("self",), no_key=True)
    return rows.filter(practice__practice_contracts=contract_id).order_by("pk")


@step
def leave_on_return(practice_id: UUID, vanguard_id: UUID, left_on: date, doing: Doing) -> None:
    """The practice leaves the MCP on the day from which its own contract is in force again."""
    mine = Participation.objects.filter(practice_id=practice_id, vanguard_id=vanguard_id)
    _leave(mine.exclude(state__in=OVER), left_on, doing, because=RESUMED)


@step
def leave_with_contract(practice_id: UUID, ended_on: date, doing: Doing) -> None:
    """Who has no contract of their own takes part at no level at which it is kept; what was decided
    or signed for one, and what is in effect, ends on the day on which the contract did."""
    bound = Participation.objects.filter(
        practice_id=practice_id, level__in=BY_NOTICE, state__in=COMMITTED
    )
    _leave(bound, ended_on, doing, because=ENDED)


def _leave(
    rows: QuerySet[Participation], left_on: date, doing: Doing, *, because: str = ""
) -> None:
    reason = Doing(doing.by, doing.at, doing.note.strip() or because)
    leave_all(list(rows.order_by().values_list("pk", flat=True)), left_on=left_on, doing=reason)


@step
def leave_all(participation_ids: Collection[UUID], *, left_on: date, doing: Doing) -> None:
    """All these parts end on the day, for the reason of the act, and what follows from that."""
    rows = lock_many(Participation, participation_ids)
    for vanguard_id in dict.fromkeys(row.vanguard_id for row in rows):
        _leave_one_mcp([r for r in rows if r.vanguard_id == vanguard_id], left_on, doing)


def _leave_one_mcp(rows: Sequence[Participation], left_on: date, doing: Doing) -> None:
    facts = facts_of_participations(rows, on=civil_date(doing.at))
    make_many(
        rows,
        MOVES["leave"],
        facts=lambda row: facts[row.pk],
        doing=doing,
        stamps={"left_on": left_on},
        named=lambda row: str(row.practice),
    )
    follow(rows, left_on=left_on, doing=doing)


@step
def follow(left: Sequence[Participation], *, left_on: date, doing: Doing) -> None:
    """GPs who came through a practice that has left have their role in this MCP no longer, and
    what the practice told NHS England of its start there lapses. A practice that is asked anew
    meanwhile, because an alliance goes on to a contract, has not left."""
    if not left:
        return
    vanguard_id, practices = left[0].vanguard_id, {row.practice_id for row in left}
    again = Participation.objects.filter(vanguard_id=vanguard_id, practice__in=practices)
    practices -= set(again.exclude(state__in=OVER).values_list("practice_id", flat=True))
    lapse_notices_of(practices, vanguard_id=vanguard_id, doing=doing)
    end_roles(
        GpRole.objects.filter(vanguard_id=vanguard_id, practice__in=practices),
        ends_on=left_on,
        doing=doing,
    )


@step
def end_roles(roles: QuerySet[GpRole], *, ends_on: date, doing: Doing) -> None:
    """Each of these roles that stands ends on the day, or as soon after it as its own law lets."""
    for role in roles.filter(state__in=STANDING).order_by("pk"):
        end_with_practice(role_id=role.pk, ends_on=ends_on, doing=doing)


@step
def disband(participations: QuerySet[Participation], *, doing: Doing) -> None:
    """The MCP of these parts is no more: each ends on the day of the act."""
    _leave(participations, civil_date(doing.at), doing)


@step
def end_every_role(vanguard_id: UUID, *, doing: Doing) -> None:
    """There is no body any more, or will be none, in which a GP could have a role."""
    mine = GpRole.objects.filter(vanguard_id=vanguard_id)
    end_roles(mine, ends_on=civil_date(doing.at), doing=doing)
