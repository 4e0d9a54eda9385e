"""The one translation of a failed act into what each door says to the person who tried."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

import structlog

from core.errors import ActFailed, Busy, NotFound, NotPermitted, Refused, Stale
from core.law import Reason

logger = structlog.get_logger(__name__)

STATUS: dict[type[ActFailed], HTTPStatus] = {
    NotPermitted: HTTPStatus.FORBIDDEN,
    NotFound: HTTPStatus.NOT_FOUND,
    Stale: HTTPStatus.CONFLICT,
    Busy: HTTPStatus.SERVICE_UNAVAILABLE,
}
TITLES: dict[type[ActFailed], str] = {
    Refused: "This cannot be done yet",
    NotPermitted: "You may not do this",
    NotFound: "Not found",
    Stale: "Someone changed this while you were working",
    Busy: "Someone else is changing this record",
}


@dataclass(frozen=True, slots=True)
class Failure:
    """What to show: a title, every reason, and the status that goes with them."""

    kind: str
    title: str
    reasons: tuple[Reason, ...]
    status: HTTPStatus
    move: str = ""


def failure_of(error: ActFailed) -> Failure:
    """The words and the status of a failed act: 409 wrong state or stale, 422 unmet conditions."""
    kind = type(error)
    if isinstance(error, Refused):
        status = HTTPStatus.CONFLICT if error.is_conflict else HTTPStatus.UNPROCESSABLE_ENTITY
        return Failure("refused", TITLES[Refused], error.reasons, status, error.move)
    reasons = (Reason(kind.__name__.lower(), str(error)),)
    return Failure(kind.__name__.lower(), TITLES[kind], reasons, STATUS[kind])


@dataclass(slots=True)
class Door:
    """What became of the one call that a door made."""

    failure: Failure | None = None

    @property
    def opened(self) -> bool:
        """Whether the act was done."""
        return self.failure is None


@contextmanager
def door(**context: Any) -> Iterator[Door]:
    """Make one call inside; a refusal is caught, logged and kept to be shown.

    The refusal is logged outside the rolled-back transaction. Refusals are events, not errors.
    """
    passing = Door()
    try:
        yield passing
    except ActFailed as error:
        passing.failure = failure_of(error)
        logger.info(
            "act_refused",
            kind=passing.failure.kind,
            move=passing.failure.move,
            reasons=[reason.code for reason in passing.failure.reasons],
            **context,
        )
