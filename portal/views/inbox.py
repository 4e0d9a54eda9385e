"""The inbox: what I was told, why, and what became of it. Nothing here acts on a case."""

from datetime import timedelta
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from core.clock import now
from core.wording import day
from notifications.actions.inbox import mark
from notifications.notices import subject_of
from notifications.selectors import inbox
from portal.presenters.inbox import entry
from portal.standpoint import Standpoint
from portal.views.access import for_practice, page
from reminders.actions.choices import snooze
from reminders.selectors.explaining import fate_of

MOST = 50
WEEK = timedelta(days=7)
PUT_OFF = "portal_put_off"


@for_practice()
def show(request: HttpRequest, here: Standpoint) -> HttpResponse:
    """Newest first; all, or those not read yet."""
    unread = request.GET.get("show") == "unread"
    rows = inbox(here.viewer, unread=unread)[:MOST]
    context = {
        "entries": [
            entry(row, subject=subject_of(row.kind, row.facts), fate=fate_of(row)) for row in rows
        ],
        "unread": unread,
        "put_off": request.session.pop(PUT_OFF, ""),
    }
    return page(request, here, "inbox", context)


@for_practice("POST")
def mark_read(request: HttpRequest, here: Standpoint) -> HttpResponse:
    """Mark messages of my own as read, or as unread again."""
    chosen = [found for each in request.POST.getlist("message") if (found := _identifier(each))]
    mark(message_ids=chosen, read=request.POST.get("read") == "1", by=here.viewer, at=now())
    return redirect("portal:inbox")


@for_practice("POST")
def put_off(request: HttpRequest, here: Standpoint, milestone_id: UUID) -> HttpResponse:
    """Put off one milestone for a week."""
    until = here.on + WEEK
    snooze(milestone_id=milestone_id, until_on=until, by=here.viewer, at=now())
    request.session[PUT_OFF] = day(until)
    return redirect("portal:inbox")


def _identifier(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
