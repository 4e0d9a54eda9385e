"""A calendar of one's own: what is in it, whose it is, how it follows changes, and its end."""

from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from icalendar import Calendar

from core.errors import NotFound, Refused
from formation.actions import milestones
from reminders.actions.feeds import MOST_FEEDS, issue_feed, revoke_feed
from reminders.models import CalendarFeed
from tests.support.people import NOW, TODAY

pytestmark = pytest.mark.django_db


def read(secret: str, status: int = 200):
    with time_machine.travel(NOW, tick=False):
        answer = Client().get(reverse("portal:calendar", args=[secret]))
    assert answer.status_code == status
    return Calendar.from_ical(answer.content) if status == 200 else None


def events(secret: str) -> dict[str, object]:
    return {str(e["summary"]): e for e in read(secret).walk("VEVENT")}


def test_a_calendar_holds_what_the_person_may_see(due_in, taking_part, manager, officer):
    own, others = due_in(7, "B20"), due_in(7, "B10")
    _, of_manager = issue_feed(by=manager, at=NOW)
    _, of_officer = issue_feed(by=officer, at=NOW)
    named = {m.pk: f"{m.title} (Testshire Together)" for m in (own, others)}
    assert named[own.pk] in events(of_manager)
    assert named[others.pk] not in events(of_manager)
    assert set(named.values()) <= set(events(of_officer))


def test_an_event_is_a_whole_day_and_keeps_its_name_through_every_change(due_in, officer):
    milestone = due_in(7)
    _, secret = issue_feed(by=officer, at=NOW)
    name = f"{milestone.title} (Testshire Together)"
    first = events(secret)[name]
    assert first.decoded("dtstart") == TODAY + timedelta(days=7)
    assert str(first["status"]) == "CONFIRMED"
    due_in(9)
    moved = events(secret)[name]
    assert moved["uid"] == first["uid"] == f"{milestone.pk}@localhost"
    assert moved["sequence"] > first["sequence"]
    assert moved.decoded("dtstart") == TODAY + timedelta(days=9)
    milestones.drop(milestone_id=milestone.pk, by=officer, at=NOW, note="Not needed.")
    dropped = events(secret)[name]
    assert (str(dropped["status"]), dropped["uid"]) == ("CANCELLED", first["uid"])
    assert dropped["sequence"] > moved["sequence"]


def test_what_was_met_is_said_to_be_met(due_in, officer):
    milestone = due_in(1)
    milestones.meet(milestone_id=milestone.pk, met_on=TODAY, by=officer, at=NOW)
    _, secret = issue_feed(by=officer, at=NOW)
    assert f"Met: {milestone.title} (Testshire Together)" in events(secret)


def test_a_calendar_is_narrowed_to_a_vanguard_or_a_practice(due_in, taking_part, manager, vanguard):
    due_in(1, "B20")
    practice = manager.memberships.get().practice
    for narrowed in ({"vanguard_id": vanguard.pk}, {"practice_id": practice.pk}):
        feed, secret = issue_feed(by=manager, at=NOW, **narrowed)
        assert events(secret)
        assert str(read(secret)["x-wr-calname"]).endswith(str(feed.vanguard or feed.practice)) or (
            vanguard.name in str(read(secret)["x-wr-calname"])
        )


def test_a_revoked_calendar_is_not_there_and_nor_is_a_guess(due_in, officer, manager):
    due_in(1)
    feed, secret = issue_feed(by=officer, at=NOW)
    with pytest.raises(NotFound):
        revoke_feed(feed_id=feed.pk, by=manager, at=NOW)
    for _ in range(2):
        revoke_feed(feed_id=feed.pk, by=officer, at=NOW)
    read(secret, 404)
    read("guessed", 404)


def test_a_calendar_ends_with_its_persons_account(officer):
    _, secret = issue_feed(by=officer, at=NOW)
    officer.is_active = False
    officer.save(update_fields=["is_active"])
    read(secret, 404)


def test_only_the_hash_of_the_secret_is_kept(officer):
    feed, secret = issue_feed(by=officer, at=NOW)
    assert secret not in str(CalendarFeed.objects.filter(pk=feed.pk).values().get())


def test_nobody_has_a_calendar_of_what_they_may_not_see(manager, vanguard, other_practice):
    for narrowed in (
        {"vanguard_id": vanguard.pk},
        {"vanguard_id": uuid4()},
        {"practice_id": other_practice.pk},
        {"practice_id": uuid4()},
    ):
        with pytest.raises(NotFound):
            issue_feed(by=manager, at=NOW, **narrowed)
    assert not CalendarFeed.objects.exists()


def test_nobody_has_more_calendars_than_they_can_use(officer):
    for _ in range(MOST_FEEDS):
        issue_feed(by=officer, at=NOW)
    with pytest.raises(Refused, match="already"):
        issue_feed(by=officer, at=NOW)
