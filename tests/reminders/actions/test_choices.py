"""What people choose: each for themselves, with every reason, recorded, whole or not at all."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError

from audit.models import AuditEvent
from core.errors import NotFound, Refused
from notifications.models import Message, MessageState
from reminders.actions import choices
from reminders.actions.choices import choose_rhythm, mute, snooze, unmute, wake
from reminders.models import Mute, Preference, Snooze
from reminders.rules.rhythm import Rhythm
from tests.support.people import NOW, TODAY

pytestmark = pytest.mark.django_db

WEEKLY = Rhythm(often="weekly", weekday=5, hour=9)


def codes(refused) -> set[str]:
    return {reason.code for reason in refused.value.reasons}


def test_a_rhythm_is_kept_changed_and_recorded(officer):
    choose_rhythm(rhythm=WEEKLY, by=officer, at=NOW)
    choose_rhythm(rhythm=Rhythm(often="each"), by=officer, at=NOW)
    assert Preference.objects.get(user=officer).rhythm.often == "each"
    assert AuditEvent.objects.filter(kind="reminders.rhythm_chosen").count() == 2


def test_what_is_held_already_goes_by_the_new_rhythm(due_in, sweep, officer):
    due_in(1)
    sweep()
    choose_rhythm(rhythm=WEEKLY, by=officer, at=NOW)
    held = Message.objects.get(state=MessageState.HELD)
    assert held.due_at == NOW + timedelta(days=3, hours=23)  # Friday at nine


@pytest.mark.parametrize(
    ("rhythm", "code"),
    [
        (Rhythm(often="hourly"), "rhythm_unknown"),
        (Rhythm(weekday=8), "weekday_unknown"),
        (Rhythm(quiet_from=24), "quiet_hours_unknown"),
        (Rhythm(hour=3), "digest_hour_unknown"),
        (Rhythm(hour=8, quiet_from=19, quiet_until=9), "digest_in_quiet_hours"),
    ],
)
def test_a_rhythm_that_cannot_be_kept_is_refused_and_nothing_is_written(officer, rhythm, code):
    with pytest.raises(Refused) as refused:
        choose_rhythm(rhythm=rhythm, by=officer, at=NOW)
    assert codes(refused) == {code}
    assert not Preference.objects.exists()


def test_every_reason_against_a_rhythm_is_given_at_once(officer):
    with pytest.raises(Refused) as refused:
        choose_rhythm(rhythm=Rhythm("x", 0, 3, 99, 99), by=officer, at=NOW)
    assert codes(refused) == {
        "rhythm_unknown",
        "weekday_unknown",
        "quiet_hours_unknown",
        "digest_hour_unknown",
    }


def test_a_vanguard_is_muted_once_and_heard_again(officer, vanguard):
    for _ in range(2):
        mute(vanguard_id=vanguard.pk, by=officer, at=NOW)
    assert Mute.objects.filter(user=officer, ends_on=None).count() == 1
    for _ in range(2):
        unmute(vanguard_id=vanguard.pk, by=officer, at=NOW)
    assert not Mute.objects.filter(ends_on=None).exists()
    kinds = AuditEvent.objects.filter(kind__startswith="reminders.vanguard")
    assert kinds.count() == 2


def test_what_is_put_off_can_be_put_off_longer_and_taken_back(due_in, officer):
    milestone = due_in(1)
    for days in (3, 5):
        until = TODAY + timedelta(days=days)
        snooze(milestone_id=milestone.pk, until_on=until, by=officer, at=NOW)
    assert Snooze.objects.get().until_on == TODAY + timedelta(days=5)
    wake(milestone_id=milestone.pk, by=officer, at=NOW)
    assert Snooze.objects.get().until_on == TODAY


@pytest.mark.parametrize(("days", "code"), [(0, "snooze_is_over"), (29, "snooze_too_long")])
def test_nothing_is_put_off_to_the_past_or_for_ever(due_in, officer, days, code):
    milestone = due_in(1)
    with pytest.raises(Refused) as refused:
        snooze(milestone_id=milestone.pk, until_on=TODAY + timedelta(days=days), by=officer, at=NOW)
    assert codes(refused) == {code}
    assert not Snooze.objects.exists()


def test_what_a_person_may_not_see_is_not_there(due_in, manager, taking_part):
    officers = due_in(1, "B10")
    week = TODAY + timedelta(days=7)
    for milestone_id in (officers.pk, uuid4()):
        with pytest.raises(NotFound):
            snooze(milestone_id=milestone_id, until_on=week, by=manager, at=NOW)
    with pytest.raises(NotFound):
        mute(vanguard_id=uuid4(), by=manager, at=NOW)
    own = due_in(1, "B20")
    assert snooze(milestone_id=own.pk, until_on=week, by=manager, at=NOW).user == manager


def test_if_the_audit_cannot_be_written_nothing_is_chosen(monkeypatch, due_in, officer, vanguard):
    def broken(**_):
        raise IntegrityError("no audit today")

    milestone = due_in(1)
    monkeypatch.setattr(choices, "record", broken)
    week = TODAY + timedelta(days=7)
    for act in (
        lambda: choose_rhythm(rhythm=WEEKLY, by=officer, at=NOW),
        lambda: mute(vanguard_id=vanguard.pk, by=officer, at=NOW),
        lambda: snooze(milestone_id=milestone.pk, until_on=week, by=officer, at=NOW),
    ):
        with pytest.raises(IntegrityError):
            act()
    assert not (Preference.objects.exists() or Mute.objects.exists() or Snooze.objects.exists())
