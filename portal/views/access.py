"""Who may open the portal's pages: a person who speaks for a practice today."""

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any, Concatenate, ParamSpec

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from accounts.selectors import may_open_admin
from core.clock import today
from core.errors import NotFound
from portal.standpoint import Standpoint

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, Standpoint, P], HttpResponse]


def for_practice(*methods: str) -> Callable[[View[P]], Callable[..., HttpResponse]]:
    """A page of the practice that the person acts for.

    Whoever is not signed in goes to sign-in. Whoever speaks for no practice today is told why, and
    whom to ask. What is not this practice's does not exist here.
    """

    def decorate(view: View[P]) -> Callable[..., HttpResponse]:
        @wraps(view)
        def opened(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not request.acting:  # type: ignore[attr-defined]
                return no_practice(request)
            here = Standpoint(request.user, request.acting.practice, today())  # type: ignore[attr-defined, arg-type]
            try:
                return view(request, here, *args, **kwargs)
            except NotFound as error:
                raise Http404 from error

        return require_http_methods(methods or ("GET", "HEAD"))(login_required(opened))

    return decorate


def no_practice(request: HttpRequest) -> HttpResponse:
    """The person is known, and speaks for no practice today."""
    officer = may_open_admin(request.user, on=today())  # type: ignore[arg-type]
    return page(request, None, "no_practice", {"officer": officer}, HTTPStatus.FORBIDDEN)


def page(
    request: HttpRequest,
    here: Standpoint | None,
    template: str,
    context: dict[str, Any],
    status: HTTPStatus = HTTPStatus.OK,
) -> HttpResponse:
    """One page of the portal, with what its frame needs."""
    frame = {"here": here, "signed_in": request.user, **context}
    return render(request, f"portal/{template}.html", frame, status=status)
