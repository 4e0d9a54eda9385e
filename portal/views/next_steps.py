"""What has to be true before the next steps: of our decision, our contract and our vanguard."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse

from portal import selectors
from portal.presenters import verdicts
from portal.standpoint import Standpoint
from portal.views.access import for_practice, page


@for_practice()
def show(request: HttpRequest, here: Standpoint, participation_id: UUID) -> HttpResponse:
    """The same lines as the officers see, as far as they concern our practice."""
    participation = selectors.get_participation(here, participation_id)
    ours = selectors.open_moves(here, participation)
    own = selectors.moves_of_contract(here)
    journey = selectors.journeys_of(here, [participation.vanguard_id]).get(
        participation.vanguard_id
    )
    onward = selectors.moves_onward(here, journey)
    context = {
        "participation": participation,
        "ours": verdicts.our_steps(selectors.onward_of_ours(ours), participation),
        "contract": verdicts.our_steps(selectors.onward_of_ours(own), participation),
        "vanguard": verdicts.shared_steps(
            onward, practice=here.practice.code, participation=participation
        ),
    }
    return page(request, here, "next_steps", context)
