"""Acts upon a GP's role in an MCP, and upon the list of GPs."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from accounts.models import User
from accounts.permissions import check_may
from audit.record import record
from casework.runner import Doing, lock, make, open_case, permit, reasons_against_fields
from core.clock import civil_date
from core.errors import NotFound, Refused, refuse_if
from core.law import Reason
from core.transactions import step, use_case
from gp_relationships.actions.ownerships import reopen_if_signed
from gp_relationships.models import Gp, GpPost, GpRole
from gp_relationships.rules.gp_role import MOVES, OFFICER
from gp_relationships.rules.gp_role_states import GpRoleState, RoleKind
from gp_relationships.selectors import gp_role_facts
from organisations.models import Practice
from organisations.selectors import get_practice, get_vanguard


@use_case
def register_gp(
    *,
    full_name: str,
    gmc_number: str,
    practice_id: UUID,
    post: str,
    starts_on: date,
    by: User,
    at: datetime,
    performers_list_on: date | None = None,
) -> Gp:
    """Record a GP and the practice they work at.

    Raises:
        Refused: the GMC number is malformed or already belongs to somebody.
    """
    check_may(by, OFFICER, on=civil_date(at))
    practice = get_practice(practice_id)
    gp = Gp(full_name=full_name, gmc_number=gmc_number, performers_list_on=performers_list_on)
    working = GpPost(gp=gp, practice=practice, post=post, starts_on=starts_on)
    refuse_if(
        (
            *reasons_against_fields(gp, ("full_name", "gmc_number", "performers_list_on")),
            *reasons_against_fields(working, ("post", "starts_on")),
        ),
        move="register_gp",
    )
    # Two officers may register the same person at once: the second waits, and finds it done.
    Gp.objects.bulk_create([gp], ignore_conflicts=True)
    if not Gp.objects.filter(pk=gp.pk).exists():
        text = f"A GP with the GMC number {gmc_number} is registered already."
        raise Refused((Reason("gp_exists", text),), move="register_gp")
    working.save(force_insert=True)
    facts = {"gmc_number": gmc_number, "practice": practice.code, "post": post}
    record(kind="gp.register", about=gp, by=by, at=at, facts=facts)
    return gp


@use_case
def propose(
    *,
    gp_id: UUID,
    vanguard_id: UUID,
    kind: str,
    starts_on: date,
    by: User,
    at: datetime,
    practice_id: UUID | None = None,
    share: Decimal | None = None,
    ends_on: date | None = None,
    directly_hired: bool = False,
    for_services: Sequence[str] = (),
    note: str = "",
) -> GpRole:
    """Propose a role of a GP in the MCP of a vanguard: through a practice, or hired directly.

    Raises:
        Refused: the level does not allow the role, shares would exceed the whole, or it overlaps
            another role of the same GP.
    """
    doing = Doing(by, at, note, practice_id=practice_id)
    permit(MOVES["propose"], doing)
    vanguard = get_vanguard(vanguard_id, lock=True)  # shares of one MCP are counted one at a time
    practice = get_practice(practice_id) if practice_id else None
    gp = Gp.objects.filter(pk=gp_id).first()
    if gp is None:
        raise NotFound("There is no GP with this identifier.")
    role = GpRole(
        gp=gp,
        vanguard=vanguard,
        practice=practice,
        kind=kind,
        directly_hired=directly_hired,
        for_services=list(for_services),
        share=share,
        starts_on=starts_on,
        ends_on=ends_on,
    )
    return open_case(
        role,
        MOVES["propose"],
        facts=gp_role_facts(role, on=civil_date(at)),
        doing=doing,
        recorded=_as_proposed(role),
    )


def _as_proposed(role: GpRole) -> dict[str, Any]:
    """The terms of a proposal, as its event keeps them."""
    terms = ("kind", "directly_hired", "for_services", "share", "starts_on", "ends_on")
    return {
        "gp": role.gp.gmc_number,
        "vanguard": role.vanguard.code,
        "practice": role.practice.code if role.practice else "",
        **{name: getattr(role, name) for name in terms},
    }


def offer(
    *, role_id: UUID, by: User, at: datetime, note: str = "", seen: int | None = None
) -> GpRole:
    """The MCP has offered the role."""
    return _act("offer", role_id, Doing(by, at, note, seen))


def agree(
    *, role_id: UUID, by: User, at: datetime, note: str = "", seen: int | None = None
) -> GpRole:
    """The GP has accepted the role."""
    return _act("agree", role_id, Doing(by, at, note, seen))


def put_in_effect(
    *, role_id: UUID, by: User, at: datetime, note: str = "", seen: int | None = None
) -> GpRole:
    """The role begins."""
    return _act("put_in_effect", role_id, Doing(by, at, note, seen))


def end(
    *,
    role_id: UUID,
    ends_on: date,
    by: User,
    at: datetime,
    note: str,
    seen: int | None = None,
) -> GpRole:
    """The role ends on a day; one that is not taken up may end on the day it would have begun."""
    return _act("end", role_id, Doing(by, at, note, seen), ends_on=ends_on)


@step
def end_with_practice(*, role_id: UUID, ends_on: date, doing: Doing) -> GpRole:
    """The practice through which the GP came is closed or has left, and the role ends with it: on
    the day, or the next that its own law allows."""
    role = lock(GpRole, role_id)
    return _make("end", role_id, doing, ends_on=_last(role, ends_on))


def _last(role: GpRole, on: date) -> date:
    """The day from which the role no longer counts: a period is at least a day, and none is made
    longer by its end."""
    first = role.starts_on
    if role.state == GpRoleState.IN_EFFECT:
        first += timedelta(days=1)
    day = max(on, first)
    return min(day, role.ends_on) if role.ends_on else day


@step
def come_through(*, role_id: UUID, practice: Practice, doing: Doing) -> GpRole:
    """The practice through which the GP came was merged into this one, which takes part too."""
    role = lock(GpRole, role_id)
    facts = replace(gp_role_facts(role, on=civil_date(doing.at)), merged_into=str(practice))
    return make(
        role, MOVES["come_through"], facts=facts, doing=doing, stamps={"practice": practice}
    )


@use_case
def _act(name: str, role_id: UUID, doing: Doing, **stamps: date) -> GpRole:
    return _make(name, role_id, doing, **stamps)


def _make(name: str, role_id: UUID, doing: Doing, **stamps: date) -> GpRole:
    role = lock(GpRole, role_id)
    role.vanguard = get_vanguard(role.vanguard_id, lock=True)
    facts = gp_role_facts(role, on=civil_date(doing.at), **stamps)
    made = make(role, MOVES[name], facts=facts, doing=doing, stamps=stamps)
    if name in ("agree", "end") and role.kind == RoleKind.PART_OWNER:
        why = f"{MOVES[name].label}: {role}."
        reopen_if_signed(role.vanguard_id, doing=doing, why=why)
    return made
