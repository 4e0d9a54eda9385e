"""What happened to our participation and our contract."""

from django.http import HttpRequest, HttpResponse

from portal import selectors
from portal.presenters import history
from portal.standpoint import Standpoint
from portal.views.access import for_practice, page

MOST_EVENTS = 50
"""How many are shown at first."""


@for_practice()
def show(request: HttpRequest, here: Standpoint) -> HttpResponse:
    """Every event, the latest first."""
    events = selectors.history_of(here)
    shown = events if request.GET.get("all") == "yes" else events[:MOST_EVENTS]
    context = {
        "entries": [history.entry(event) for event in shown],
        "hidden": len(events) - len(shown),
    }
    return page(request, here, "history", context)
