"""The only writer of the audit."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from django.db.models import Model
from structlog.contextvars import get_contextvars

from audit.models import AuditEvent
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
    record_many(kind=kind, about=[(about, facts or {})], by=by, at=at)


@step
def record_many(
    *, kind: str, about: Sequence[tuple[Model, Mapping[str, Any]]], by: Actor, at: datetime
) -> None:
    """Record one act upon many rows, each with its own facts, in one statement."""
    if getattr(by, "pk", None) is None:
        raise ValueError(f"{kind}: an act needs an actor.")
    request_id = str(get_contextvars().get("request_id", ""))
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
            "by_id": by.pk,
            "by_name": by.full_name,
            "at": at,
            "request_id": request_id,
        },
    )
