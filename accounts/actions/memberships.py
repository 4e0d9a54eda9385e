"""Acts upon memberships: who may act, in which role, for which practice, from when until when.

Four eyes: nobody grants a role to themselves, and the roles of the programme, which see and decide
over every practice, are granted by an approving officer.
"""

from collections.abc import Collection, Iterator
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q

from accounts.actions.approvers import hold_approvers
from accounts.models import Membership, User
from accounts.permissions import check_may
from accounts.roles import OFFICERS, PRACTICE_ROLES, PROGRAMME_ROLES, Role, label
from accounts.selectors import approvers_besides
from audit.record import record
from core.clock import civil_date
from core.errors import NotFound, refuse_if
from core.fields import EARLIEST, LATEST, LONGEST_NOTE, reasons_against_text
from core.law import Reason
from core.transactions import use_case
from core.wording import day
from organisations.models import Practice

GRANTABLE = PROGRAMME_ROLES | PRACTICE_ROLES


def granted_by(role: str) -> frozenset[str]:
    """The roles whose holders grant, and end, this role; the system sets up the first of them."""
    if role in PRACTICE_ROLES:
        return OFFICERS | {Role.SYSTEM}
    return frozenset({Role.APPROVING_OFFICER, Role.SYSTEM})


@use_case
def grant(
    *,
    user_id: UUID,
    role: str,
    starts_on: date,
    by: User,
    at: datetime,
    practice_id: UUID | None = None,
    ends_on: date | None = None,
    note: str = "",
) -> Membership:
    """Give a person a role from a day, for one practice or over the whole programme.

    Raises:
        NotPermitted: this role is not the person's to grant.
        Refused: with everything that is wrong; among it, a membership that overlaps.
    """
    check_may(by, granted_by(role), on=civil_date(at))
    person = _locked(user_id)
    practice = Practice.objects.filter(pk=practice_id).first() if practice_id else None
    if practice_id and practice is None:
        raise NotFound("There is no practice with this identifier.")
    reasons = [
        *_against_person(person, by),
        *_against_place(role, practice),
        *_against_dates(starts_on, ends_on),
        *reasons_against_text("note", "Note", note, longest=LONGEST_NOTE),
    ]
    refuse_if(tuple(reasons), move="grant")
    refuse_if(tuple(_overlaps(person, role, practice, starts_on, ends_on)), move="grant")
    membership = Membership.objects.create(
        user=person,
        role=role,
        practice=practice,
        starts_on=starts_on,
        ends_on=ends_on,
        granted_by=by,
        ended_by=by if ends_on else None,
    )
    facts = {
        "person": person.email,
        "role": role,
        "practice": practice.code if practice else "",
        "starts_on": starts_on.isoformat(),
        "ends_on": ends_on.isoformat() if ends_on else "",
        "note": note,
    }
    record(kind="membership.grant", about=membership, by=by, at=at, facts=facts)
    return membership


@use_case
def end(
    *, membership_id: UUID, ends_on: date, by: User, at: datetime, note: str = ""
) -> Membership:
    """End a membership: from this day on the role no longer counts. Who had it before stays known.

    Raises:
        NotPermitted: this role is not the person's to end.
        Refused: it has ended, the day is past, or nobody would be left to approve.
    """
    hold_approvers(on=civil_date(at))
    membership = (
        Membership.objects.select_for_update(of=("self",), no_key=True)
        .select_related("user", "practice", "ended_by")
        .filter(pk=membership_id)
        .first()
    )
    if membership is None:
        raise NotFound("There is no membership with this identifier.")
    check_may(by, granted_by(membership.role), on=civil_date(at))
    reasons = [
        *_against_ending(membership, ends_on, on=civil_date(at)),
        *reasons_against_text("note", "Note", note, longest=LONGEST_NOTE),
    ]
    refuse_if(tuple(reasons), move="end")
    membership.ends_on, membership.ended_by = ends_on, by
    membership.save(update_fields=["ends_on", "ended_by"])
    facts = {
        "person": membership.user.email,
        "role": membership.role,
        "practice": membership.practice.code if membership.practice else "",
        "ends_on": ends_on.isoformat(),
        "note": note,
    }
    record(kind="membership.end", about=membership, by=by, at=at, facts=facts)
    return membership


