"""The roles of our GPs in the MCP."""

from django.http import HttpRequest, HttpResponse

from portal import selectors
from portal.presenters import roles
from portal.standpoint import Standpoint
from portal.views.access import for_practice, page


@for_practice()
def show(request: HttpRequest, here: Standpoint) -> HttpResponse:
    """A row for each role that a GP of ours has or had."""
    rows = [roles.row(role) for role in selectors.gp_roles_of(here)]
    return page(request, here, "gp_roles", {"rows": rows})
