"""Addresses under which calendar programs read a person's dates."""

import secrets
from datetime import datetime
from uuid import UUID

from accounts.models import User
from accounts.scopes import practices_seen_by
from audit.record import record
from core.clock import civil_date
from core.errors import NotFound, Refused
from core.law import Reason
from core.transactions import step, use_case
from formation.selectors import journeys
from organisations.models import Practice, Vanguard
from reminders.models import CalendarFeed
from reminders.selectors.feeds import digest_of

MOST_FEEDS = 10
"""More living addresses than this are a leak."""


@use_case
def issue_feed(
    *,
    by: User,
    at: datetime,
    vanguard_id: UUID | None = None,
    practice_id: UUID | None = None,
) -> tuple[CalendarFeed, str]:
    """An address for oneself, of everything, of one vanguard or of one practice that one may see.

    Its secret is told once, here, and only its hash is kept.

    Raises:
        NotFound: there is no such vanguard or practice, or this person may not see it.
        Refused: they have too many already.
    """
    by = User.objects.select_for_update(no_key=True).get(pk=by.pk)
    if CalendarFeed.objects.filter(user=by, revoked_at=None).count() >= MOST_FEEDS:
        text = f"You have {MOST_FEEDS} calendars already. End one that you no longer use."
        raise Refused((Reason("too_many_feeds", text),), move="issue_feed")
    secret = secrets.token_urlsafe(32)
    feed = CalendarFeed.objects.create(
        user=by,
        digest=digest_of(secret),
        vanguard=_vanguard(vanguard_id, by, at),
        practice=_practice(practice_id, by, at),
        issued_at=at,
    )
    record(kind="reminders.feed_issued", about=by, by=by, at=at, facts={"feed": str(feed.pk)})
    return feed, secret


@use_case
def revoke_feed(*, feed_id: UUID, by: User, at: datetime) -> CalendarFeed:
    """End an address of one's own at once; twice is once.

    Raises:
        NotFound: there is none, or it is another person's.
    """
    feed = CalendarFeed.objects.select_for_update(no_key=True).filter(pk=feed_id, user=by).first()
    if feed is None:
        raise NotFound("There is no such calendar.")
    if feed.revoked_at is None:
        feed.revoked_at, feed.revoked_by = at, by
        feed.save(update_fields=["revoked_at", "revoked_by"])
        record(kind="reminders.feed_revoked", about=by, by=by, at=at, facts={"feed": str(feed.pk)})
    return feed


@step
def _vanguard(vanguard_id: UUID | None, by: User, at: datetime) -> Vanguard | None:
    if vanguard_id is None:
        return None
    seen = journeys(viewer=by, on=civil_date(at)).values("vanguard_id")
    found = Vanguard.objects.filter(pk=vanguard_id, pk__in=seen).first()
    if found is None:
        raise NotFound("There is no such vanguard.")
    return found


@step
def _practice(practice_id: UUID | None, by: User, at: datetime) -> Practice | None:
    if practice_id is None:
        return None
    found = practices_seen_by(by, on=civil_date(at)).filter(pk=practice_id).first()
    if found is None:
        raise NotFound("There is no such practice.")
    return found
