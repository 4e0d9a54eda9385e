"""What a calendar program reads: the milestones that its person may see, as whole-day events."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import Max, QuerySet
from icalendar import Calendar, Event

from accounts.models import User
from formation.models import Milestone
from formation.rules.milestones import MilestoneState
from formation.selectors import milestones
from gp_relationships.models import Participation
from reminders.models import CalendarFeed

SHOWN_FOR = timedelta(days=400)
"""How long a date stays in the calendar after it has passed."""

STATUS = {MilestoneState.DROPPED: "CANCELLED"}
ONE_DAY = timedelta(days=1)


def digest_of(secret: str) -> str:
    """What is kept of the secret in an address."""
    return sha256(secret.encode()).hexdigest()


def find_feed(secret: str) -> CalendarFeed | None:
    """The living feed of this address, if its person can still sign in."""
    living = CalendarFeed.objects.filter(revoked_at=None, user__is_active=True)
    rows = living.select_related("user", "vanguard", "practice")
    return rows.filter(digest=digest_of(secret)).first()


def feeds_of(person: User) -> QuerySet[CalendarFeed]:
    """This person's living feeds, newest first."""
    rows = CalendarFeed.objects.filter(user=person, revoked_at=None)
    return rows.select_related("vanguard", "practice").order_by("-issued_at")


def calendar_of(feed: CalendarFeed, *, on: date) -> bytes:
    """The calendar as iCalendar text (RFC 5545).

    An event keeps its name for good; its sequence is the milestone's version, so that programs
    take over every change, and one that was dropped is cancelled.
    """
    calendar = Calendar()
    calendar.add("prodid", "-//MCP formation programme//Milestones//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", _name(feed))
    calendar.add("x-wr-timezone", "Europe/London")
    for milestone in _rows(feed, on=on):
        calendar.add_component(_event(milestone))
    return bytes(calendar.to_ical())


def _rows(feed: CalendarFeed, *, on: date) -> Iterable[Any]:
    rows = milestones(viewer=feed.user, on=on).filter(due_on__gte=on - SHOWN_FOR)
    if feed.vanguard_id:
        rows = rows.filter(journey__vanguard=feed.vanguard_id)
    if feed.practice_id:
        asked = Participation.objects.filter(practice=feed.practice_id).exclude(state="left")
        rows = rows.filter(journey__vanguard__in=asked.values("vanguard_id"))
        rows = rows.filter(practice=None) | rows.filter(practice=feed.practice_id)
    return rows.annotate(changed_at=Max("changes__made_at")).order_by("due_on", "code", "pk")


def _event(milestone: Milestone) -> Event:
    host = urlsplit(settings.SITE_URL).hostname or "localhost"
    changed: datetime = milestone.changed_at.astimezone(UTC)  # type: ignore[attr-defined]
    event = Event()
    event.add("uid", f"{milestone.pk}@{host}")
    event.add("sequence", milestone.version)
    event.add("dtstamp", changed)
    event.add("last-modified", changed)
    event.add("dtstart", milestone.due_on)
    event.add("dtend", milestone.due_on + ONE_DAY)
    event.add("summary", _summary(milestone))
    event.add("description", _description(milestone))
    event.add("status", STATUS.get(MilestoneState(milestone.state), "CONFIRMED"))
    event.add("transp", "TRANSPARENT")
    return event


def _summary(milestone: Milestone) -> str:
    met = "Met: " if milestone.state == MilestoneState.MET else ""
    return f"{met}{milestone.title} ({milestone.journey.vanguard.name})"


def _description(milestone: Milestone) -> str:
    lines = [f"{milestone.code}, {milestone.get_owner_display().lower()}."]
    if milestone.is_statutory:
        lines.append("Required by law.")
    return " ".join([*lines, f"Sign in at {settings.SITE_URL}/"])


def _name(feed: CalendarFeed) -> str:
    of = feed.vanguard.name if feed.vanguard else str(feed.practice or "")
    return f"MCP milestones{': ' if of else ''}{of}"
