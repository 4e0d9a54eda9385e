"""Pages that belong to no app."""

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form was sent without its one-time mark: an old page, or cookies that are turned off."""
    return render(request, "csrf_failure.html", status=HTTPStatus.FORBIDDEN)


@never_cache
@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """The process is alive; nothing else is asked, so that a broken database restarts nobody."""
    return JsonResponse({"alive": True})
