"""Our part in an MCP: what is on record, and the flow ask → check → recorded."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse

from core.clock import now
from core.doors import door
from gp_relationships.actions import participations as acts
from portal import drafts, selectors
from portal.drafts import Draft
from portal.presenters import answers as presenting
from portal.presenters import (
    documents,
    history,
    mcp_contracts,
    milestones,
    participations,
    rulebooks,
)
from portal.presenters import verdicts as demands
from portal.standpoint import Standpoint
from portal.views import steps
from portal.views.access import for_practice, page

ACTS: dict[str, Callable[..., Any]] = {
    "state_preference": acts.state_preference,
    "decide_in_principle": acts.decide_in_principle,
    "decide": acts.decide,
}


@for_practice()
def show(request: HttpRequest, here: Standpoint, participation_id: UUID) -> HttpResponse:
    """What is on record about our part, and what can be done about it, by whom."""
    participation = selectors.get_participation(here, participation_id)
    verdicts = selectors.open_moves(here, participation)
    papers = [documents.paper(one) for one in selectors.consents_of(here, participation)]
    binding = selectors.rulebook_of(here, participation.vanguard_id)
    context = {
        "participation": participation,
        "tag": participations.state_tag(participation),
        "lines": participations.summary(participation),
        "papers": [participations.signing(paper) for paper in papers],
        "open": participations.actions(verdicts),
        "closed": demands.closed(verdicts, participation),
        "mcp": mcp_contracts.card(selectors.mcp_contract_of(participation.vanguard_id)),
        "rulebook": rulebooks.sentence(binding),
    }
    return page(request, here, "participation", context)


@for_practice("GET", "HEAD", "POST")
def ask(request: HttpRequest, here: Standpoint, participation_id: UUID, slug: str) -> HttpResponse:
    """The form. What it is sent is checked for its shape and by the law, and kept as a draft."""
    step = steps.find(here, participation_id, slug)
    closed = steps.closed(request, here, step)
    if closed is not None:
        return closed
    if request.method == "POST":
        return _answered(request, here, step)
    draft = drafts.find(request, participation_id, step.move)
    kept = draft.answers if draft and draft.recorded is None else None
    recorded = {name: getattr(step.participation, name, "") for name in step.names}
    shown = presenting.page_of_answers(step.names, recorded if kept is None else kept)
    return steps.form_page(request, here, step, shown)


def _answered(request: HttpRequest, here: Standpoint, step: steps.Step) -> HttpResponse:
    participation = step.participation
    seen, _ = drafts.unseal(request, participation.pk, step.move)
    form = step.form(request.POST)
    if not form.is_valid():
        shown = presenting.page_of_bound(form, presenting.problems_of(form))
        return steps.form_page(request, here, step, shown)
    answers = form.answers()
    if seen != participation.version:
        return steps.changed_meanwhile(request, here, step, seen=seen, answers=answers)
    reasons = selectors.reasons_against_answers(here, participation, step.move, answers)
    problems = presenting.placed(reasons, step.names)
    if problems:
        return steps.form_page(request, here, step, presenting.page_of_bound(form, problems))
    drafts.keep(request, participation.pk, step.move, Draft(answers, seen=seen))
    return step.url("check")


@for_practice("GET", "HEAD", "POST")
def check(
    request: HttpRequest, here: Standpoint, participation_id: UUID, slug: str
) -> HttpResponse:
    """The answers once more, with a way to change each; then the one call."""
    step = steps.find(here, participation_id, slug)
    if request.method == "POST":
        return _record(request, here, step)
    draft = drafts.find(request, participation_id, step.move)
    if draft and draft.recorded is not None:
        return step.url("recorded", version=draft.recorded)
    if draft is None or draft.seen is None:
        return step.url("ask")
    sealed = drafts.seal(
        request, participation_id, step.move, seen=draft.seen, answers=draft.answers
    )
    rows = presenting.rows(draft.answers)
    return page(request, here, "check", {"step": step, "rows": rows, "sealed": sealed})


def _record(request: HttpRequest, here: Standpoint, step: steps.Step) -> HttpResponse:
    pk = step.participation.pk
    seen, answers = drafts.unseal(request, pk, step.move)
    with door(participation=str(pk)) as passing:
        done = ACTS[step.move](participation_id=pk, by=here.viewer, at=now(), seen=seen, **answers)
    if passing.failure is not None:
        return steps.refused(request, here, step, passing.failure, seen=seen, answers=answers)
    drafts.keep(request, pk, step.move, Draft(answers, seen, recorded=done.version))
    return step.url("recorded", version=done.version)


@for_practice()
def recorded(
    request: HttpRequest, here: Standpoint, participation_id: UUID, slug: str, version: int
) -> HttpResponse:
    """It is done: what was recorded, under which reference, and what happens next and when."""
    step = steps.find(here, participation_id, slug)
    event = selectors.get_event(step.participation, version)
    if event.move != step.move:
        raise Http404
    journeys = selectors.journeys_of(here, [step.participation.vanguard_id])
    due = selectors.milestones_of(here, list(journeys.values()))
    context = {
        "step": step,
        "entry": history.entry(event),
        "reference": participations.reference(step.participation, version),
        "next_date": milestones.next_date(due, here.on),
        "to_sign": participations.to_sign(event),
    }
    return page(request, here, "recorded", context)
