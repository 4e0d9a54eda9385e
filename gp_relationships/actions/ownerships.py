"""Acts upon the table by which the owners of an MCP share it."""

from datetime import date, datetime
from uuid import UUID

from accounts.models import User
from casework.runner import Doing, lock, make, open_case, permit
from core.clock import civil_date
from core.errors import Refused
from core.law import Reason
from core.transactions import step, use_case
from gp_relationships.models import Ownership
from gp_relationships.rules.ownership import LIVING, MOVES, OwnershipState
from gp_relationships.selectors.shares import owners_on, ownership_facts
from organisations.selectors import get_vanguard


@use_case
def draw_up(*, vanguard_id: UUID, by: User, at: datetime, note: str = "") -> Ownership:
    """Begin the table of shares of an MCP.

    Raises:
        Refused: the MCP is virtual, or has a table already.
    """
    doing = Doing(by, at, note)
    permit(MOVES["draw_up"], doing)
    vanguard = get_vanguard(vanguard_id, lock=True)
    if Ownership.objects.filter(vanguard=vanguard, state__in=LIVING).exists():
        text = f"{vanguard.name} has a table of shares already."
        raise Refused((Reason("ownership_exists", text),), move="draw_up")
    table = Ownership(vanguard=vanguard)
    facts = ownership_facts(table, on=civil_date(at))
    recorded = {"vanguard": vanguard.code}
    return open_case(table, MOVES["draw_up"], facts=facts, doing=doing, recorded=recorded)


def sign(
    *,
    ownership_id: UUID,
    holds_from: date,
    signed_on: date,
    by: User,
    at: datetime,
    note: str = "",
    seen: int | None = None,
) -> Ownership:
    """All the owners have signed how the MCP is shared from a day on; the table is kept as signed.

    Raises:
        Refused: the shares of those who agreed do not add up to exactly 100 per cent on that day.
    """
    return _act("sign", ownership_id, Doing(by, at, note, seen), holds_from, signed_on)


def reopen(
    *, ownership_id: UUID, by: User, at: datetime, note: str, seen: int | None = None
) -> Ownership:
    """The owners want to share it differently."""
    return _act("reopen", ownership_id, Doing(by, at, note, seen))


def close(
    *, ownership_id: UUID, by: User, at: datetime, note: str, seen: int | None = None
) -> Ownership:
    """The MCP has no owners any more."""
    return _act("close", ownership_id, Doing(by, at, note, seen))


@step
def reopen_if_signed(vanguard_id: UUID, *, doing: Doing, why: str) -> None:
    """An owner came or went: what was signed no longer says how the MCP is shared."""
    signed = Ownership.objects.filter(vanguard_id=vanguard_id, state=OwnershipState.SIGNED)
    held = signed.select_for_update(of=("self",), no_key=True).first()
    if held is not None:
        facts = ownership_facts(held, on=civil_date(doing.at))
        make(held, MOVES["reopen"], facts=facts, doing=Doing(doing.by, doing.at, why))


@use_case
def _act(
    name: str,
    ownership_id: UUID,
    doing: Doing,
    holds_from: date | None = None,
    signed_on: date | None = None,
) -> Ownership:
    permit(MOVES[name], doing)
    found = Ownership.objects.filter(pk=ownership_id).first()
    if found is not None:
        get_vanguard(found.vanguard_id, lock=True)  # shares of one MCP change one at a time
    table = lock(Ownership, ownership_id)
    facts = ownership_facts(
        table, on=civil_date(doing.at), holds_from=holds_from, signed_on=signed_on
    )
    stamps = {}
    if name == "sign":
        stamps = {
            "holds_from": holds_from,
            "signed_on": signed_on,
            "shares": _table(table, holds_from or civil_date(doing.at)),
        }
    return make(table, MOVES[name], facts=facts, doing=doing, stamps=stamps)


def _table(ownership: Ownership, on: date) -> list[dict[str, str]]:
    """Who owns how much, as it is signed."""
    return [
        {"gp": role.gp.full_name, "gmc_number": role.gp.gmc_number, "share": str(role.share)}
        for role in owners_on(ownership.vanguard_id, on=on)
    ]
