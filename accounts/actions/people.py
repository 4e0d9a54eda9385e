"""Acts upon people: add, deactivate, let in again, set a password, change one's own. People are
never deleted.

Whoever works over the whole programme is managed by approving officers, so that an officer cannot
take over the account of the one who must approve; technical administrators only from the server.
"""

from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from accounts.actions.approvers import hold_approvers
from accounts.actions.tokens import end_all
from accounts.models import User
from accounts.permissions import check_may
from accounts.roles import OFFICERS, Role
from accounts.selectors import approvers_besides, works_in_the_programme
from audit.record import record
from core.clock import civil_date
from core.errors import NotFound, NotPermitted, Refused, refuse_if
from core.fields import LONGEST_NOTE, reasons_against_text
from core.law import Reason
from core.transactions import use_case

ADDERS = OFFICERS | {Role.SYSTEM}


@use_case
def add_person(*, email: str, full_name: str, by: User, at: datetime, password: str = "") -> User:
    """Add a person; they may sign in once they have a password, and see nothing until a role.

    Raises:
        Refused: the address or name is malformed, the address is taken, the password too weak.
    """
    check_may(by, ADDERS, on=civil_date(at))
    person = User(email=email.strip().lower(), full_name=" ".join(full_name.split()))
    unkeepable = [
        *reasons_against_text("email", "E-mail address", email),
        *reasons_against_text("full_name", "Name", full_name),
        *reasons_against_text("password", "Password", password),
    ]
    refuse_if(tuple(unkeepable), move="add_person")
    reasons = [*_malformed(person), *_weak(password, person)]
    taken = Reason("email_taken", f"{person.email} belongs to a person on record.")
    if User.objects.filter(email=person.email).exists():
        reasons.append(taken)
    refuse_if(tuple(reasons), move="add_person")
    person.set_password(password or None)
    # Two officers may add the same person at once: the second waits, and finds it done.
    User.objects.bulk_create([person], ignore_conflicts=True)
    if not User.objects.filter(pk=person.pk).exists():
        raise Refused((taken,), move="add_person")
    facts = {"email": person.email, "full_name": person.full_name, "password": bool(password)}
    record(kind="person.add", about=person, by=by, at=at, facts=facts)
    return person


@use_case
def deactivate(*, user_id: UUID, by: User, at: datetime, note: str) -> User:
    """A person may no longer sign in, from this moment; what they did stays theirs.

    Their tokens of the reporting API end with it.

    Raises:
        Refused: no reason is given, it is oneself, or nobody would be left to approve.
    """
    hold_approvers(on=civil_date(at))
    person = _managed(user_id, by, at)
    reasons = list(_protected(person, by))
    if not person.is_active:
        reasons.append(Reason("wrong_state", f"{person.full_name} can no longer sign in already."))
    reasons.extend(_against_reason(note))
    approves = Role.APPROVING_OFFICER in person.memberships.on(civil_date(at)).values_list(
        "role", flat=True
    )
    if approves and not approvers_besides(person, on=civil_date(at)).exists():
        text = "Nobody else would be left who can approve. Appoint another officer first."
        reasons.append(Reason("last_approving_officer", text))
    refuse_if(tuple(reasons), move="deactivate")
    person.is_active = False
    person.save(update_fields=["is_active"])
    facts = {"note": note, "tokens_ended": end_all(person)}
    record(kind="person.deactivate", about=person, by=by, at=at, facts=facts)
    return person


@use_case
def reactivate(*, user_id: UUID, by: User, at: datetime, note: str) -> User:
    """A person may sign in again, with the roles that still hold."""
    person = _managed(user_id, by, at)
    reasons = list(_protected(person, by))
    if person.is_active:
        reasons.append(Reason("wrong_state", f"{person.full_name} can sign in already."))
    reasons.extend(_against_reason(note))
    refuse_if(tuple(reasons), move="reactivate")
    person.is_active = True
    person.save(update_fields=["is_active"])
    record(kind="person.reactivate", about=person, by=by, at=at, facts={"note": note})
    return person


