"""The practices' milestones: what, whose, by when, and how each stands."""

from django.http import HttpRequest, HttpResponse

from portal import selectors
from portal.presenters import milestones
from portal.standpoint import Standpoint
from portal.views.access import for_practice, page


@for_practice()
def show(request: HttpRequest, here: Standpoint) -> HttpResponse:
    """One table for each vanguard that asked our practice."""
    asked = selectors.participations_of(here)
    by_vanguard = selectors.journeys_of(here, [row.vanguard_id for row in asked])
    due = selectors.milestones_of(here, list(by_vanguard.values()))
    tables = [
        {
            "vanguard": row.vanguard.name,
            "rows": [
                milestones.row(milestone, here.on)
                for milestone in due
                if milestone.journey.vanguard_id == row.vanguard_id
            ],
        }
        for row in asked
    ]
    return page(request, here, "milestones", {"tables": tables})
