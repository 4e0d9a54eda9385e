"""What happened to our participation and our contract."""

from django.http import HttpRequest, HttpResponse

from portal import selectors
from portal.presenters import history
from portal.standpoint import Standpoint
from portal.views.access import for_practice, page


@for_practice()
def show(request: HttpRequest, here: Standpoint) -> HttpResponse:
    """Every event, the latest first."""
    entries = [history.entry(event) for event in selectors.history_of(here)]
    return page(request, here, "history", {"entries": entries})
