"""The cursor of a list: a signed place in its order. It only ever moves the reader on."""

import hashlib
from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.core.signing import BadSignature, Signer
from rest_framework.exceptions import ValidationError

from reporting.selectors.listings import Place

_SIGNER = Signer(salt="reporting.cursor")


def cursor_of(place: Place, *, question: Mapping[str, Any]) -> str:
    """The cursor for the rows after this place, of this question and of no other."""
    value = place.value
    kind = "day" if isinstance(value, date) else "plain"
    plain = value.isoformat() if isinstance(value, date) else value
    apart = "id" if isinstance(place.tie, UUID) else "plain"
    tie = str(place.tie) if isinstance(place.tie, UUID) else place.tie
    return _SIGNER.sign_object([_digest(question), kind, plain, apart, tie])


def place_in(cursor: str, *, question: Mapping[str, Any]) -> Place:
    """The place that a cursor stands for.

    Raises:
        ValidationError: it was not given out here, or for another question.
    """
    try:
        digest, kind, plain, apart, tie = _SIGNER.unsign_object(cursor)
    except BadSignature:
        text = "This is no cursor of this list. Follow `next`, or begin again without one."
        raise ValidationError({"cursor": text}, "invalid_cursor") from None
    if digest != _digest(question):
        text = "This cursor belongs to another question. Keep filters and ordering as they were."
        raise ValidationError({"cursor": text}, "invalid_cursor")
    value = date.fromisoformat(plain) if kind == "day" else plain  # else a text or a number
    return Place(value, UUID(tie) if apart == "id" else tie)


def _digest(question: Mapping[str, Any]) -> str:
    """The list, its filters and its order, as eight characters."""
    said = repr(sorted((name, str(value)) for name, value in question.items()))
    return hashlib.sha256(said.encode()).hexdigest()[:8]
