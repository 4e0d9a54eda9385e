"""The calendar door: a calendar program knocks with the secret in its address."""

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from core.clock import today
from reminders.selectors.feeds import calendar_of, find_feed


@require_safe
def show(request: HttpRequest, secret: str) -> HttpResponse:
    """The dates that the person of this address may see today; nothing once it is revoked."""
    feed = find_feed(secret)
    if feed is None:
        raise Http404
    answer = HttpResponse(
        calendar_of(feed, on=today()), content_type="text/calendar; charset=utf-8"
    )
    answer["Content-Disposition"] = 'inline; filename="milestones.ics"'
    return answer
