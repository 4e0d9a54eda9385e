"""Signed postings to other systems, to hosts that a setting allows and to nothing else.

The name is resolved once, every address that it stands for is judged, and the connection goes to
that very address, so that a name cannot lead elsewhere between the judgement and the connection. No
redirect is followed. A receiver knows a repeated posting by its `Webhook-Id`.
"""

import http.client
import socket
import ssl
import time
from datetime import timedelta
from functools import lru_cache
from http import HTTPStatus
from urllib.parse import urlsplit

from django.conf import settings

from notifications.channels.base import Forgetful, Letter, NotSent, Taken, clipped
from notifications.rules.addresses import HTTPS, is_reachable_by_anyone, reasons_against_url
from notifications.rules.channels import Provider
from notifications.rules.signing import key_of, signature

TIMEOUT = 10
MOST_READ = 500
ABOUT_THE_LETTER = (HTTPStatus.BAD_REQUEST, HTTPStatus.REQUEST_ENTITY_TOO_LARGE, 422)
"""Answers that speak of the one posting and not of the receiver."""


class Webhooks(Forgetful):
    """Postings over a connection of its own each."""

    provider = Provider.WEBHOOK

    def ready(self) -> None:
        """Each posting has its own receiver; there is nothing to open."""

    def close(self) -> None:
        """Nothing is held."""

    def send(self, letter: Letter) -> Taken:
        """Post one event; any 2xx means that the receiver has it."""
        against = list(reasons_against_url(letter.to, hosts=settings.WEBHOOK_HOSTS))
        if against or not settings.WEBHOOK_KEY:
            raise NotSent(" ".join(against) or "WEBHOOK_KEY is not set.", permanent=True)
        try:
            status, said, wait = _post(letter)
        except _NotConnected as error:
            raise NotSent(f"The receiver cannot be reached: {error}", is_outage=True) from error
        except (OSError, http.client.HTTPException) as error:
            raise NotSent(f"No answer came: {clipped(error)}", in_doubt=True) from error
        if HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES:
            return Taken(said=f"The receiver answered {status}.")
        raise NotSent(
            f"The receiver answered {status}: {clipped(said)}",
            permanent=status == HTTPStatus.GONE,
            is_outage=status not in ABOUT_THE_LETTER,
            wait=wait,
        )


class _NotConnected(Exception):
    """No connection was made, so nothing was posted."""


def _post(letter: Letter) -> tuple[int, str, timedelta | None]:
    parts = urlsplit(letter.to)
    connection = _connected(str(parts.hostname), parts.port or HTTPS)
    try:
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        body = letter.body.encode()
        connection.request("POST", path, body=body, headers=_headers(letter, body))
        answer = connection.getresponse()
        said = answer.read(MOST_READ).decode("utf-8", "replace")
        seconds = answer.getheader("Retry-After", "")
        wait = timedelta(seconds=min(int(seconds), 86_400)) if seconds.isdigit() else None
        return answer.status, said, wait
    finally:
        connection.close()


def _headers(letter: Letter, body: bytes) -> dict[str, str]:
    key = key_of(settings.WEBHOOK_KEY, letter.webhook, letter.key_number)  # type: ignore[arg-type]
    timestamp = int(time.time())
    return {
        "Content-Type": "application/json",
        "User-Agent": "mcp-formation-webhooks/1",
        "Webhook-Id": letter.reference,
        "Webhook-Key": str(letter.key_number),
        "Webhook-Timestamp": str(timestamp),
        "Webhook-Signature": signature(key, timestamp=timestamp, body=body),
    }


def _connected(host: str, port: int) -> http.client.HTTPSConnection:
    """A connection to the very address that was judged, under the certificate of the name."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except OSError as error:
        raise _NotConnected(clipped(error)) from error
    addresses = [str(each[4][0]) for each in found]
    if not settings.WEBHOOK_PRIVATE and not all(map(is_reachable_by_anyone, addresses)):
        raise _NotConnected(f"{host} stands for an address inside a network.")
    connection = http.client.HTTPSConnection(host, port, timeout=TIMEOUT, context=_trust())
    connection._create_connection = lambda _, timeout, source: socket.create_connection(  # type: ignore[attr-defined]
        (addresses[0], port), timeout
    )
    try:
        connection.connect()
    except OSError as error:
        connection.close()
        raise _NotConnected(clipped(error)) from error
    return connection


def _trust() -> ssl.SSLContext:
    return _trusting(settings.WEBHOOK_CA_FILE)


@lru_cache(maxsize=4)
def _trusting(authorities: str) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=authorities or None)
