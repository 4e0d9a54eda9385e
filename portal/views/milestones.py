"""The practices' milestones: what, whose, by when, how each stands; and recording our own."""

from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from core.clock import now
from core.doors import door
from formation.actions.milestones import meet
from portal import selectors
from portal.forms.fields import parts_of
from portal.forms.milestones import MetForm
from portal.presenters import answers, milestones
from portal.presenters.words import Problem
from portal.standpoint import Standpoint
from portal.views.access import for_practice, page

RECORDED = "portal_milestone_recorded"
"""In the session: the milestone that the list is to say was recorded, once."""


@for_practice()
def show(request: HttpRequest, here: Standpoint) -> HttpResponse:
    """One table for each vanguard that asked our practice, and what has moved since last week."""
    asked = selectors.participations_of(here)
    by_vanguard = selectors.journeys_of(here, [row.vanguard_id for row in asked])
    journeys = list(by_vanguard.values())
    due = selectors.milestones_of(here, journeys)
    outlooks = selectors.outlooks_of(here, due)
    to_record = selectors.milestones_to_record(here, due)
    tables = [
        {
            "vanguard": row.vanguard.name,
            "rows": [
                milestones.row(
                    milestone,
                    here.on,
                    outlook=outlooks.get(milestone.pk),
                    verdict=to_record.get(milestone.pk),
                )
                for milestone in due
                if milestone.journey.vanguard_id == row.vanguard_id
            ],
        }
        for row in asked
    ]
    context = {
        "tables": tables,
        "moved": [milestones.moved(each) for each in selectors.moved_lately(here, journeys)],
        "recorded": request.session.pop(RECORDED, ""),
    }
    return page(request, here, "milestones", context)


@for_practice("GET", "HEAD", "POST")
def record(request: HttpRequest, here: Standpoint, milestone_id: UUID) -> HttpResponse:
    """On which day our practice kept it, and what shows that."""
    milestone = selectors.get_milestone(here, milestone_id)
    verdict = selectors.milestones_to_record(here, [milestone]).get(milestone.pk)
    if request.method != "POST":
        empty = answers.FormPage(tuple(MetForm.base_fields), {"met_on": parts_of(None)})
        return _form(request, here, milestone, empty, verdict=verdict)
    form = MetForm(request.POST)
    if not form.is_valid():
        wrong = answers.page_of_bound(form, answers.problems_of(form))
        return _form(request, here, milestone, wrong, HTTPStatus.UNPROCESSABLE_ENTITY)
    with door(door="portal", page=request.path) as passing:
        meet(milestone_id=milestone.pk, by=here.viewer, at=now(), **form.inputs())
    failure = passing.failure
    if failure is not None:
        problems = answers.placed(failure.reasons, tuple(form.fields)) or [
            Problem("met_on", reason.text, "#met_on", reason.authority)
            for reason in failure.reasons
        ]
        return _form(
            request, here, milestone, answers.page_of_bound(form, problems), failure.status
        )
    request.session[RECORDED] = milestone.title
    return redirect("portal:milestones")


def _form(
    request: HttpRequest,
    here: Standpoint,
    milestone: Any,
    shown: answers.FormPage,
    status: HTTPStatus = HTTPStatus.OK,
    *,
    verdict: Any = None,
) -> HttpResponse:
    """The form, with what is wrong, what is unusual, and what stands against it before anything is
    typed."""
    context = {
        "milestone": milestone,
        "line": milestones.row(milestone, here.on),
        "asked": milestone.row.evidence if milestone.row else "",
        "shown": shown,
        "reasons": verdict.reasons if verdict else (),
        "warnings": verdict.warnings if verdict else (),
        "closed": milestone.state != "due",
    }
    return page(request, here, "milestone", context, status)
