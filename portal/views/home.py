"""The first page: what is asked of us now, our vanguard, our contract."""

from typing import Any

from django.http import HttpRequest, HttpResponse

from portal import selectors
from portal.presenters import contracts, documents, journeys, milestones, participations
from portal.presenters.participations import Task
from portal.standpoint import Standpoint
from portal.views.access import for_practice, page


@for_practice()
def show(request: HttpRequest, here: Standpoint) -> HttpResponse:
    """Everything that a practice asks first, on one page."""
    asked = selectors.participations_of(here)
    by_vanguard = selectors.journeys_of(here, [row.vanguard_id for row in asked])
    due = selectors.milestones_of(here, list(by_vanguard.values()))
    contract = selectors.contract_of(here)
    context = {
        "asked": [_part(row, by_vanguard.get(row.vanguard_id), here) for row in asked],
        "near": [_task(row, here) for row in milestones.asked_now(due, here.on)],
        "notice": milestones.notice(due, here.on),
        "contract": contracts.card(
            contract,
            here.on,
            selectors.edition_of(here, contract),
            selectors.ways_back(here, contract)[0],
        ),
        "practices": {held.practice_id for held in selectors.memberships_of(here)},
    }
    return page(request, here, "home", context)


def _part(row: Any, journey: Any, here: Standpoint) -> dict[str, Any]:
    """One vanguard that asked us: what we have to do about it, and how far it is."""
    papers = [documents.paper(one) for one in selectors.consents_of(here, row)]
    return {
        "participation": row,
        "tag": participations.state_tag(row),
        "tasks": participations.tasks(row, selectors.open_moves(here, row), papers),
        "journey": journeys.card(journey, selectors.model_of(row, journey)),
    }


def _task(milestone: object, here: Standpoint) -> Task:
    row = milestones.row(milestone, here.on)
    law = " Required by law." if row.statutory else ""
    return Task(row.title, f"Due {row.due}.{law}", row.status)