def _locked(user_id: UUID) -> User:
    """The person, held so that two grants to them take turns."""
    people = User.objects.select_for_update(no_key=True).filter(is_system=False)
    person = people.filter(pk=user_id).first()
    if person is None:
        raise NotFound("There is no person with this identifier.")
    return person


def _against_person(person: User, by: User) -> Iterator[Reason]:
    if person.pk == by.pk:
        yield Reason("own_role", "Nobody grants a role to themselves; ask another officer.")
    if not person.is_active:
        text = f"{person.full_name} can no longer sign in; a role would have no effect."
        yield Reason("person_inactive", text)


def _against_place(role: str, practice: Practice | None) -> Iterator[Reason]:
    if role not in GRANTABLE:
        yield Reason("role_unknown", "Choose one of the roles.")
    elif role in PRACTICE_ROLES and practice is None:
        yield Reason("practice_missing", f"Say of which practice they are {_said(role)}.")
    elif role in PROGRAMME_ROLES and practice is not None:
        text = f"The role of {_said(role)} holds over the whole programme; it names no practice."
        yield Reason("practice_not_allowed", text)
    if practice is not None and not practice.is_active:
        yield Reason("practice_closed", f"{practice} is closed or not yet open.")


def _against_dates(starts_on: date, ends_on: date | None) -> Iterator[Reason]:
    days: Collection[date | None] = (starts_on, ends_on)
    if any(given is not None and not EARLIEST <= given <= LATEST for given in days):
        yield Reason("date_out_of_range", "Give dates from 5 July 1948 to the end of 2100.")
    if ends_on is not None and ends_on <= starts_on:
        yield Reason("ends_before_start", f"It must end after the day it starts, {day(starts_on)}.")


def _overlaps(
    person: User, role: str, practice: Practice | None, starts_on: date, ends_on: date | None
) -> Iterator[Reason]:
    rows = Membership.objects.filter(user=person, role=role, practice=practice)
    rows = rows.filter(Q(ends_on=None) | Q(ends_on__gt=starts_on))
    if ends_on is not None:
        rows = rows.filter(starts_on__lt=ends_on)
    for other in rows:
        until = f" until {day(other.ends_on)}" if other.ends_on else ""
        where = f" of {practice}" if practice else ""
        since = f"from {day(other.starts_on)}{until}"
        yield Reason(
            "membership_overlaps",
            f"{person.full_name} is {_said(role)}{where} already, {since}.",
        )


def _against_ending(membership: Membership, ends_on: date, *, on: date) -> Iterator[Reason]:
    held_until = membership.ends_on
    if held_until is not None and held_until <= on:
        who = f" by {membership.ended_by.full_name}" if membership.ended_by else ""
        yield Reason("wrong_state", f"It ended on {day(held_until)} already{who}.")
        return
    if ends_on < on:
        text = f"{day(ends_on)} is past; what they did since stays theirs. End it from today."
        yield Reason("ends_in_the_past", text)
    if ends_on > LATEST:
        yield Reason("date_out_of_range", "Give a date before 2101.")
    if held_until is not None and ends_on > held_until:
        text = f"It ends on {day(held_until)}; grant it anew for a longer time."
        yield Reason("ends_later", text)
    if ends_on <= membership.starts_on:
        text = f"It starts on {day(membership.starts_on)}; it must end after that day."
        yield Reason("ends_before_start", text)
    approves = membership.role == Role.APPROVING_OFFICER
    if approves and not approvers_besides(membership.user, on=max(ends_on, on)).exists():
        text = "Nobody else would be left who can approve. Appoint another officer first."
        yield Reason("last_approving_officer", text)


def _said(role: str) -> str:
    words = label(role)
    return words if words.startswith("GP") else words.lower()
