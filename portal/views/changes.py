"""What happens to our practice; and telling who joins or leaves the partnership."""

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from core.clock import now
from core.doors import door
from gp_relationships.actions.practice_changes import note
from portal import selectors
from portal.forms.fields import parts_of
from portal.forms.partners import PartnersForm
from portal.presenters import answers, changes
from portal.presenters.words import Problem
from portal.standpoint import Standpoint
from portal.views.access import for_practice, page

TOLD = "portal_partners_told"
"""In the session: that the page of changes is to say so once."""


@for_practice()
def show(request: HttpRequest, here: Standpoint) -> HttpResponse:
    """A row for each change that concerns our practice, the latest first."""
    rows = [changes.row(change) for change in selectors.changes_of(here)]
    return page(request, here, "changes", {"rows": rows, "told": request.session.pop(TOLD, False)})


@for_practice("GET", "HEAD", "POST")
def tell(request: HttpRequest, here: Standpoint) -> HttpResponse:
    """Who joins or leaves, and from which day; an officer approves it."""
    if request.method != "POST":
        empty = answers.FormPage(tuple(PartnersForm.base_fields), {"planned_on": parts_of(None)})
        return page(request, here, "partners", {"shown": empty})
    form = PartnersForm(request.POST)
    if not form.is_valid():
        return _again(request, here, form, answers.problems_of(form))
    with door(door="portal", page=request.path) as passing:
        note(
            practice_id=here.practice.pk, kind="partners", by=here.viewer, at=now(), **form.inputs()
        )
    failure = passing.failure
    if failure is not None:
        problems = answers.placed(failure.reasons, tuple(form.fields)) or [
            Problem("joining", reason.text, "#joining", reason.authority)
            for reason in failure.reasons
        ]
        return _again(request, here, form, problems, failure.status)
    request.session[TOLD] = True
    return redirect("portal:changes")


def _again(
    request: HttpRequest,
    here: Standpoint,
    form: PartnersForm,
    problems: list[Problem],
    status: HTTPStatus = HTTPStatus.UNPROCESSABLE_ENTITY,
) -> HttpResponse:
    """The form as it was sent, with what is wrong."""
    shown = answers.page_of_bound(form, problems)
    return page(request, here, "partners", {"shown": shown}, status)
