"""What an MCP's going live does to agreements and GPs' roles: steps of one act upon all of them.

Each step is a fixed number of statements, whatever the number of practices.
"""

from collections.abc import Sequence
from uuid import UUID

from casework.keeping import Doing
from casework.many import lock_many, make_many
from core.clock import civil_date
from core.transactions import step
from gp_relationships.models import GpRole, Participation
from gp_relationships.rules.gp_role_states import GpRoleState
from gp_relationships.selectors import facts_of_participations, gp_role_facts, living_participations
from organisations.selectors import get_practices, get_vanguard


@step
def hold_signed(vanguard_id: UUID) -> list[Participation]:
    """The participations of this vanguard that are signed, held with their practices, so that none
    decides anything else meanwhile."""
    signed = living_participations(vanguard_id).filter(state="signed")
    rows = lock_many(Participation, list(signed.values_list("pk", flat=True)))
    get_practices([row.practice_id for row in rows], lock=True)
    return rows


@step
def put_agreements_in_effect(rows: Sequence[Participation], *, doing: Doing) -> None:
    """Every signed agreement takes effect on the day the MCP goes live.

    Raises:
        Refused: with every reason of every practice.
    """
    on = civil_date(doing.at)
    facts = facts_of_participations(rows, on=on)
    make_many(
        rows,
        Participation.MOVES["put_in_effect"],
        facts=lambda row: facts[row.pk],
        doing=doing,
        stamps={"in_effect_on": on},
        named=lambda row: str(row.practice),
    )


@step
def put_roles_in_effect(vanguard_id: UUID, *, doing: Doing) -> None:
    """Every role that was agreed to begin on the day the MCP goes live begins.

    Raises:
        Refused: with every reason of every GP.
    """
    on = civil_date(doing.at)
    agreed = GpRole.objects.filter(
        vanguard_id=vanguard_id, state=GpRoleState.AGREED, starts_on=on
    ).values_list("pk", flat=True)
    rows = lock_many(GpRole, list(agreed))
    get_vanguard(vanguard_id, lock=True)  # shares of one MCP are counted one at a time
    make_many(
        rows,
        GpRole.MOVES["put_in_effect"],
        facts=lambda row: gp_role_facts(row, on=on),
        doing=doing,
        named=lambda row: row.gp.full_name,
    )
