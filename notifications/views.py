"""Where GOV.UK Notify tells what became of a letter."""

import hmac
import json
from http import HTTPStatus
from typing import Any

import structlog
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from core.clock import now
from core.doors import door
from notifications.actions.receipts import receive
from notifications.channels.base import Taken
from notifications.channels.notify import STATUSES, TAKEN

log = structlog.get_logger(__name__)

LONGEST = 20_000


@csrf_exempt
@require_POST
def notify_callback(request: HttpRequest) -> HttpResponse:
    """One letter's fate. Notify shows our token; it asks again later where we answer 503.

    What is authentic and means nothing to us is answered 204 all the same, so that it is not told
    again and again.
    """
    if not _is_notify(request):
        return HttpResponse(status=HTTPStatus.FORBIDDEN)
    said = _said(request)
    if said is None:
        return HttpResponse(status=HTTPStatus.BAD_REQUEST)
    reference, taken = said
    with door(door="callback", reference=reference) as passing:
        receive(of=reference, taken=taken, at=now())
    if passing.failure is not None and passing.failure.kind == "busy":
        return HttpResponse(status=HTTPStatus.SERVICE_UNAVAILABLE, headers={"Retry-After": "60"})
    return HttpResponse(status=HTTPStatus.NO_CONTENT)


def _is_notify(request: HttpRequest) -> bool:
    given = request.headers.get("Authorization", "").encode()
    wanted = f"Bearer {settings.NOTIFY_CALLBACK_TOKEN}".encode()
    return bool(settings.NOTIFY_CALLBACK_TOKEN) and hmac.compare_digest(given, wanted)


def _said(request: HttpRequest) -> tuple[str, Taken] | None:
    """The reference and the status, if the body has them."""
    try:
        body: Any = json.loads(request.body) if len(request.body) <= LONGEST else None
    except (ValueError, RecursionError):
        return None
    if not isinstance(body, dict):
        return None
    reference, status, named = (body.get(key) for key in ("reference", "status", "id"))
    if not isinstance(reference, str) or not isinstance(status, str) or status not in STATUSES:
        return None
    return reference[:100], Taken(str(named or "")[:100], STATUSES[status], TAKEN)