@use_case
def set_password(*, user_id: UUID, password: str, by: User, at: datetime) -> User:
    """Give a person a password to sign in with; they are signed out everywhere, programs too.

    Raises:
        Refused: it is oneself (the account page does that) or the password is too weak.
    """
    person = _managed(user_id, by, at)
    refuse_if(tuple(reasons_against_text("password", "Password", password)), move="set_password")
    reasons = [*_protected(person, by), *_weak(password, person)]
    if not password:
        reasons.append(Reason("password_missing", "Give a password."))
    refuse_if(tuple(reasons), move="set_password")
    person.set_password(password)
    person.save(update_fields=["password"])
    facts = {"tokens_ended": end_all(person)}
    record(kind="person.set_password", about=person, by=by, at=at, facts=facts)
    return person


@use_case
def change_own_password(*, user_id: UUID, old: str, new: str, by: User, at: datetime) -> User:
    """Change one's own password; every other session ends, and every token of the API.

    The door keeps the session in which it is done.

    Raises:
        NotPermitted: the account is somebody else's, or may no longer sign in.
        Refused: the old password is wrong, or the new one is missing, too weak or the old one.
    """
    people = User.objects.select_for_update(no_key=True).filter(is_system=False, is_active=True)
    person = people.filter(pk=user_id).first()
    if person is None or person.pk != by.pk:
        raise NotPermitted("Nobody changes the password of somebody else here.")
    refuse_if(tuple(reasons_against_text("new", "New password", new)), move="change_own_password")
    reasons = [*_weak(new, person)]
    if not person.check_password(old):
        reasons.insert(0, Reason("password_wrong", "The current password is wrong."))
    if not new:
        reasons.append(Reason("password_missing", "Give a new password."))
    elif new == old:
        reasons.append(Reason("password_same", "The new password is the one you have now."))
    refuse_if(tuple(reasons), move="change_own_password")
    person.set_password(new)
    person.save(update_fields=["password"])
    facts = {"tokens_ended": end_all(person)}
    record(kind="person.change_own_password", about=person, by=by, at=at, facts=facts)
    return person


def _managed(user_id: UUID, by: User, at: datetime) -> User:
    """The person, locked, once it is clear that they are this officer's to manage."""
    people = User.objects.select_for_update(no_key=True).filter(is_system=False)
    person = people.filter(pk=user_id).first()
    if person is None:
        raise NotFound("There is no person with this identifier.")
    check_may(by, managed_by(person), on=civil_date(at))
    return person


def managed_by(person: User) -> frozenset[str]:
    """The roles whose holders manage this person's account."""
    if person.is_superuser or works_in_the_programme(person):
        return frozenset({Role.APPROVING_OFFICER})
    return OFFICERS


def _protected(person: User, by: User) -> Iterator[Reason]:
    if person.is_superuser:
        text = "Technical administrators are managed on the server, not here."
        yield Reason("technical_administrator", text)
    if person.pk == by.pk:
        yield Reason("oneself", "This is your own account; ask another officer.")


def _malformed(person: User) -> Iterator[Reason]:
    try:
        person.clean_fields(exclude={"password"})
    except ValidationError as error:
        for name, texts in error.message_dict.items():
            label = {"email": "E-mail address", "full_name": "Name"}.get(name, name)
            yield from (Reason(f"invalid_{name}", f"{label}: {text}") for text in texts)


def _against_reason(note: str) -> Iterator[Reason]:
    if not note.strip():
        yield Reason("reason_missing", "Say why: this needs a written reason.")
    yield from reasons_against_text("note", "Reason", note, longest=LONGEST_NOTE)


def _weak(password: str, person: User) -> Iterator[Reason]:
    if not password:
        return
    try:
        validate_password(password, person)
    except ValidationError as error:
        yield from (Reason("password_weak", text) for text in error.messages)
