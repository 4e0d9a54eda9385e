"""The only writer of the audit."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from django.db.models import Model
from structlog.contextvars import get_contextvars

from audit.models import AuditEvent
from core.rows import insert_one
from core.sets import insert_set
from core.transactions import step


class Actor(Protocol):
    """Whoever acts: a person, or the system under a name of its own."""

    pk: UUID
    full_name: str


@step
def record(
    *, kind: str, about: Model, by: Actor, at: datetime, facts: Mapping[str, Any] | None = None
) -> None:
    """Record one act, inside its transaction.

    Raises:
        ValueError: the act has no actor; an act without an actor is a fault of the program.
    """
    insert_one(
        AuditEvent(
            kind=kind,
            about_type=about._meta.label_lower,
            about_id=str(about.pk),
            facts=facts or {},
            by_id=_identified(by, kind),
            by_name=by.full_name,
            at=at,
            request_id=_request_id(),
        )
    )


@step
def record_many(
    *, kind: str, about: Sequence[tuple[Model, Mapping[str, Any]]], by: Actor, at: datetime
) -> None:
    """Record one act upon many rows, each with its own facts, in one statement."""
    by_id = _identified(by, kind)
    if not about:
        return
    insert_set(
        AuditEvent,
        {
            "about_type": [row._meta.label_lower for row, _ in about],
            "about_id": [str(row.pk) for row, _ in about],
            "facts": [facts for _, facts in about],
        },
        same={
            "kind": kind,
            "by_id": by_id,
            "by_name": by.full_name,
            "at": at,
            "request_id": _request_id(),
        },
    )


def _identified(by: Actor, kind: str) -> UUID:
    if getattr(by, "pk", None) is None:
        raise ValueError(f"{kind}: an act needs an actor.")
    return by.pk


def _request_id() -> str:
    return str(get_contextvars().get("request_id", ""))
