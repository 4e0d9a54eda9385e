"""Put the practice that a person is acting for on the request, afresh each time."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject

from accounts.models import Membership
from accounts.selectors import memberships_of
from core.clock import today

SESSION_KEY = "acting_practice"


def acting_membership(request: HttpRequest) -> Membership | None:
    """The membership under which the person acts: the chosen practice's, else the first.

    It is looked up at every request, so that a role that has ended gives no access from that day.
    """
    if not request.user.is_authenticated:
        return None
    held = list(memberships_of(request.user, on=today()))
    chosen = request.session.get(SESSION_KEY)
    return next((m for m in held if str(m.practice_id) == chosen), held[0] if held else None)


class ActingMembershipMiddleware:
    """Gives every request `acting`: the membership, or None."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.acting = SimpleLazyObject(lambda: acting_membership(request))  # type: ignore[attr-defined]
        return self.get_response(request)
