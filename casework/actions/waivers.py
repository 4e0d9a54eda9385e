"""Acts upon waivers: asked for by an officer, granted by another who may approve."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from accounts.models import User
from casework.models import Waiver
from casework.rules.waiver import MOVES
from casework.runner import Doing, lock, make, open_case, permit
from casework.selectors import kind_named, vanguard_of
from casework.waivers import waiver_facts
from core.clock import civil_date
from core.transactions import use_case


@use_case
def ask(
    *,
    about_type: str,
    about_id: UUID,
    rule: str,
    expires_on: date | None,
    by: User,
    at: datetime,
    note: str,
) -> Waiver:
    """An officer asks that one rule of the programme's own not stand in the way of one case.

    `about_type` is the kind of case, such as `formation.journey`; the note is the reason.

    Raises:
        NotFound: there is no such case.
        Refused: the rule cannot be waived, the last day does not fit, or a waiver stands already.
    """
    doing = Doing(by, at, note)
    permit(MOVES["ask"], doing)
    case: Any = lock(kind_named(about_type), about_id)
    on = civil_date(at)
    waiver = Waiver(
        about_type=about_type,
        about_id=about_id,
        about=str(case)[:300],
        rule=rule,
        because=note.strip(),
        vanguard_id=vanguard_of(case),
        practice_id=getattr(case, "practice_id", None),
        asked_by=by,
        asked_on=on,
        expires_on=expires_on,
    )
    return open_case(
        waiver,
        MOVES["ask"],
        facts=waiver_facts(waiver, on=on, by=by, case=case),
        doing=doing,
        recorded={"about": waiver.about, "rule": rule, "expires_on": expires_on},
    )


@use_case
def grant(
    *, waiver_id: UUID, by: User, at: datetime, note: str = "", seen: int | None = None
) -> Waiver:
    """An approving officer who neither asked for it nor has an interest lets the rule be waived."""
    waiver = lock(Waiver, waiver_id)
    return make(
        waiver,
        MOVES["grant"],
        facts=waiver_facts(waiver, on=civil_date(at), by=by),
        doing=Doing(by, at, note, seen),
        stamps={"granted_by": by},
    )


@use_case
def refuse(
    *, waiver_id: UUID, by: User, at: datetime, note: str, seen: int | None = None
) -> Waiver:
    """The rule stands in the way as before."""
    return _plain(waiver_id, "refuse", Doing(by, at, note, seen))


@use_case
def withdraw(
    *, waiver_id: UUID, by: User, at: datetime, note: str, seen: int | None = None
) -> Waiver:
    """The rule stands in the way again from this moment; what was done meanwhile stays done."""
    return _plain(waiver_id, "withdraw", Doing(by, at, note, seen))


def _plain(waiver_id: UUID, name: str, doing: Doing) -> Waiver:
    waiver = lock(Waiver, waiver_id)
    facts = waiver_facts(waiver, on=civil_date(doing.at), by=doing.by)
    return make(waiver, MOVES[name], facts=facts, doing=doing)
