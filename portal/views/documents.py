"""What our practice signs: the wording, who has signed, and a holder's own signature."""

from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from core.clock import now
from core.doors import door
from gp_relationships.actions.signatures import sign
from portal import selectors
from portal.forms.documents import DecisionSheetForm, SignForm
from portal.presenters import answers, documents, participations
from portal.presenters.words import Problem
from portal.standpoint import Standpoint
from portal.views.access import for_practice, page


@for_practice("GET", "HEAD", "POST")
def show(
    request: HttpRequest, here: Standpoint, participation_id: UUID, document: str
) -> HttpResponse:
    """One document; who holds the contract and has not signed it may sign it here."""
    participation = selectors.get_participation(here, participation_id)
    found = selectors.document_of(here, participation, document)
    if request.method != "POST":
        return _page(request, here, participation, found)
    form = (DecisionSheetForm if found.consent.is_decision else SignForm)(request.POST)
    if not form.is_valid():
        status = HTTPStatus.UNPROCESSABLE_ENTITY
        wrong = answers.problems_of(form)
        return _page(request, here, participation, found, problems=wrong, status=status)
    with door(participation=str(participation.pk)) as passing:
        sign(participation_id=participation.pk, by=here.viewer, at=now(), **form.inputs())
    failure = passing.failure
    if failure is None:
        return redirect("portal:document", participation_id=participation.pk, document=document)
    if failure.kind == "notfound":
        raise Http404
    wrong = documents.problems(failure.reasons)
    return _page(request, here, participation, found, problems=wrong, status=failure.status)


def _page(
    request: HttpRequest,
    here: Standpoint,
    participation: Any,
    found: selectors.Found,
    *,
    problems: list[Problem] | None = None,
    status: HTTPStatus = HTTPStatus.OK,
) -> HttpResponse:
    model = selectors.model_of(participation, None)
    context = {
        "participation": participation,
        "paper": documents.paper(found.consent),
        "wording": found.wording,
        "version": documents.version(found.wording) if found.wording else "",
        "holder": found.holder,
        "may_sign": found.may_sign,
        "levels": participations.level_choices(model),
        "level": request.POST.get("level_of", ""),
        "problems": problems or [],
        "shown": {"problems": problems or []},
    }
    return page(request, here, "document", context, status)
