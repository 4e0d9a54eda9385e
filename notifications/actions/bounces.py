"""Addresses that take no mail: kept, shown, and lifted when they are put right."""

from datetime import datetime
from uuid import UUID

from accounts.models import User
from accounts.permissions import check_may
from accounts.roles import OFFICERS
from accounts.selectors import system_user
from audit.record import record
from core.clock import civil_date
from core.errors import NotFound
from core.transactions import step, use_case
from notifications.models import Bounce, Message, MessageState
from notifications.rules.delivery import BOUNCES_LAPSE


@use_case
def keep_bounce(*, message: Message, why: str, at: datetime) -> None:
    """A provider says that this person's address takes no mail: a task for an officer."""
    note_bounce(message=message, address=message.to.email, why=why, at=at)


@step
def note_bounce(*, message: Message, address: str, why: str, at: datetime) -> Bounce:
    """The one task about this address of this person; said again, it holds anew."""
    said = {"message": message, "why": why[:500], "at": at, "lapses_at": at + BOUNCES_LAPSE}
    bounce, new = Bounce.objects.update_or_create(
        person=message.to, address=address, lifted_at=None, defaults=said
    )
    record(
        kind="bounce.kept" if new else "bounce.repeated",
        about=bounce,
        by=system_user(),
        at=at,
        facts={"message": str(message.pk), "why": why[:500]},
    )
    return bounce


@use_case
def lift(*, bounce_id: UUID, by: User, at: datetime, note: str) -> Bounce:
    """An officer has put the address right: it is written to again, and what was held back is sent.

    Each message is asked once more whether it is still needed before it goes.

    Raises:
        NotFound: there is no such bounce, or it was lifted before.
        NotPermitted: the person is no officer.
    """
    check_may(by, OFFICERS, on=civil_date(at))
    rows = Bounce.objects.select_for_update(no_key=True).filter(pk=bounce_id, lifted_at=None)
    bounce = rows.first()
    if bounce is None:
        raise NotFound("There is no such bounce that was not lifted before.")
    bounce.lifted_at, bounce.lifted_by, bounce.lifted_note = at, by, note
    bounce.save(update_fields=["lifted_at", "lifted_by", "lifted_note"])
    held = Message.objects.filter(held_back_by=bounce, state=MessageState.SUPPRESSED)
    sent = held.update(
        state=MessageState.WAITING,
        held_back_by=None,
        try_after=None,
        attempts=0,
        outcome="",
        reason="",
    )
    facts = {"address": bounce.address, "note": note, "held_back": sent}
    record(kind="bounce.lifted", about=bounce, by=by, at=at, facts=facts)
    return bounce
