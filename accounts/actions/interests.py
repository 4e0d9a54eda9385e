"""Declarations of interest: who may not decide about which vanguard (R47).

One declares for oneself; an approving officer may put on record what another person has, and only
another approving officer ends what was declared, so that nobody lifts a bar from themselves.
"""

from collections.abc import Iterator
from datetime import date, datetime
from uuid import UUID

from accounts.models import Interest, Nature, User
from accounts.permissions import check_may, may
from accounts.roles import OFFICERS, Role
from audit.record import record
from core.clock import civil_date
from core.errors import NotFound, refuse_if
from core.fields import EARLIEST, LATEST, LONGEST_NOTE, reasons_against_text
from core.law import Reason
from core.transactions import use_case
from core.wording import day
from organisations.models import Vanguard
from organisations.selectors import get_vanguard

LONGEST_BODY = 200


@use_case
def declare(
    *,
    user_id: UUID,
    vanguard_id: UUID,
    nature: str,
    by: User,
    at: datetime,
    body: str = "",
    starts_on: date | None = None,
    note: str = "",
) -> Interest:
    """Put a person's interest in a vanguard, or that they have none, on record.

    Raises:
        NotPermitted: who declares is no officer.
        Refused: with everything that is wrong.
    """
    check_may(by, OFFICERS, on=civil_date(at))
    person = User.objects.select_for_update(no_key=True).filter(pk=user_id, is_system=False).first()
    if person is None:
        raise NotFound("There is no person with this identifier.")
    vanguard = get_vanguard(vanguard_id)
    since = starts_on or civil_date(at)
    body = body.strip()
    reasons = [
        *_against_the_words(nature, body, note),
        *_against_the_day(since, on=civil_date(at)),
        *_against_the_person(person, nature, by, on=civil_date(at)),
        *_against_a_second(person, vanguard, nature, body),
    ]
    refuse_if(tuple(reasons), move="declare")
    interest = Interest.objects.create(
        user=person,
        vanguard=vanguard,
        nature=nature,
        body=body,
        starts_on=since,
        declared_by=by,
        declared_at=at,
    )
    facts = {
        "person": person.email,
        "vanguard": vanguard.code,
        "nature": nature,
        "body": body,
        "starts_on": since.isoformat(),
        "note": note,
    }
    record(kind="interest.declare", about=interest, by=by, at=at, facts=facts)
    return interest


@use_case
def end(*, interest_id: UUID, ends_on: date, by: User, at: datetime, note: str = "") -> Interest:
    """A declaration counts no longer from this day on; what was declared stays on record.

    Raises:
        NotPermitted: who ends it is no approving officer.
        Refused: it is the person's own, has ended, or the day does not fit.
    """
    rows = Interest.objects.select_for_update(of=("self",), no_key=True)
    interest = rows.select_related("user", "vanguard").filter(pk=interest_id).first()
    if interest is None:
        raise NotFound("There is no declaration with this identifier.")
    check_may(by, {Role.APPROVING_OFFICER}, on=civil_date(at))
    reasons = [
        *_against_ending(interest, ends_on, by, on=civil_date(at)),
        *reasons_against_text("note", "Note", note, longest=LONGEST_NOTE),
    ]
    refuse_if(tuple(reasons), move="end")
    interest.ends_on, interest.ended_by = ends_on, by
    interest.save(update_fields=["ends_on", "ended_by"])
    facts = {"person": interest.user.email, "ends_on": ends_on.isoformat(), "note": note}
    record(kind="interest.end", about=interest, by=by, at=at, facts=facts)
    return interest


def _against_the_words(nature: str, body: str, note: str) -> Iterator[Reason]:
    if nature not in Nature.values:
        yield Reason("nature_unknown", "Say what kind of interest it is, or that there is none.")
    yield from reasons_against_text("body", "Body", body, longest=LONGEST_BODY)
    yield from reasons_against_text("note", "Note", note, longest=LONGEST_NOTE)


def _against_the_day(since: date, *, on: date) -> Iterator[Reason]:
    if not EARLIEST <= since <= LATEST:
        yield Reason("date_out_of_range", "Give a date from 5 July 1948 to the end of 2100.")
    elif since > on:
        text = f"{day(since)} has not come; an interest is declared once there is one."
        yield Reason("date_in_the_future", text)


def _against_the_person(person: User, nature: str, by: User, *, on: date) -> Iterator[Reason]:
    if person.pk == by.pk:
        return
    if nature == Nature.NONE:
        text = f"Only {person.full_name} can declare that they have no interest."
        yield Reason("not_ones_own", text)
    elif not may(by, {Role.APPROVING_OFFICER}, on=on):
        text = "An approving officer puts another person's interest on record; declare your own."
        yield Reason("not_ones_own", text)


def _against_a_second(person: User, vanguard: Vanguard, nature: str, body: str) -> Iterator[Reason]:
    standing = Interest.objects.filter(user=person, vanguard=vanguard, ends_on=None)
    if standing.filter(nature=nature, body=body).exists():
        yield Reason("declared_already", f"{person.full_name} has declared this already.")


def _against_ending(interest: Interest, ends_on: date, by: User, *, on: date) -> Iterator[Reason]:
    if interest.ends_on is not None:
        yield Reason("wrong_state", f"It ended on {day(interest.ends_on)} already.")
        return
    if interest.user_id == by.pk and interest.nature != Nature.NONE:
        text = "Nobody ends an interest of their own; ask another approving officer."
        yield Reason("own_interest", text)
    if not EARLIEST <= ends_on <= LATEST:
        yield Reason("date_out_of_range", "Give a date from 5 July 1948 to the end of 2100.")
    elif ends_on < max(interest.starts_on, on):
        text = f"End it from {day(max(interest.starts_on, on))} or later."
        yield Reason("ends_in_the_past", text)
