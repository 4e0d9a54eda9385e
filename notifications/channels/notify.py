"""E-mail through GOV.UK Notify, by its official client.

Notify's `reference` names a letter and does not make it unique: to send twice under one reference
sends twice. So it is asked by reference before any second try. It refuses a request that was signed
more than 30 seconds before, and that is our fence: the signature is made before the lease is asked
for, and the lease is longer, so that what a sender signed before it lost its claim is refused.
"""

from collections.abc import Callable
from datetime import timedelta
from typing import Any, TypeVar

import requests
import structlog
from django.conf import settings
from notifications_python_client.authentication import create_jwt_token
from notifications_python_client.errors import APIError, HTTPError
from notifications_python_client.notifications import NotificationsAPIClient

from notifications.channels.base import Letter, NotSent, Taken, clipped
from notifications.rules.channels import Provider, Receipt

log = structlog.get_logger(__name__)

R = TypeVar("R")

STATUSES = {
    "created": Receipt.AWAITED,
    "sending": Receipt.AWAITED,
    "pending": Receipt.AWAITED,
    "sent": Receipt.AWAITED,
    "delivered": Receipt.DELIVERED,
    "permanent-failure": Receipt.PERMANENT_FAILURE,
    "temporary-failure": Receipt.TEMPORARY_FAILURE,
    "technical-failure": Receipt.TECHNICAL_FAILURE,
}
"""Notify's words for what became of an e-mail."""

TAKEN = "Accepted by GOV.UK Notify."
BUSY_FOR = timedelta(minutes=1)
"""Notify's limits are by the minute, where it names no time itself."""


class Notify:
    """GOV.UK Notify, over one connection; its template holds `((subject))` and `((body))`."""

    provider = Provider.NOTIFY
    remembers = True

    def __init__(self) -> None:
        self._client = _Client(
            settings.NOTIFY_API_KEY, base_url=settings.NOTIFY_URL, timeout=settings.EMAIL_TIMEOUT
        )

    def ready(self) -> None:
        """It is asked by each request; there is nothing to open."""

    def vouch(self) -> None:
        """Sign the next request now."""
        self._client.sign()

    def send(self, letter: Letter) -> Taken:
        """Hand one letter over, under the signature made before."""
        answer = _asked(
            lambda: self._client.send_email_notification(
                email_address=letter.to,
                template_id=settings.NOTIFY_TEMPLATE,
                personalisation={"subject": letter.subject, "body": letter.body},
                reference=letter.reference,
            )
        )
        if not isinstance(answer, dict) or "id" not in answer:
            raise NotSent("GOV.UK Notify gave no answer that we understand.", in_doubt=True)
        return Taken(str(answer["id"]), Receipt.AWAITED, TAKEN)

    def find(self, reference: str) -> Taken | None:
        """The letter that Notify has under this reference."""
        self._client.sign()
        answer = _asked(lambda: self._client.get_all_notifications(reference=reference))
        try:
            found = [one for one in answer["notifications"] if one["reference"] == reference]
            taken = [_taken(one) for one in found]
        except (KeyError, TypeError) as error:
            raise NotSent("GOV.UK Notify gave no list that we understand.") from error
        if len(taken) > 1:
            log.error("message_doubled", reference=reference, times=len(taken))
        return taken[0] if taken else None

    def receipt(self, ref: str) -> Taken | None:
        """What became of the letter, if Notify still knows it."""
        self._client.sign()
        try:
            return _taken(_asked(lambda: self._client.get_notification_by_id(ref)))
        except Forgotten:
            return None
        except (KeyError, TypeError) as error:
            raise NotSent("GOV.UK Notify gave no status that we understand.") from error

    def close(self) -> None:
        """Disconnect."""
        self._client.request_session.close()


class Forgotten(NotSent):
    """Notify does not know what it was asked for."""


class _Client(NotificationsAPIClient):
    """The official client, which signs when it is told to and not when it sends."""

    _token = ""

    def sign(self) -> None:
        self._token = create_jwt_token(self.api_key, self.service_id)

    def generate_headers(self, api_token: str) -> Any:
        return super().generate_headers(self._token or api_token)


def _taken(notification: Any) -> Taken:
    receipt = STATUSES.get(notification["status"], Receipt.AWAITED)
    return Taken(str(notification["id"]), receipt, TAKEN)


def _asked(question: Callable[[], R]) -> R:
    """Ask, and tell apart what an answer that is not a yes means for the letter.

    After a connection broke, or a fault inside Notify, the letter may have been taken.
    """
    try:
        return question()
    except HTTPError as error:
        if error.response is None:
            raise _silence(error.__cause__) from error
        raise _refusal(error) from error
    except APIError as error:
        why = f"GOV.UK Notify gave no answer that we understand: {clipped(error.message)}"
        raise NotSent(why, in_doubt=True) from error


def _silence(cause: BaseException | None) -> NotSent:
    """No answer: only where not even a connection was made is it certain that nothing was taken."""
    if isinstance(cause, requests.ConnectTimeout) or "NewConnectionError" in repr(cause):
        return NotSent(f"GOV.UK Notify cannot be reached: {clipped(cause)}", is_outage=True)
    return NotSent(f"No answer came from GOV.UK Notify: {type(cause).__name__}", in_doubt=True)


def _refusal(error: HTTPError) -> NotSent:
    code, said = error.status_code, clipped(_sentences(error.message))
    why = f"GOV.UK Notify answered {code}: {said}"
    if code == 429:
        return NotSent(why, is_outage=True, wait=_asked_to_wait(error))
    if code == 400:
        return NotSent(why, permanent=True, bounced="email_address" in said)
    if code == 404:
        return Forgotten(why, is_outage=True)
    return NotSent(why, is_outage=True, in_doubt=code >= 500)


def _sentences(message: Any) -> str:
    """Notify's errors, each with its kind."""
    if isinstance(message, list):
        return " ".join(f"{one.get('error')}: {one.get('message')}" for one in message)
    return str(message)


def _asked_to_wait(error: HTTPError) -> timedelta:
    seconds = error.response.headers.get("Retry-After", "")  # type: ignore[union-attr]
    return timedelta(seconds=min(int(seconds), 3600)) if seconds.isdigit() else BUSY_FOR
