"""How I am reminded: how often and when, of which vanguards not, and in which calendars."""

from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from core.clock import now
from core.doors import door
from core.wording import day
from portal import selectors
from portal.forms.reminders import RhythmForm
from portal.presenters import answers
from portal.presenters.words import Problem
from portal.standpoint import Standpoint
from portal.views.access import for_practice, page
from reminders.actions.choices import choose_rhythm, mute, unmute
from reminders.actions.feeds import issue_feed, revoke_feed
from reminders.rules.rhythm import DAYS, EARLIEST_HOUR, LATEST_HOUR, OFTEN_IN_WORDS
from reminders.selectors.choices import muted_by, rhythm_of
from reminders.selectors.feeds import feeds_of

SAID = "portal_reminders_said"
"""In the session: what the page is to say once."""

AT = {
    "digest_hour_unknown": "hour",
    "digest_in_quiet_hours": "hour",
    "weekday_unknown": "weekday",
    "quiet_hours_unknown": "quiet_from",
    "rhythm_unknown": "often",
}


@for_practice("GET", "HEAD", "POST")
def choose(request: HttpRequest, here: Standpoint) -> HttpResponse:
    """My rhythm, my muted vanguards and my calendars on one page."""
    if request.method != "POST":
        return _shown(request, here, _chosen(here), [])
    form = RhythmForm(request.POST)
    typed = {name: request.POST.get(name, "") for name in form.fields}
    if not form.is_valid():
        return _shown(request, here, typed, answers.problems_of(form))
    with door(door="portal", page=request.path) as passing:
        choose_rhythm(by=here.viewer, at=now(), **form.inputs())
    failure = passing.failure
    if failure is not None:
        problems = [_problem(reason.code, reason.text) for reason in failure.reasons]
        return _shown(request, here, typed, problems)
    request.session[SAID] = "Your choice is saved."
    return redirect("portal:reminders")


@for_practice("POST")
def mute_vanguard(request: HttpRequest, here: Standpoint, vanguard_id: UUID) -> HttpResponse:
    """Hear no more of a vanguard that asked us, or hear of it again."""
    asked = {row.vanguard_id: row.vanguard for row in selectors.participations_of(here)}
    if vanguard_id not in asked:
        raise Http404
    again = request.POST.get("mute") != "1"
    act = unmute if again else mute
    act(vanguard_id=vanguard_id, by=here.viewer, at=now())
    name = asked[vanguard_id].name
    request.session[SAID] = f"You hear of {name} again." if again else f"{name} is muted."
    return redirect("portal:reminders")


@for_practice("POST")
def make_calendar(request: HttpRequest, here: Standpoint) -> HttpResponse:
    """A new address for my calendar program; it is shown this once."""
    with door(door="portal", page=request.path) as passing:
        _, secret = issue_feed(by=here.viewer, at=now(), practice_id=here.practice.pk)
    failure = passing.failure
    if failure is not None:
        problems = [_problem(reason.code, reason.text) for reason in failure.reasons]
        return _shown(request, here, _chosen(here), problems)
    address = request.build_absolute_uri(reverse("portal:calendar", args=[secret]))
    return _shown(request, here, _chosen(here), [], address=address)


@for_practice("POST")
def end_calendar(request: HttpRequest, here: Standpoint, feed_id: UUID) -> HttpResponse:
    """The address works no more."""
    revoke_feed(feed_id=feed_id, by=here.viewer, at=now())
    request.session[SAID] = "The calendar has been ended."
    return redirect("portal:reminders")


def _chosen(here: Standpoint) -> dict[str, Any]:
    rhythm = rhythm_of(here.viewer.pk)
    return {name: str(getattr(rhythm, name)) for name in RhythmForm.base_fields}


def _problem(code: str, text: str) -> Problem:
    place = AT.get(code, "often")
    return Problem(place, text, f"#{place}")


def _shown(
    request: HttpRequest,
    here: Standpoint,
    values: dict[str, Any],
    problems: list[Problem],
    *,
    address: str = "",
) -> HttpResponse:
    muted = muted_by(here.viewer, on=here.on)
    context = {
        "shown": answers.FormPage(tuple(RhythmForm.base_fields), values, problems),
        "said": request.session.pop(SAID, ""),
        "often": [{"value": each.value, "text": words} for each, words in OFTEN_IN_WORDS.items()],
        "weekdays": [{"value": str(n), "text": name} for n, name in enumerate(DAYS, 1)],
        "hours": [{"value": str(hour), "text": f"{hour}:00"} for hour in range(24)],
        "digest_hours": [
            {"value": str(hour), "text": f"{hour}:00"}
            for hour in range(EARLIEST_HOUR, LATEST_HOUR + 1)
        ],
        "vanguards": [
            {"id": row.vanguard_id, "name": row.vanguard.name, "muted": row.vanguard_id in muted}
            for row in selectors.participations_of(here)
        ],
        "feeds": [
            {"id": feed.pk, "of": str(feed.practice or feed.vanguard or "Everything"),
             "since": day(feed.issued_at.date())}
            for feed in feeds_of(here.viewer)
        ],
        "address": address,
    }  # fmt: skip
    status = HTTPStatus.UNPROCESSABLE_ENTITY if problems else HTTPStatus.OK
    return page(request, here, "reminders", context, status)
