"""Who I am here, and which practice I act for."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from accounts.middleware import SESSION_KEY
from accounts.roles import label
from core.wording import day
from portal import selectors
from portal.standpoint import Standpoint
from portal.views.access import for_practice, page
from portal.views.password import CHANGED


@for_practice()
def show(request: HttpRequest, here: Standpoint) -> HttpResponse:
    """Name, address, roles; and for those who speak for several practices, a choice."""
    held = selectors.memberships_of(here)
    context = {
        "roles": [
            {
                "practice": str(membership.practice),
                "role": label(membership.role),
                "since": day(membership.starts_on),
                "until": day(membership.ends_on) if membership.ends_on else "",
            }
            for membership in held
        ],
        "password_changed": request.session.pop(CHANGED, False),
        "practices": {str(m.practice_id): str(m.practice) for m in held},
    }
    return page(request, here, "account", context)


@for_practice("POST")
def switch(request: HttpRequest, here: Standpoint) -> HttpResponse:
    """Act for another of my practices from now on."""
    chosen = request.POST.get("practice", "")
    if chosen not in {str(m.practice_id) for m in selectors.memberships_of(here)}:
        raise Http404
    request.session[SESSION_KEY] = chosen
    return redirect("portal:home")
