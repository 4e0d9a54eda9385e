"""The act that takes the last step of a case back. Nothing is removed: the history has both."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError

from accounts.models import User
from accounts.permissions import may
from accounts.roles import Role
from audit.record import record
from casework.following import followed_by
from casework.judging import check_law
from casework.keeping import Doing, event_of, plain, told_of
from casework.models import Case
from casework.runner import lock, permit
from casework.selectors import kind_named
from casework.undoing import LastStep, last_step, undo_facts
from core.clock import civil_date
from core.errors import NotPermitted, Refused, Stale
from core.law import Reason
from core.state import put_back
from core.transactions import step as a_step
from core.transactions import use_case
from notifications.outbox import Notice, call_back, post_many

NOTICE = "move_undone"


@use_case
def undo(
    *,
    case_type: str,
    case_id: UUID,
    by: User,
    at: datetime,
    note: str,
    seen: int | None = None,
) -> Case:
    """Take the newest step of a case back: state and columns are again what they were before it.

    `case_type` is the kind of case, such as `formation.journey`.

    Raises:
        NotPermitted: it is neither the person's own step nor are they an approving officer.
        Refused: the step cannot be undone, is too old, or something hangs on it.
    """
    case: Any = lock(kind_named(case_type), case_id)
    last = last_step(case)
    practice_id = getattr(case, "practice_id", None)
    doing = Doing(by, at, note, seen, practice_id)
    permit(last.move, doing)
    on = civil_date(at)
    if last.event.made_by_id != by.pk and not may(by, {Role.APPROVING_OFFICER}, on=on):
        who = last.event.made_by.full_name
        raise NotPermitted(f"You may not do this: it is for {who} or an approving officer.")
    if seen is not None and seen != case.version:
        raise Stale(seen=seen, now=case.version)
    lines = check_law(case, last.move, facts=undo_facts(case, last, on=on), doing=doing)
    _put_back(case, last, doing=doing, lines=lines)
    _tell_again(case, last, doing=doing)
    followed_by(f"{case.MOVES.machine}.{last.move.name}", [case], doing)
    return case


@a_step
def _put_back(case: Any, last: LastStep, *, doing: Doing, lines: Any) -> None:
    """Write the event, then the row as it was."""
    restored = last.restored(case)
    names = list(last.event.replaced)
    stood = {name: getattr(case, name) for name in names}
    for attname, value in restored.items():
        setattr(case, attname, value)
    put_back(case, last.event.before)
    case.version += 1
    _check_constraints(case, last)
    recorded = {
        **last.event.replaced,
        "undoes": last.event.version,
        "undone": last.event.move,
    }
    change = event_of(
        case,
        last.move,
        before=last.event.after,
        doing=doing,
        recorded=recorded,
        replaced=plain(stood),
        lines=lines,
    )
    change.effective_on = last.event.effective_on
    change.save(force_insert=True)
    case.save(update_fields=["state", "version", *names])
    facts = told_of(change.before, change.after, change.version, change.note, change.facts)
    record(kind=f"{case.MOVES.machine}.undo", about=case, by=doing.by, at=doing.at, facts=facts)


def _check_constraints(case: Any, last: LastStep) -> None:
    """Refuse what the database would: another case has meanwhile taken the place of this one."""
    try:
        case.validate_constraints()
    except ValidationError as error:
        text = f"“{last.label}” cannot be undone now: {' '.join(error.messages)}"
        raise Refused((Reason("place_is_taken", text),), move=last.move.name) from error


def _tell_again(case: Any, last: LastStep, *, doing: Doing) -> None:
    """What was not sent yet is not sent; who was told hears that it counts as not made."""
    why = f"“{last.label}” was undone by {doing.by.full_name}."
    told = call_back(about=case, version=last.event.version, why=why)
    facts = {"about": str(case), "what": last.label, "on": civil_date(doing.at).isoformat()}
    post_many(
        (
            Notice(
                kind=NOTICE,
                to_id=person,
                about_type=case._meta.label_lower,
                about_id=case.pk,
                key=f"{NOTICE}:{case.pk}:{case.version}:{person}",
                facts=facts,
            )
            for person in sorted(told)
        ),
        at=doing.at,
    )
