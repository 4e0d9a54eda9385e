"""Reads about messages and signs of life."""

from collections.abc import Collection, Mapping
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from accounts.models import User
from notifications.models import OPEN_STATES, Bounce, Breaker, Heartbeat, Message, MessageState
from notifications.rules.channels import Channel

REMINDERS = ("milestone_reminder", "milestone_overdue")
"""The kinds of message that remind of a milestone."""

SWEEP = "sweep"
"""The name of the sweep's heartbeat."""

VERIFICATION, NO_FAULT = "verification", "no fault"
"""The name of the nightly check's heartbeat, and what it notes if all is well."""


def last_beat(name: str) -> Heartbeat | None:
    """When this last gave a sign of life, if it ever did."""
    return Heartbeat.objects.filter(name=name).first()


def waiting() -> QuerySet[Message]:
    """The messages to people that are still to be dealt with."""
    return Message.objects.filter(state__in=OPEN_STATES)


def needing_review() -> QuerySet[Message]:
    """The messages that an officer must look at, oldest first."""
    return Message.objects.filter(state=MessageState.NEEDS_REVIEW).order_by("posted_at")


def messages_about(about_type: str, about_id: UUID) -> QuerySet[Message]:
    """Every message about one row and what became of it, newest first."""
    return Message.objects.filter(about_type=about_type, about_id=about_id).select_related("to")


def messages_about_any(about: Mapping[str, Collection[object]]) -> QuerySet[Message]:
    """Every message about any of these rows: their identifiers by the name of their kind."""
    wanted = Q(pk__in=[])
    for about_type, ids in about.items():
        wanted |= Q(about_type=about_type, about_id__in=list(ids))
    return Message.objects.filter(wanted).select_related("to")


def last_reminder_sent() -> Message | None:
    """The reminder of a milestone that was sent last, if there is any."""
    sent = Message.objects.filter(kind__in=REMINDERS, state=MessageState.SENT)
    return sent.select_related("to").order_by("-sent_at").first()


def open_bounces() -> QuerySet[Bounce]:
    """The addresses that take no mail and that nobody has put right yet, newest first."""
    return Bounce.objects.filter(lifted_at=None).select_related("person", "message")


def bounces_against(person: User, *, at: datetime) -> QuerySet[Bounce]:
    """What stands against writing to this person's present address now."""
    known = Bounce.objects.filter(person=person, address=person.email)
    return known.filter(lifted_at=None, lapses_at__gt=at)


def bounces_among(people: Collection[UUID]) -> QuerySet[Bounce]:
    """The bounces of these people's addresses that nobody has put right yet."""
    return open_bounces().filter(person__in=people)


def not_asked() -> QuerySet[Breaker]:
    """The providers that are not asked at present, because they fail."""
    return Breaker.objects.exclude(open_until=None)


NOT_SAID = (MessageState.SUPPRESSED, MessageState.GIVEN_UP)


def inbox(
    viewer: User, *, unread: bool = False, vanguard_id: UUID | None = None
) -> QuerySet[Message]:
    """What this person was told, or is about to be, newest first; a digest as the things in it."""
    rows = Message.objects.filter(to=viewer, channel=Channel.EMAIL)
    rows = rows.exclude(state__in=NOT_SAID).exclude(kind="digest")
    if unread:
        rows = rows.filter(read_at=None)
    if vanguard_id is not None:
        rows = rows.filter(vanguard=vanguard_id)
    return rows.select_related("digest", "vanguard").order_by("-posted_at", "key")
