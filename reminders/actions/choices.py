"""What people choose about their own reminders: how often, of which vanguards, and what can wait.

Everybody chooses for themselves and for nobody else; officers see what others chose.
"""

from dataclasses import asdict
from datetime import date, datetime
from uuid import UUID

from accounts.models import User
from audit.record import record
from core.clock import civil_date
from core.errors import NotFound, refuse_if
from core.transactions import step, use_case
from formation.models import Milestone
from formation.selectors import milestones
from notifications.models import Message, MessageState
from organisations.models import Vanguard
from reminders.models import Mute, Preference, Snooze
from reminders.rules.choosing import against_rhythm, against_snoozing
from reminders.rules.rhythm import Rhythm, due_at


@use_case
def choose_rhythm(*, rhythm: Rhythm, by: User, at: datetime) -> Preference:
    """Choose how often and at which hours to hear; what is held already goes by the new rhythm.

    Raises:
        Refused: an hour or a day that there is not, or a digest in the quiet hours.
    """
    refuse_if(tuple(against_rhythm(rhythm)), move="choose_rhythm")
    chosen = asdict(rhythm)
    row, _ = Preference.objects.update_or_create(
        user=by, defaults={**chosen, "changed_at": at}, create_defaults={**chosen, "changed_at": at}
    )
    held = Message.objects.filter(to=by, state=MessageState.HELD)
    held.update(due_at=due_at(rhythm, at, statutory=False))
    record(kind="reminders.rhythm_chosen", about=by, by=by, at=at, facts=chosen)
    return row


@use_case
def mute(*, vanguard_id: UUID, by: User, at: datetime) -> Mute:
    """Hear no more of a vanguard, but for what statute demands; twice is once.

    Raises:
        NotFound: there is no such vanguard.
    """
    vanguard = _vanguard(vanguard_id)
    row, made = Mute.objects.get_or_create(
        user=by, vanguard=vanguard, ends_on=None, defaults={"starts_on": civil_date(at)}
    )
    if made:
        _recorded("reminders.vanguard_muted", by, at, vanguard=vanguard.code)
    return row


@use_case
def unmute(*, vanguard_id: UUID, by: User, at: datetime) -> None:
    """Hear of a vanguard again, from the next step of each ladder on.

    Raises:
        NotFound: there is no such vanguard.
    """
    vanguard = _vanguard(vanguard_id)
    ended = Mute.objects.filter(user=by, vanguard=vanguard, ends_on=None).update(
        ends_on=civil_date(at)
    )
    if ended:
        _recorded("reminders.vanguard_unmuted", by, at, vanguard=vanguard.code)


@use_case
def snooze(*, milestone_id: UUID, until_on: date, by: User, at: datetime) -> Snooze:
    """Put off the reminders of one milestone until a day, on which it is brought to mind again.

    Raises:
        NotFound: there is no such milestone, or this person may not see it.
        Refused: the day has come already, or lies too far ahead.
    """
    milestone = _milestone(milestone_id, by, at)
    refuse_if(tuple(against_snoozing(until_on, on=civil_date(at))), move="snooze")
    span = {"starts_on": civil_date(at), "until_on": until_on}
    row, _ = Snooze.objects.update_or_create(
        user=by, milestone=milestone, defaults=span, create_defaults=span
    )
    _recorded(
        "reminders.milestone_snoozed", by, at, milestone=str(milestone.pk), until_on=str(until_on)
    )
    return row


@use_case
def wake(*, milestone_id: UUID, by: User, at: datetime) -> None:
    """Hear of a milestone again that was put off.

    Raises:
        NotFound: there is no such milestone, or this person may not see it.
    """
    milestone = _milestone(milestone_id, by, at)
    today = civil_date(at)
    rows = Snooze.objects.filter(user=by, milestone=milestone, until_on__gt=today)
    if rows.update(until_on=today):
        _recorded("reminders.milestone_woken", by, at, milestone=str(milestone.pk))


def _vanguard(vanguard_id: UUID) -> Vanguard:
    found = Vanguard.objects.filter(pk=vanguard_id).first()
    if found is None:
        raise NotFound("There is no such vanguard.")
    return found


def _milestone(milestone_id: UUID, by: User, at: datetime) -> Milestone:
    found = milestones(viewer=by, on=civil_date(at)).filter(pk=milestone_id).first()
    if found is None:
        raise NotFound("There is no such milestone.")
    return found


@step
def _recorded(kind: str, by: User, at: datetime, **facts: str) -> None:
    record(kind=kind, about=by, by=by, at=at, facts=facts)
