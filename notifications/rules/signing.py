"""How a posting to another system is signed, so that it can tell ours and fresh ones. Pure.

The receiver works the signature out again over the time and the body as they came, with the key
that `Webhook-Key` names, compares in constant time, and refuses what is older than `REPLAY_WINDOW`.
"""

import hashlib
import hmac
from datetime import timedelta
from uuid import UUID

REPLAY_WINDOW = timedelta(minutes=5)
"""A receiver refuses a posting whose time differs from its own by more than this."""

SCHEME = "v1"


def key_of(service_key: str, webhook: UUID, number: int) -> str:
    """The key of one webhook: from the service's own key, so that no table keeps it."""
    what = f"webhook:{webhook}:{number}".encode()
    return hmac.new(service_key.encode(), what, hashlib.sha256).hexdigest()


def signature(key: str, *, timestamp: int, body: bytes) -> str:
    """HMAC-SHA256 over the time and the body, as the header `Webhook-Signature` carries it."""
    signed = hmac.new(key.encode(), f"{timestamp}.".encode() + body, hashlib.sha256)
    return f"{SCHEME}={signed.hexdigest()}"
